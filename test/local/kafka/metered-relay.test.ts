import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type MeteredRelay, startMeteredRelay } from '../../../local/kafka/metered-relay';

/** A frame of Kafka's protocol: length, api key, and the rest. */
function frame(apiKey: number, size = 10): Buffer {
  const bytes = Buffer.alloc(4 + size);
  bytes.writeInt32BE(size, 0);
  bytes.writeInt16BE(apiKey, 4);
  return bytes;
}

const METADATA = 3;
const LIST_OFFSETS = 2;
const API_VERSIONS = 18;

describe('a metered relay', () => {
  const network = { roundTripMs: 0 };
  let broker: Server;
  let relay: MeteredRelay;

  beforeEach(async () => {
    network.roundTripMs = 0;
    // Answers each request with its own frame.
    broker = createServer((socket) => socket.pipe(socket));
    await new Promise<void>((resolve) => broker.listen(0, '127.0.0.1', resolve));
    relay = await startMeteredRelay({ network });
    relay.forwardTo((broker.address() as AddressInfo).port);
  });

  afterEach(async () => {
    await relay.close();
    await new Promise((resolve) => broker.close(resolve));
  });

  async function client(): Promise<Socket> {
    const socket = connect({ host: '127.0.0.1', port: relay.port });
    await once(socket, 'connect');
    return socket;
  }

  /** Sends the bytes, and waits until as many have come back. */
  async function exchange(socket: Socket, ...chunks: Buffer[]): Promise<void> {
    let missing = chunks.reduce((sum, { length }) => sum + length, 0);
    for (const chunk of chunks) socket.write(chunk);
    while (missing > 0) {
      const [back] = (await once(socket, 'data')) as [Buffer];
      missing -= back.length;
    }
  }

  it('counts requests by name, and not those that set up a connection', async () => {
    const socket = await client();
    await exchange(socket, frame(API_VERSIONS), frame(METADATA), frame(LIST_OFFSETS), frame(LIST_OFFSETS));
    socket.destroy();

    expect(relay.counts()).toEqual({ ApiVersions: 1, Metadata: 1, ListOffsets: 2 });
    expect([relay.total(), relay.connections(), relay.bytes()]).toEqual([3, 1, 2 * 4 * 14]);
  });

  it('reads requests in any chunks', async () => {
    const socket = await client();
    socket.setNoDelay(true);
    const bytes = Buffer.concat([frame(METADATA, 300), frame(LIST_OFFSETS)]);
    await exchange(
      socket,
      bytes.subarray(0, 5),
      bytes.subarray(5, 200),
      bytes.subarray(200, 305),
      bytes.subarray(305),
    );
    socket.destroy();

    expect(relay.counts()).toEqual({ Metadata: 1, ListOffsets: 1 });
  });

  it('counts as deep what waits for a response, and not what is sent at once', async () => {
    const socket = await client();
    await exchange(socket, Buffer.concat([frame(METADATA), frame(METADATA), frame(METADATA)]));
    expect(relay.depth()).toBe(1);

    await exchange(socket, frame(LIST_OFFSETS));
    expect(relay.depth()).toBe(2);

    relay.reset();
    await exchange(socket, frame(LIST_OFFSETS));
    socket.destroy();
    expect(relay.depth()).toBe(1);
  });

  it('takes a round trip longer for each request, and one more for a new connection', async () => {
    network.roundTripMs = 60;
    const beganMs = performance.now();
    const socket = await client();
    await exchange(socket, frame(METADATA), frame(METADATA));
    const firstMs = performance.now() - beganMs;
    await exchange(socket, frame(METADATA));
    const secondMs = performance.now() - beganMs - firstMs;
    socket.destroy();

    // Timers may be a millisecond early.
    expect(firstMs).toBeGreaterThan(2 * 60 - 4);
    expect(secondMs).toBeGreaterThan(60 - 4);
  });
});
