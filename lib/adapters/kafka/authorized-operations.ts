/** Kafka's AclOperation READ, as a bit. OffsetCommit needs it on the group and on each topic. */
const READ = 1 << 3;

/** The value that a broker sends if it did not evaluate the operations. */
const NOT_SAID = -2_147_483_648;

/** Whether the bits allow READ; `undefined` if the broker did not evaluate them. */
export function mayRead(operations: number | undefined): boolean | undefined {
  if (operations === undefined || operations === NOT_SAID) return undefined;
  return (operations & READ) !== 0;
}
