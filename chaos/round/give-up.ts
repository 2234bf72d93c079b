import { partitionOfTrace } from '../../local/traffic/trace-partition';
import { type Round, undelivered } from './round';

/** Gives up what is in this partition, below `offset`, and not delivered. */
export function giveUp(round: Round, partition: number, offset: bigint): void {
  const { pipeline, people, traffic } = round;
  const known = new Map(traffic.written.map((each) => [each.spanId, each]));
  const partitions = Math.max(...traffic.partitions, partition) + 1;
  for (const spanId of undelivered(round)) {
    const place = known.get(spanId);
    const trace = pipeline.ledger.spans.get(spanId) ?? '';
    const isThere = place
      ? place.partition === partition && place.offset < offset
      : mayBeIn(trace, partition, partitions);
    if (isThere) people.givenUp.add(spanId);
  }
}

/** The ingestion tier may have chosen the partition before the last ones were added. */
function mayBeIn(trace: string, partition: number, partitions: number): boolean {
  for (let count = partitions - 2; count <= partitions + 1; count++) {
    if (count > 0 && partitionOfTrace(trace, count) === partition) return true;
  }
  return false;
}
