const FNV_OFFSET_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * The partition that kafkaexporter v0.160.0 chooses for a trace with `partition_traces_by_id` and the hasher
 * `sarama_compat`.
 *
 * The record's key is the trace id as 32 hexadecimal digits, not its 16 bytes (kafka_exporter.go). The FNV-1a hash of
 * the key is read as a signed number, and the remainder loses its sign (franz-go, SaramaCompatHasher).
 *
 * @param traceIdHex 32 lower case hexadecimal digits
 */
export function partitionOfTrace(traceIdHex: string, partitions: number): number {
  let hash = FNV_OFFSET_BASIS;
  for (let i = 0; i < traceIdHex.length; i++) {
    hash = Math.imul(hash ^ traceIdHex.charCodeAt(i), FNV_PRIME);
  }
  return Math.abs((hash | 0) % partitions);
}

/** The partitions of the traces topic that generated traces may go to. */
export type PartitionChoice =
  | { kind: 'any' }
  /** One partition gets no records, so it stays without a commit. */
  | { kind: 'avoid'; partition: number; partitions: number }
  | { kind: 'only'; partition: number; partitions: number };

export function isAllowed(traceIdHex: string, choice: PartitionChoice): boolean {
  if (choice.kind === 'any') return true;
  const hit = partitionOfTrace(traceIdHex, choice.partitions) === choice.partition;
  return choice.kind === 'only' ? hit : !hit;
}
