import { connect } from 'node:net';

/** ApiVersions v0 without a client id: every broker answers it before any login. */
const API_VERSIONS = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff]);
/** Metadata v4 of no topic. */
const METADATA = Buffer.from([0, 0, 0, 15, 0, 3, 0, 4, 0, 0, 0, 1, 0xff, 0xff, 0, 0, 0, 0, 0]);
/** Where its answer has the number of brokers: after length, correlation id and throttle time. */
const BROKER_COUNT_AT = 12;

export type ProbeAnswer =
  | { kind: 'answered'; ms: number; bytes: Buffer }
  | { kind: 'closed' }
  | { kind: 'silent' };

/** Asks a Kafka listener one small question, over a new connection. */
export function probeBroker(port: number, timeoutMs: number, request = API_VERSIONS): Promise<ProbeAnswer> {
  const startedMs = performance.now();
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(request));
    const end = (answer: ProbeAnswer) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => end({ kind: 'silent' }), timeoutMs);
    socket.once('data', (bytes: Buffer) =>
      end({ kind: 'answered', ms: performance.now() - startedMs, bytes }),
    );
    socket.once('error', () => end({ kind: 'closed' }));
    socket.once('close', () => end({ kind: 'closed' }));
  });
}

/** How many brokers the broker at this address counts as alive; `undefined` if it does not say. */
export async function liveBrokersSeenBy(address: string): Promise<number | undefined> {
  const answer = await probeBroker(Number(address.split(':').at(-1)), 2_000, METADATA);
  if (answer.kind !== 'answered' || answer.bytes.length < BROKER_COUNT_AT + 4) return undefined;
  return answer.bytes.readInt32BE(BROKER_COUNT_AT);
}
