/** The major and minor version of Kafka. The patch version does not change the protocol. */
export type KafkaRelease = readonly [major: number, minor: number];

/** Parses `4.3` or `v2.8.1`; `undefined` for anything else. */
export function parseKafkaRelease(text: string | undefined): KafkaRelease | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)(\.\d+)*$/.exec(text ?? '') ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor)];
}

/** Negative if the first release is the older one. */
export function compareKafkaReleases([majorA, minorA]: KafkaRelease, [majorB, minorB]: KafkaRelease): number {
  return majorA - majorB || minorA - minorB;
}

/** Kafka 4 dropped the protocol versions that older clients use (KIP-896). */
export const OLDEST_FOR_KAFKA_4: KafkaRelease = [2, 1];
