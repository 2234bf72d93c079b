import type { Rights } from '../../../doctor/ports';

/** Kafka's AclOperations by bit. */
const OPERATIONS: Readonly<Record<number, string>> = {
  3: 'READ',
  4: 'WRITE',
  5: 'CREATE',
  6: 'DELETE',
  7: 'ALTER',
  8: 'DESCRIBE',
  9: 'CLUSTER_ACTION',
  10: 'DESCRIBE_CONFIGS',
  11: 'ALTER_CONFIGS',
  12: 'IDEMPOTENT_WRITE',
};
const NOT_TOLD = -2_147_483_648;

/** The operations in a broker's bit field; `unknown` if the broker did not evaluate them. */
export function operationsOf(bits: number | undefined): Rights {
  if (bits === undefined || bits === NOT_TOLD) return 'unknown';
  return Object.entries(OPERATIONS)
    .filter(([bit]) => (bits & (1 << Number(bit))) !== 0)
    .map(([, name]) => name);
}
