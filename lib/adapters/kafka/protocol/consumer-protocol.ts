import { ByteReader } from './byte-reader';
import { ByteWriter } from './byte-writer';

/**
 * The consumers' own data in the group protocol: subscriptions and assignments. kafkajs reads an assignment into an
 * object keyed by topic, which loses a topic named `__proto__`.
 */

/** Later versions add owned partitions and a generation. A member without topics has neither. */
const VERSION = 0;
const NO_USER_DATA = -1;
/** Topic name and number of partitions. */
const TOPIC_BYTES = 2 + 4;

/** The subscription of a member without topics. Every strategy assigns it nothing. */
export function emptySubscription(): Buffer {
  return new ByteWriter()
    .int16(VERSION)
    .array([], () => {})
    .int32(NO_USER_DATA)
    .toBuffer();
}

/**
 * The partitions that are assigned to a member, sorted.
 *
 * @throws RangeError if the bytes end too early; fields of later versions are ignored
 */
export function decodeAssignment(bytes: Buffer): { topic: string; partitions: number[] }[] {
  const reader = new ByteReader(bytes);
  reader.int16(); // version
  const assigned = reader.array(TOPIC_BYTES, () => ({
    topic: reader.string(),
    partitions: reader.array(4, () => reader.int32()).sort((a, b) => a - b),
  }));
  return assigned.sort((a, b) => (a.topic < b.topic ? -1 : 1));
}
