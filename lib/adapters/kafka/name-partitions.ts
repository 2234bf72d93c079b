import { groupByTopic, type PartitionKey } from './partition-table';

const NAMED_AT_MOST = 5;

/**
 * Partitions for a message, for example `otlp_spans 0,3; otlp_logs 1`. Long lists end with the number of further topics.
 */
export function namePartitions(partitions: readonly PartitionKey[]): string {
  const topics = groupByTopic(partitions);
  const text = topics
    .slice(0, NAMED_AT_MOST)
    .map((entry) => `${entry.topic} ${entry.partitions.join(',')}`)
    .join('; ');
  const more = topics.length - NAMED_AT_MOST;
  return more > 0 ? `${text} and ${more} more topics` : text;
}
