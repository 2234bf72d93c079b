import type { KafkaSnapshot, Retention } from '../../core/snapshot/kafka';
import { SpillwayError } from '../../errors';
import { KAFKA } from './faults';
import type { KafkaCluster, KafkaRequests } from './wire';

export interface Configs {
  /** By topic. */
  retention: Map<string, Retention>;
  offsetsRetentionMs: KafkaSnapshot['offsetsRetentionMs'];
}

const TOPIC = 2;
const BROKER = 4;

type DescribeConfigs = KafkaRequests['DescribeConfigs'];

/**
 * Reads the retention of topics and of commits, in one request to `brokerId`: only a broker itself returns its
 * configuration, but any broker returns a topic's. Without permission to describe configs, both are unknown. That is not
 * an error, because nothing else needs that permission.
 *
 * @param brokerId a connected broker; if `undefined`, the retention of commits is unknown
 */
export async function readConfigs(
  cluster: KafkaCluster,
  topics: readonly string[],
  brokerId: number | undefined,
): Promise<Configs> {
  if (topics.length === 0) return { retention: new Map(), offsetsRetentionMs: 'unknown' };
  const ofTopics = topics.map((name) => ({
    type: TOPIC,
    name,
    configNames: ['retention.ms', 'retention.bytes'],
  }));
  const ofBroker = { type: BROKER, name: String(brokerId), configNames: ['offsets.retention.minutes'] };
  const response =
    (brokerId !== undefined && (await send(cluster.node(brokerId), [...ofTopics, ofBroker]))) ||
    (await send(cluster.seed(), ofTopics)) ||
    NO_RESPONSE;
  const values = response.resources
    .filter(({ errorCode }) => errorCode === KAFKA.NONE)
    .map(({ resourceType, resourceName, configEntries }) => ({
      resourceType,
      resourceName,
      values: new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
    }));
  const retention = values
    .filter(({ resourceType }) => resourceType === TOPIC)
    .map(({ resourceName, values: of }): [string, Retention] => [
      resourceName,
      { ms: limit(of.get('retention.ms')), bytes: limit(of.get('retention.bytes')) },
    ]);
  const broker = values.find(({ resourceType }) => resourceType === BROKER);
  const minutes = limit(broker?.values.get('offsets.retention.minutes'));
  return {
    retention: new Map(retention),
    offsetsRetentionMs: typeof minutes === 'number' ? minutes * 60_000 : 'unknown',
  };
}

const NO_RESPONSE: DescribeConfigs['response'] = { resources: [] };

async function send(
  connecting: ReturnType<KafkaCluster['node']>,
  resources: DescribeConfigs['request']['resources'],
): Promise<DescribeConfigs['response'] | undefined> {
  try {
    return await (await connecting).send('DescribeConfigs', { resources });
  } catch (error) {
    if (error instanceof SpillwayError) return undefined;
    throw error;
  }
}

/** Kafka's −1 means unlimited. So does a number that is too large for JavaScript (285,000 years). */
function limit(value: string | null | undefined): number | 'unlimited' | 'unknown' {
  if (value === '-1') return 'unlimited';
  if (!value || !/^\d+$/.test(value)) return 'unknown';
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : 'unlimited';
}
