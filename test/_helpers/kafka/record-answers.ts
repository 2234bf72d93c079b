import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { commonVersion, type SupportedVersions } from '../../../lib/adapters/kafka/connection/api-versions';
import { exchangeOver } from '../../../lib/adapters/kafka/connection/exchange';
import { createSockets } from '../../../lib/adapters/kafka/connection/sockets';
import { apiVersions } from '../../../lib/adapters/kafka/protocol/api-versions';
import { ByteReader } from '../../../lib/adapters/kafka/protocol/byte-reader';
import type { RequestCodec } from '../../../lib/adapters/kafka/protocol/request-codec';
import {
  type KafkaRequestName,
  type KafkaRequests,
  REQUESTS,
} from '../../../lib/adapters/kafka/protocol/requests';
import { startKafka } from '../../../local/kafka/broker-process';
import { ensureKafkaHome } from '../../../local/kafka/kafka-home';
import { createTopics, localClient, produce } from '../../../local/kafka/topics';
import { waitUntil } from '../../../local/process/wait-until';

/*
 * Records what brokers of several releases answer, for test/lib/adapters/kafka/protocol/recorded-answers.test.ts:
 *
 *   npx esbuild test/_helpers/kafka/record-answers.ts --bundle --platform=node --outfile=.cache/record-answers.js
 *   node .cache/record-answers.js
 */

const RELEASES =
  process.argv.length > 2 ? process.argv.slice(2) : ['2.8.2', '3.6.2', '3.9.1', '4.0.2', '4.4.0'];
const FOLDER = path.resolve('test/lib/adapters/kafka/protocol/recorded');
const NO_SUCH_TOPIC = 'no-such-topic';
const TOPICS = [
  { topic: 'spans', partitions: 3 },
  { topic: '__proto__', partitions: 1 },
];
const partitionsAsked = [
  { topic: 'spans', partitions: [0, 1, 2] },
  { topic: '__proto__', partitions: [0] },
  { topic: NO_SUCH_TOPIC, partitions: [0] },
];
const PARTITIONS = 5;
const WRITTEN_MS = Date.UTC(2026, 0, 1);

/** One response, without its header. */
export interface RecordedAnswer {
  name: KafkaRequestName;
  version: number;
  /** The request as JSON: a typed array is `{ offsets: ["1"] }`, a bigint `{ offset: "1" }`. */
  request: unknown;
  /** Base64. */
  body: string;
}

async function record(release: string): Promise<void> {
  const kafkaHome = await ensureKafkaHome({ cacheDir: '.cache', version: release, progress: () => {} });
  const kafka = await startKafka({ kafkaHome });
  try {
    await createTopics(kafka.bootstrap, TOPICS);
    await produce(kafka.bootstrap, 'spans', [
      { partition: 0, value: 'first', timestampMs: WRITTEN_MS },
      { partition: 0, value: 'second', timestampMs: WRITTEN_MS + 1_000 },
      { partition: 1, value: 'other', timestampMs: WRITTEN_MS },
    ]);
    const answers = await ask(kafka.bootstrap);
    await mkdir(FOLDER, { recursive: true });
    await writeFile(path.join(FOLDER, `kafka-${release}.json`), `${JSON.stringify(answers, undefined, 1)}\n`);
    process.stdout.write(
      `${release}: ${answers.map(({ name, version }) => `${name} v${version}`).join(', ')}\n`,
    );
  } finally {
    await kafka.stop();
  }
}

async function ask(bootstrap: string): Promise<RecordedAnswer[]> {
  const [host = '', port = ''] = bootstrap.split(':');
  const sockets = createSockets(undefined);
  const exchange = exchangeOver(await sockets.connect(host, Number(port), 5_000), {
    ...{ clientId: 'recorder', timeoutMs: 30_000 },
  });
  const { apis } = await exchange.ask(apiVersions, {});
  const versions: SupportedVersions = new Map(apis.map(({ apiKey, min, max }) => [apiKey, { min, max }]));
  const answers: RecordedAnswer[] = [];
  const send = async <K extends KafkaRequestName>(
    name: K,
    request: KafkaRequests[K]['request'],
    keep = true,
  ) => {
    type Codec = RequestCodec<KafkaRequests[K]['request'], KafkaRequests[K]['response']>;
    const codec = REQUESTS[name] as unknown as Codec;
    const version = commonVersion(codec, versions);
    let body = Buffer.alloc(0);
    const recording: Codec = {
      ...codec,
      decode(reader, of, asked) {
        body = Buffer.from(reader.take(reader.left));
        return codec.decode(new ByteReader(body), of, asked);
      },
    };
    const response = await exchange.ask(recording, request, { version });
    if (keep) answers.push({ name, version, request: asJson(request), body: body.toString('base64') });
    return response;
  };
  await waitUntil(
    'the coordinator',
    async () => (await send('FindCoordinator', { groupId: 'g' }, false)).errorCode === 0,
    { timeoutMs: 60_000 },
  );
  await send('FindCoordinator', { groupId: 'g' });
  await send('Metadata', {
    topics: ['spans', '__proto__', NO_SUCH_TOPIC],
    operationsOf: 'cluster and topics',
  });
  await send('Metadata', { topics: 'all' });
  const commit = {
    ...{ groupId: 'g', generationId: -1, memberId: '' },
    ...{ topics: partitionsAsked, offsets: BigInt64Array.of(1n, 0n, 2n ** 40n, 0n, 0n) },
  };
  await waitUntil(
    'the group',
    async () =>
      (await send('OffsetCommit', commit, false)).errorCode.filter((code) => code === 0).length === 4,
    { timeoutMs: 60_000 },
  );
  await send('OffsetCommit', commit);
  await send('OffsetFetch', { groupId: 'g', topics: partitionsAsked });
  for (const at of [-1n, -2n, BigInt(WRITTEN_MS + 500), BigInt(WRITTEN_MS + 86_400_000)]) {
    await send('ListOffsets', { topics: partitionsAsked, at });
  }
  await send('Fetch', {
    ...{ maxBytes: 65_536, partitionMaxBytes: 65_536, topics: partitionsAsked },
    fetchOffsets: BigInt64Array.from({ length: PARTITIONS }, (_, row) => (row === 1 ? 99n : 0n)),
  });
  await send('DescribeConfigs', {
    resources: [
      ...['spans', NO_SUCH_TOPIC].map((name) => ({
        ...{ kind: 'topic' as const, name, keys: ['retention.ms', 'retention.bytes'] },
      })),
      { kind: 'broker', name: '1', keys: ['offsets.retention.minutes'] },
    ],
  });
  await send('DescribeLogDirs', { topics: partitionsAsked.slice(0, 2) });
  // Kafka 2.8 has it only with ZooKeeper.
  if (versions.has(REQUESTS.CreatePartitions.apiKey)) {
    await send('CreatePartitions', { topic: 'spans', count: 2, timeoutMs: 5_000 });
  }
  const consumer = localClient(bootstrap).consumer({ groupId: 'running' });
  await consumer.connect();
  await consumer.subscribe({ topic: 'spans' });
  await consumer.run({ autoCommit: false, eachMessage: async () => {} });
  await waitUntil(
    'a member',
    async () => (await send('DescribeGroups', { groupId: 'running' }, false))?.state === 'Stable',
    { timeoutMs: 60_000 },
  );
  await send('DescribeGroups', { groupId: 'running' });
  await send('DescribeGroups', { groupId: 'nobody' });
  await send('ListGroups', { groupId: 'running' });
  const member = { groupId: 'running', memberId: 'nobody' };
  await send('JoinGroup', {
    ...{ ...member, sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 10_000, protocolType: 'consumer' },
    protocol: { name: 'RoundRobinAssigner', metadata: Buffer.from('000000000000ffffffff', 'hex') },
  });
  await send('SyncGroup', { ...member, generationId: 1 });
  await send('LeaveGroup', member);
  await consumer.disconnect();
  await sockets.closeAll();
  return answers;
}

function asJson(request: unknown): unknown {
  return JSON.parse(
    JSON.stringify(request, (_key, value) => {
      if (typeof value === 'bigint') return { offset: String(value) };
      return value instanceof BigInt64Array ? { offsets: Array.from(value, String) } : value;
    }),
  );
}

async function main(): Promise<void> {
  for (const release of RELEASES) {
    try {
      await record(release);
    } catch (error) {
      process.stdout.write(`${release}: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
}

if (require.main === module) void main();
