/** Major and minor version of Kafka: the patch does not change the protocol. */
export type KafkaRelease = readonly [major: number, minor: number];

/** `4.3`, `v2.8.1`; `undefined` for anything else. */
export function parseKafkaRelease(text: string | undefined): KafkaRelease | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)(\.\d+)*$/.exec(text ?? '') ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor)];
}

/** Negative where `a` is the older one. */
export function compareKafkaReleases([majorA, minorA]: KafkaRelease, [majorB, minorB]: KafkaRelease): number {
  return majorA - majorB || minorA - minorB;
}

/** Kafka 4 took out what clients older than this speak (KIP-896). */
export const OLDEST_FOR_KAFKA_4: KafkaRelease = [2, 1];
