import type { Socket } from 'node:net';
import { type Relay, startRelay } from '../kafka/relay';
import type { Effect, KillSwitch } from './kill-switch';

const OFFSET_COMMIT = 8;

/**
 * Forwards the traffic between a controller and Kafka. The kill switch wraps every OffsetCommit.
 *
 * @param laneOf returns the lane of a consumer group
 */
export function startKafkaGate(killSwitch: KillSwitch, laneOf: (group: string) => string): Promise<Relay> {
  return startRelay({
    join(client, broker) {
      client.once('end', () => broker.end());
      broker.once('end', () => client.end());
      connectThrough(client, broker, (request, carryOut) => {
        const effect = effectOf(request, laneOf);
        return effect ? killSwitch.around(effect, carryOut) : carryOut();
      });
    },
  });
}

/**
 * Handles requests one by one, in order, and forwards each response after `around` has finished with its request. Kafka
 * answers the requests of a connection in order, so counting is enough to match them.
 */
function connectThrough(
  client: Socket,
  broker: Socket,
  around: (request: Buffer, carryOut: () => Promise<Buffer>) => Promise<Buffer | undefined>,
): void {
  const waiting: ((answer: Buffer) => void)[] = [];
  broker.on(
    'data',
    frames((answer) => waiting.shift()?.(answer)),
  );
  let answered = Promise.resolve();
  client.on(
    'data',
    frames((request) => {
      const outcome = around(
        request,
        () =>
          new Promise((resolve) => {
            waiting.push(resolve);
            broker.write(request);
          }),
      );
      answered = answered.then(async () => {
        const answer = await outcome;
        if (answer) client.write(answer);
      });
    }),
  );
}

/** The effect of an OffsetCommit. The consumer group follows length, api key, version, correlation id and client id. */
function effectOf(request: Buffer, laneOf: (group: string) => string): Effect | undefined {
  if (request.readInt16BE(4) !== OFFSET_COMMIT) return undefined;
  const clientIdLength = Math.max(0, request.readInt16BE(12));
  const at = 14 + clientIdLength;
  const group = request.toString('utf8', at + 2, at + 2 + request.readInt16BE(at));
  return { lane: laneOf(group), name: 'OffsetCommit' };
}

/** Splits a stream into frames, however it arrives in chunks. A frame is a length of 4 bytes, then that many bytes. */
function frames(onFrame: (frame: Buffer) => void): (chunk: Buffer) => void {
  let pending = Buffer.alloc(0);
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 4 && pending.length >= 4 + pending.readInt32BE(0)) {
      const length = 4 + pending.readInt32BE(0);
      onFrame(pending.subarray(0, length));
      pending = pending.subarray(length);
    }
  };
}
