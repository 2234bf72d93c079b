import { ByteReader } from './byte-reader';
import { ByteWriter } from './byte-writer';

/**
 * What consumers write into the group protocol's free bytes: subscriptions and assignments. kafkajs reads an
 * assignment into an object keyed by topic, which loses a topic called `__proto__`.
 */

/** Version 0: later ones add owned partitions and a generation, which a member without topics does not have. */
const VERSION = 0;
const NO_USER_DATA = -1;

/** The subscription of a member that wants no topic: every strategy assigns it nothing. */
export function emptySubscription(): Buffer {
  return new ByteWriter()
    .int16(VERSION)
    .array([], () => {})
    .int32(NO_USER_DATA)
    .toBuffer();
}

/**
 * The partitions that a member was assigned, topics and partitions in order.
 *
 * @throws RangeError when the bytes end too early; what later versions append is ignored
 */
export function decodeAssignment(bytes: Buffer): { topic: string; partitions: number[] }[] {
  const reader = new ByteReader(bytes);
  reader.int16(); // version
  const assigned = reader.array(() => ({
    topic: reader.string(),
    partitions: reader.array(() => reader.int32()).sort((a, b) => a - b),
  }));
  return assigned.sort((a, b) => (a.topic < b.topic ? -1 : 1));
}
