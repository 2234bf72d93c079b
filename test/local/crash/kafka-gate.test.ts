import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { startKafkaGate } from '../../../local/crash/kafka-gate';
import { KillSwitch } from '../../../local/crash/kill-switch';
import type { Relay } from '../../../local/kafka/relay';

const OFFSET_COMMIT = 8;
const METADATA = 3;

let broker: Server;
let gate: Relay;
let killSwitch: KillSwitch;
/** Api keys that the broker was asked for. */
let asked: number[];

/** A request as Kafka has it: length, api key, version, correlation id, client id, and here a group. */
function request(apiKey: number, group: string): Buffer {
  const body = Buffer.concat([
    int16(apiKey),
    int16(2),
    Buffer.from([0, 0, 0, 7]),
    text('spillway'),
    text(group),
  ]);
  return Buffer.concat([int32(body.length), body]);
}
const int16 = (value: number) => Buffer.from([value >> 8, value & 0xff]);
const int32 = (value: number) => Buffer.from([0, 0, value >> 8, value & 0xff]);
const text = (value: string) => Buffer.concat([int16(value.length), Buffer.from(value)]);

/** Answers each request with its api key, in a frame. */
function answer(apiKey: number): Buffer {
  return Buffer.concat([int32(2), int16(apiKey)]);
}

beforeEach(async () => {
  asked = [];
  broker = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      asked.push(chunk.readInt16BE(4));
      socket.write(answer(chunk.readInt16BE(4)));
    });
  });
  broker.listen(0, '127.0.0.1');
  await once(broker, 'listening');
  killSwitch = new KillSwitch();
  gate = await startKafkaGate(killSwitch, (group) => group.replace('group-', ''));
  gate.forwardTo((broker.address() as AddressInfo).port);
});

afterEach(async () => {
  await gate.close();
  await new Promise((resolve) => broker.close(resolve));
});

describe('startKafkaGate', () => {
  it('forwards requests and responses, in whatever pieces they arrive', async () => {
    const client = connect({ host: '127.0.0.1', port: gate.port });
    const whole = request(METADATA, 'group-a');
    client.write(whole.subarray(0, 3));
    await new Promise((resolve) => setImmediate(resolve));
    client.write(whole.subarray(3));

    const [received] = (await once(client, 'data')) as [Buffer];
    client.destroy();

    expect([received, asked]).toEqual([answer(METADATA), [METADATA]]);
  });

  it.each([
    ['after', [OFFSET_COMMIT]],
    ['before', []],
  ] as const)(
    'kills the controller %s an OffsetCommit of its group, whose response it does not get',
    async (moment, seen) => {
      const client = connect({ host: '127.0.0.1', port: gate.port });
      const received: Buffer[] = [];
      client.on('data', (chunk: Buffer) => received.push(chunk));
      const killed = new Promise<void>((resolve) => {
        killSwitch.arm('a', {
          at: () => true,
          moment,
          kill: async () => {
            client.destroy();
            resolve();
          },
        });
      });

      client.write(request(OFFSET_COMMIT, 'group-a'));
      await killed;

      expect([asked, received, killSwitch.killedAt('a')]).toEqual([seen, [], 'step 1: OffsetCommit']);
    },
  );
});
