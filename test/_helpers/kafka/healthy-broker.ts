import { ByteWriter } from '../../../lib/adapters/kafka/protocol/byte-writer';
import {
  API_VERSIONS,
  type ArrivedRequest,
  type ScriptedAnswer,
  type ScriptedBroker,
  startScriptedBroker,
  supports,
} from './scripted-broker';

/** Api keys of Kafka's requests. */
export const API = {
  ...{ Fetch: 1, ListOffsets: 2, Metadata: 3, OffsetCommit: 8, OffsetFetch: 9, FindCoordinator: 10 },
  ...{ DescribeGroups: 15, SaslHandshake: 17, DescribeConfigs: 32, SaslAuthenticate: 36 },
} as const;
type Api = keyof typeof API;

export interface Member {
  clientId: string;
  host: string;
}

export interface HealthyOptions {
  /** @default otlp_spans */
  topic?: string;
  /** @default none: the group is Empty */
  members?: readonly Member[];
  /** Every broker of the cluster, by host; all are this one. @default 127.0.0.1 */
  hosts?: readonly string[];
  /** Answers instead of the healthy ones, by request. */
  answers?: Partial<Record<Api, (request: ArrivedRequest, broker: { port: number }) => ScriptedAnswer>>;
}

export const HEALTHY_TOPIC = 'otlp_spans';
const PARTITIONS = [0, 1];
const COMMITTED = 5n;
const LOG_END = 10n;
/** The versions that are advertised: the oldest that Spillway speaks, which have no tagged fields. */
const VERSIONS: Partial<Record<Api, number>> = {
  ...{ Fetch: 10, ListOffsets: 2, Metadata: 7, OffsetFetch: 4, OffsetCommit: 3, FindCoordinator: 2 },
  ...{ DescribeGroups: 2, DescribeConfigs: 1 },
};
const ALL_VERSIONS = supports(
  Object.fromEntries(Object.entries(VERSIONS).map(([api, version]) => [API[api as Api], [version, version]])),
);
const STATES = { empty: 'Empty', some: 'Stable' };

/**
 * A broker of one topic with two partitions, whose answers a test can replace one by one. In each partition, 5 records of
 * 10 are read. A real broker gives none of the answers that a test needs here.
 */
export async function startHealthyBroker(options: HealthyOptions = {}): Promise<ScriptedBroker> {
  const broker: ScriptedBroker = await startScriptedBroker((request) => {
    const api = Object.entries(API).find(([, key]) => key === request.apiKey)?.[0] as Api | undefined;
    const replaced = api && options.answers?.[api];
    if (replaced) return replaced(request, broker);
    if (request.apiKey === API_VERSIONS) return ALL_VERSIONS;
    const answer = api && HEALTHY[api];
    return answer ? Buffer.from(answer(request, broker.port, options).toBuffer()) : 'nothing';
  });
  return broker;
}

type Healthy = (request: ArrivedRequest, port: number, options: HealthyOptions) => ByteWriter;

/** After the throttle time that most answers begin with. */
const answer = () => new ByteWriter().int32(0);

const HEALTHY: Partial<Record<Api, Healthy>> = {
  Metadata: (_request, port, { topic = HEALTHY_TOPIC, hosts = ['127.0.0.1'] }) => {
    const writer = answer();
    writer.array([...hosts.entries()], ([index, host]) =>
      writer
        .int32(index + 1)
        .string(host)
        .int32(port)
        .int16(-1),
    );
    writer.int16(-1).int32(1).int32(1); // cluster id, controller, one topic
    writer.int16(0).string(topic).boolean(false);
    const partitions = hosts.length > 1 ? [...hosts.keys()] : PARTITIONS;
    writer.array(partitions, (partition) => {
      const leader = hosts.length > 1 ? partition + 1 : 1;
      writer.int16(0).int32(partition).int32(leader).int32(0);
      for (let lists = 0; lists < 2; lists += 1) writer.array([leader], (id) => writer.int32(id));
      writer.int32(0); // offline replicas
    });
    return writer;
  },
  FindCoordinator: (_request, port, { hosts = ['127.0.0.1'] }) =>
    answer()
      .int16(0)
      .int16(-1)
      .int32(1)
      .string(hosts[0] ?? '')
      .int32(port),
  DescribeGroups: (_request, _port, { members = [] }) => {
    const writer = answer().int32(1).int16(0).string('g');
    writer
      .string(members.length > 0 ? STATES.some : STATES.empty)
      .string('consumer')
      .string('');
    return writer.array(members, ({ clientId, host }) =>
      writer.string(`${clientId}-1`).string(clientId).string(host).int32(0).int32(0),
    );
  },
  OffsetFetch: (request, _port, { topic = HEALTHY_TOPIC }) =>
    rows(answer(), topic, partitionsAsked(request), (writer) =>
      writer.int64(COMMITTED).int16(-1).int16(0),
    ).int16(0),
  ListOffsets: ({ body }, _port, { topic = HEALTHY_TOPIC }) => {
    const partitions = listedPartitions(body);
    let row = 0;
    return rows(
      answer(),
      topic,
      partitions.map(({ partition }) => partition),
      (writer) => {
        const { at } = partitions[row++] ?? { at: 0n };
        writer
          .int16(0)
          .int64(-1n)
          .int64(at === -1n ? LOG_END : at === -2n ? 0n : -1n);
      },
    );
  },
  DescribeConfigs: () => answer().int32(0),
  Fetch: () => answer().int16(0).int32(0).int32(0),
  OffsetCommit: (request, _port, { topic = HEALTHY_TOPIC }) =>
    rows(answer(), topic, partitionsCommitted(request), (writer) => writer.int16(0)),
};

function rows(
  writer: ByteWriter,
  topic: string,
  partitions: readonly number[],
  more: (writer: ByteWriter) => unknown,
): ByteWriter {
  writer.int32(1).string(topic);
  return writer.array(partitions, (partition) => void more(writer.int32(partition)));
}

/** OffsetFetch: group, then topics with their partitions. */
function partitionsAsked({ body }: ArrivedRequest): number[] {
  const topicAt = 2 + body.readInt16BE(0) + 4;
  const at = topicAt + 2 + body.readInt16BE(topicAt);
  return Array.from({ length: body.readInt32BE(at) }, (_, index) => body.readInt32BE(at + 4 + 4 * index));
}

/** ListOffsets: replica, isolation, then one topic with partitions, each with a time. */
function listedPartitions(body: Buffer): { partition: number; at: bigint }[] {
  const topicAt = 4 + 1 + 4;
  const at = topicAt + 2 + body.readInt16BE(topicAt);
  return Array.from({ length: body.readInt32BE(at) }, (_, index) => ({
    partition: body.readInt32BE(at + 4 + 12 * index),
    at: body.readBigInt64BE(at + 8 + 12 * index),
  }));
}

/** OffsetCommit: group, generation, member, retention, then one topic with partitions, each with offset and metadata. */
function partitionsCommitted({ body }: ArrivedRequest): number[] {
  let at = 2 + body.readInt16BE(0) + 4;
  at += 2 + Math.max(0, body.readInt16BE(at)) + 8 + 4;
  at += 2 + body.readInt16BE(at);
  const count = body.readInt32BE(at);
  at += 4;
  return Array.from({ length: count }, () => {
    const partition = body.readInt32BE(at);
    at += 12;
    at += 2 + Math.max(0, body.readInt16BE(at));
    return partition;
  });
}
