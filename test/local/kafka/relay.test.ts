import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { pipeBothWays, type Relay, startRelay } from '../../../local/kafka/relay';

let broker: Server;
let relay: Relay;
/** The broker's ends. */
let accepted: Socket[];

beforeEach(async () => {
  accepted = [];
  broker = createServer((socket) => {
    accepted.push(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk) => socket.write(`heard ${chunk}`));
  });
  broker.listen(0, '127.0.0.1');
  await once(broker, 'listening');
  relay = await startRelay({ join: pipeBothWays });
  relay.forwardTo((broker.address() as AddressInfo).port);
});

afterEach(async () => {
  await relay.close();
  for (const socket of accepted) socket.destroy();
  await new Promise((resolve) => broker.close(resolve));
});

/** A client that has had an answer through the relay. */
async function connected(): Promise<{ client: Socket; answer: string }> {
  const client = connect({ host: '127.0.0.1', port: relay.port });
  client.on('error', () => {});
  client.write('hello');
  const [answer] = (await once(client, 'data')) as [Buffer];
  return { client, answer: String(answer) };
}

describe('startRelay', () => {
  it('forwards both directions', async () => {
    const { client, answer } = await connected();
    client.destroy();

    expect(answer).toBe('heard hello');
  });

  it('closes the connection of a client whose broker resets it', async () => {
    const { client } = await connected();
    const ended = once(client, 'close');

    accepted[0]?.resetAndDestroy();

    await ended;
    expect(client.destroyed).toBe(true);
  });

  it('closes the connection of a client if no broker listens', async () => {
    await new Promise((resolve) => broker.close(resolve));
    const client = connect({ host: '127.0.0.1', port: relay.port });
    client.on('error', () => {});

    await once(client, 'close');

    expect(accepted).toEqual([]);
  });

  it('leaves no connection open when it is closed', async () => {
    const { client } = await connected();
    const ended = once(client, 'close');

    await relay.close();

    await ended;
    expect(client.destroyed).toBe(true);
  });
});
