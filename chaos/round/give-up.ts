import { type Round, undelivered } from './round';

/**
 * Gives up what is in this partition, below `offset`, and not delivered. Of what went through the ingestion tier nobody
 * knows the partition, so all of it counts.
 */
export function giveUp(round: Round, partition: number, offset: bigint): void {
  const { people, traffic } = round;
  const known = new Map(traffic.written.map((each) => [each.spanId, each]));
  for (const spanId of undelivered(round)) {
    const place = known.get(spanId);
    if (!place || (place.partition === partition && place.offset < offset)) people.givenUp.add(spanId);
  }
}
