import { randomFillSync } from 'node:crypto';
import { isAllowed, type PartitionChoice } from './trace-partition';

const POOL_BYTES = 16_384;
const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** Random bytes as hexadecimal digits. They come from a pool, because a system call per id is slow. */
export function randomHex(bytes: number): string {
  if (used + bytes > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}

/** A trace id for which kafkaexporter chooses an allowed partition. */
export function randomTraceId(choice: PartitionChoice): string {
  for (;;) {
    const id = randomHex(16);
    if (isAllowed(id, choice)) return id;
  }
}
