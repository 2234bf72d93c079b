import { EventEmitter } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { classify, failureError } from '../lib/adapters/kafka/connection/connection-error';
import { type Exchange, exchangeOver } from '../lib/adapters/kafka/connection/exchange';
import type { RequestCodec } from '../lib/adapters/kafka/protocol/request-codec';
import { type KafkaRequestName, type KafkaRequests, REQUESTS } from '../lib/adapters/kafka/protocol/requests';
import type { KafkaCluster, KafkaNode } from '../lib/adapters/kafka/wire';
import { SpillwayError } from '../lib/errors';

/** What a real broker answered, as in test/lib/adapters/kafka/protocol/recorded. */
export interface Recorded {
  name: KafkaRequestName;
  version: number;
  request: unknown;
  body: Buffer;
}

/** The recorded answers of each release. */
export function recordedAnswers(root: string): Recorded[][] {
  const folder = `${root}/test/lib/adapters/kafka/protocol/recorded`;
  return readdirSync(folder).map((file) => {
    const answers: (Omit<Recorded, 'body'> & { body: string })[] = JSON.parse(
      readFileSync(`${folder}/${file}`, 'utf8'),
      withOffsets,
    );
    return answers.map((answer) => ({ ...answer, body: Buffer.from(answer.body, 'base64') }));
  });
}

function withOffsets(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { offset, offsets, type, data } = value as Record<string, unknown>;
  if (typeof offset === 'string') return BigInt(offset);
  if (Array.isArray(offsets)) return BigInt64Array.from(offsets, BigInt);
  return type === 'Buffer' && Array.isArray(data) ? Buffer.from(data) : value;
}

/** An answer as it arrives: size, correlation id, tags of a flexible header, body. */
export function frameOf({ name, version, body }: Recorded): Buffer {
  const { flexibleFrom } = REQUESTS[name] as Pick<RequestCodec<unknown, unknown>, 'flexibleFrom'>;
  const tags = flexibleFrom !== undefined && version >= flexibleFrom ? [0] : [];
  return framed(Buffer.concat([FIRST_CORRELATION_ID, Buffer.from(tags), body]));
}

const FIRST_CORRELATION_ID = Buffer.from([0, 0, 0, 1]);

/** With its size before it. */
export function framed(frame: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32BE(frame.length);
  return Buffer.concat([size, frame]);
}

/** A connection whose peer answers each request with the next of these, and then hangs up. */
export function exchangeWith(answers: readonly Buffer[]): Exchange {
  const left = [...answers];
  const socket = Object.assign(new EventEmitter(), {
    write() {
      const answer = left.shift();
      if (answer) socket.emit('data', answer);
      if (left.length === 0) socket.emit('close');
    },
    destroy() {},
    pause() {},
    resume() {},
  });
  return exchangeOver(socket as unknown as Socket, { clientId: 'fuzz', timeoutMs: 50 });
}

/**
 * A cluster that answers as recorded, whatever is asked, apart from one answer that was changed.
 *
 * @param changed the answer, and the frame that arrives in its place
 */
export function recordedCluster(
  release: readonly Recorded[],
  changed: { answer: Recorded; frame: Buffer },
): KafkaCluster {
  const known = new Set<number>();
  const node: KafkaNode = {
    address: 'recorded:9092',
    async send<K extends KafkaRequestName>(name: K, request: KafkaRequests[K]['request']) {
      const answer = answerTo(release, changed.answer, name, request);
      if (!answer) throw new SpillwayError('KAFKA_REQUEST_FAILED', `${name} was not recorded.`, '');
      const frame = answer === changed.answer ? changed.frame : frameOf(answer);
      const codec = REQUESTS[name] as unknown as RequestCodec<unknown, KafkaRequests[K]['response']>;
      try {
        return await exchangeWith([frame]).ask(codec, answer.request, { version: answer.version });
      } catch (error) {
        throw failureError(classify(error, false), { tried: name, auth: 'no authentication', tls: false });
      }
    },
    openAnother: async () => node,
  };
  return {
    seed: async () => node,
    async node(nodeId) {
      if (known.has(nodeId)) return node;
      throw new SpillwayError('KAFKA_UNREACHABLE', `There is no broker ${nodeId}.`, '');
    },
    learn(brokers) {
      for (const { nodeId } of brokers) known.add(nodeId);
    },
    close: async () => {},
  };
}

/** The changed answer if it is one to such a request; otherwise the first that was recorded. */
function answerTo(
  release: readonly Recorded[],
  changed: Recorded,
  name: KafkaRequestName,
  request: unknown,
): Recorded | undefined {
  const fitting = release.filter((each) => each.name === name && whenOf(each.request) === whenOf(request));
  return fitting.includes(changed) ? changed : fitting[0];
}

/** For ListOffsets: log end, log start, or a time. */
function whenOf(request: unknown): string {
  const { at } = request as { at?: bigint | BigInt64Array };
  return at === -1n || at === -2n ? String(at) : typeof at;
}
