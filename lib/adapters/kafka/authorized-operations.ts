/** Kafka's AclOperation READ as a bit: what OffsetCommit needs, on the group and on each topic. */
const READ = 1 << 3;

/** Sent by a broker that did not look. */
const NOT_SAID = -2_147_483_648;

/** Whether a broker's bits say that we may read; `undefined` where it does not say. */
export function mayRead(operations: number | undefined): boolean | undefined {
  if (operations === undefined || operations === NOT_SAID) return undefined;
  return (operations & READ) !== 0;
}
