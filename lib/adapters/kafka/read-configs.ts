import type { KafkaSnapshot, Retention } from '../../core/snapshot/kafka';
import { SpillwayError } from '../../errors';
import { KAFKA } from './faults';
import type { KafkaMemory, RememberedConfigs } from './memory';
import type { ListedTopic } from './partition-list';
import type { ConfigResource, DescribedConfig } from './protocol/describe-configs';
import type { KafkaCluster } from './wire';

export interface Configs {
  /** By topic. */
  retention: ReadonlyMap<string, Retention>;
  offsetsRetentionMs: KafkaSnapshot['offsetsRetentionMs'];
}

/** How long a warm process uses what it has read. */
const CONFIGS_FOR_MS = 5 * 60_000;

const TOPIC_KEYS = ['retention.ms', 'retention.bytes'];
const BROKER_KEYS = ['offsets.retention.minutes'];

/**
 * The retention of topics and of commits. A warm process reads them every five minutes, and a topic's sooner if the topic
 * is new to it, was recreated or has more partitions. One request to `brokerId` covers everything: only a broker itself
 * returns its configuration, but any broker returns a topic's. Without permission to describe configs, both are unknown.
 * That is not an error, because nothing else needs that permission.
 *
 * @param brokerId a connected broker; if `undefined`, the retention of commits is unknown
 */
export async function readConfigs(
  cluster: KafkaCluster,
  topics: readonly ListedTopic[],
  brokerId: number | undefined,
  memory: KafkaMemory,
  nowMs: number,
): Promise<Configs> {
  if (topics.length === 0) return { retention: new Map(), offsetsRetentionMs: 'unknown' };
  const known = isFresh(memory.configs, nowMs) ? memory.configs : undefined;
  const wanted = topics.filter((topic) => !isKnown(topic, known));
  const wantsBroker = known?.offsetsRetentionMs === undefined;
  const answers =
    wanted.length > 0 || wantsBroker ? await ask(cluster, wanted, wantsBroker ? brokerId : undefined) : [];
  const topicsNow = new Map(answers ? known?.topics : undefined);
  const retention = new Map([...(known?.topics ?? [])].map(([topic, entry]) => [topic, entry.retention]));
  let offsetsRetentionMs = known?.offsetsRetentionMs;
  const listed = new Map(topics.map((topic) => [topic.topic, topic]));
  for (const { errorCode, kind, name, values } of answers ?? []) {
    if (errorCode !== KAFKA.NONE) continue;
    if (kind === 'broker') offsetsRetentionMs = minutesIn(values);
    const topic = kind === 'topic' ? listed.get(name) : undefined;
    if (!topic) continue;
    const limits = { ms: limit(values.get('retention.ms')), bytes: limit(values.get('retention.bytes')) };
    retention.set(name, limits);
    topicsNow.set(name, { retention: limits, topicId: topic.topicId, partitions: topic.count });
  }
  if (answers) {
    const readAtMs = known?.readAtMs ?? nowMs;
    const ofCommits = offsetsRetentionMs === undefined ? {} : { offsetsRetentionMs };
    memory.configs = { readAtMs, ...ofCommits, topics: topicsNow };
  }
  return { retention, offsetsRetentionMs: offsetsRetentionMs ?? 'unknown' };
}

function isFresh(configs: RememberedConfigs | undefined, nowMs: number): configs is RememberedConfigs {
  if (!configs) return false;
  const ageMs = nowMs - configs.readAtMs;
  return ageMs >= 0 && ageMs < CONFIGS_FOR_MS;
}

function isKnown({ topic, topicId, count }: ListedTopic, known: RememberedConfigs | undefined): boolean {
  const entry = known?.topics.get(topic);
  return entry !== undefined && entry.topicId === topicId && entry.partitions === count;
}

/** `undefined` if no broker answered. */
async function ask(
  cluster: KafkaCluster,
  topics: readonly ListedTopic[],
  brokerId: number | undefined,
): Promise<DescribedConfig[] | undefined> {
  const ofTopics = topics.map(
    ({ topic }): ConfigResource => ({ kind: 'topic', name: topic, keys: TOPIC_KEYS }),
  );
  const ofBroker: ConfigResource = { kind: 'broker', name: String(brokerId), keys: BROKER_KEYS };
  return (
    (brokerId !== undefined && (await send(cluster.node(brokerId), [...ofTopics, ofBroker]))) ||
    (await send(cluster.seed(), ofTopics))
  );
}

async function send(
  connecting: ReturnType<KafkaCluster['node']>,
  resources: readonly ConfigResource[],
): Promise<DescribedConfig[] | undefined> {
  try {
    return await (await connecting).send('DescribeConfigs', { resources });
  } catch (error) {
    if (error instanceof SpillwayError) return undefined;
    throw error;
  }
}

function minutesIn(values: ReadonlyMap<string, string>): number | undefined {
  const minutes = limit(values.get('offsets.retention.minutes'));
  return typeof minutes === 'number' ? minutes * 60_000 : undefined;
}

/** Kafka's −1 means unlimited. So does a number that is too large for JavaScript (285,000 years). */
function limit(value: string | undefined): number | 'unlimited' | 'unknown' {
  if (value === '-1') return 'unlimited';
  if (!value || !/^\d+$/.test(value)) return 'unknown';
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : 'unlimited';
}
