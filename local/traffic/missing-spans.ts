import { counted } from '../../lib/pipeline';
import type { KafkaView } from '../kafka/kafka-view';
import type { WrittenSpan } from './span-writer';

/** What never reached the backend, compared with the commits. */
export interface MissingSpans {
  /** For people: how many, how many of them below a commit, and where the first five are. */
  text: string;
  /** The number of spans below their partition's commit: no task will read them again. */
  belowCommit: number;
}

/**
 * Finds where missing spans are in the log.
 *
 * @param written the known places; spans that were sent in another way have none
 */
export async function findMissing(
  missing: readonly string[],
  written: readonly WrittenSpan[],
  kafka: Pick<KafkaView, 'partitions'>,
): Promise<MissingSpans> {
  const ids = new Set(missing);
  const commits = new Map(
    (await kafka.partitions()).map(({ partition, committed }) => [partition, committed]),
  );
  const found = written.filter(({ spanId }) => ids.has(spanId));
  const below = found.filter(({ partition, offset }) => offset < (commits.get(partition) ?? 0n));
  const examples = found
    .slice(0, 5)
    .map(({ spanId, partition, offset }) => `${spanId} at ${partition}/${offset}`);
  return {
    text: `${counted(ids.size, 'span')} never arrived, ${below.length} of them below a commit${examples.length > 0 ? `: ${examples.join(', ')}` : ''}`,
    belowCommit: below.length,
  };
}
