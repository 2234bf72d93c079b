import type { TrafficLedger } from './ledger';
import { OtlpSender } from './otlp-sender';
import { logsPayload, metricsPayload, type Payload, tracesPayload } from './payload';
import type { PartitionChoice } from './trace-partition';

const TRACES_PER_REQUEST = 250;
const ITEMS_PER_REQUEST = 1_000;

export interface BacklogOptions {
  /** The OTLP/HTTP endpoint of the ingestion tier, without `/v1/traces`. */
  endpoint: string;
  ledger: TrafficLedger;
  traces: number;
  /** @default 4 */
  spansPerTrace?: number;
  metricPoints?: number;
  logRecords?: number;
  partition?: PartitionChoice;
  /** Concurrent requests. Low, because brokers and Collectors share the machine. @default 2 */
  concurrency?: number;
  signal?: AbortSignal;
}

/**
 * Sends a backlog as fast as the ingestion tier accepts it. The ledger records what was acknowledged and what is unsure.
 *
 * @throws the signal's reason when aborted
 */
export async function sendBacklog(options: BacklogOptions): Promise<void> {
  const concurrency = options.concurrency ?? 2;
  const sender = new OtlpSender(options.endpoint, options.ledger, concurrency);
  const payloads = backlog(options);
  const worker = async () => {
    // All workers take requests from one generator, which creates a request only when a worker is free.
    for (const payload of payloads) {
      options.signal?.throwIfAborted();
      await sender.send(payload);
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, worker));
  } finally {
    sender.close();
  }
}

function* backlog(options: BacklogOptions): Generator<Payload, void> {
  const partition = options.partition ?? { kind: 'any' };
  const spansPerTrace = options.spansPerTrace ?? 4;
  for (const traces of portions(options.traces, TRACES_PER_REQUEST)) {
    yield tracesPayload({ traces, spansPerTrace, nowMs: Date.now(), partition });
  }
  for (const points of portions(options.metricPoints ?? 0, ITEMS_PER_REQUEST)) {
    yield metricsPayload({ points, nowMs: Date.now() });
  }
  for (const records of portions(options.logRecords ?? 0, ITEMS_PER_REQUEST)) {
    yield logsPayload({ records, nowMs: Date.now() });
  }
}

function* portions(total: number, most: number): Generator<number, void> {
  for (let left = total; left > 0; left -= most) yield Math.min(left, most);
}
