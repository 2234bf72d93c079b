import { SpillwayError } from '../errors';
import { KAFKA } from './faults';
import type { KafkaCluster } from './wire';

export type Retention = number | 'unlimited' | 'unknown';

const TOPIC_RESOURCE = 2;

/**
 * retention.ms of each topic, in one request. Without the right to describe configs it is unknown, which is
 * never an error: the right is not needed for anything else.
 */
export async function topicRetention(
  cluster: KafkaCluster,
  topics: string[],
): Promise<Map<string, Retention>> {
  const seed = await cluster.seed();
  try {
    const resources = topics.map((name) => ({ type: TOPIC_RESOURCE, name, configNames: ['retention.ms'] }));
    const answer = await seed.ask('DescribeConfigs', { resources });
    return new Map(
      answer.resources.map(({ resourceName, errorCode, configEntries }) => [
        resourceName,
        errorCode === KAFKA.NONE ? parseRetention(configEntries[0]?.configValue) : 'unknown',
      ]),
    );
  } catch (error) {
    if (error instanceof SpillwayError) return new Map();
    throw error;
  }
}

function parseRetention(value: string | null | undefined): Retention {
  if (value === '-1') return 'unlimited';
  return value && /^\d+$/.test(value) ? Number(value) : 'unknown';
}
