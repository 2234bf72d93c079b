import type { Rights } from '../../../doctor/ports';

/** Kafka's AclOperation, by the bit that stands for it. */
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

/** Operations of a bit field as brokers send it; `unknown` where the broker does not tell. */
export function operationsOf(bits: number): Rights {
  if (bits === NOT_TOLD) return 'unknown';
  return Object.entries(OPERATIONS)
    .filter(([bit]) => (bits & (1 << Number(bit))) !== 0)
    .map(([, name]) => name);
}
