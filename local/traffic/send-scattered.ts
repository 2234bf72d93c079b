import type { TrafficLedger } from './ledger';
import { OtlpSender } from './otlp-sender';
import { scatteredTracesPayloads } from './payload';

const TRACES_AT_ONCE = 250;
const SPANS_PER_TRACE = 4;

export interface ScatterOptions {
  /** The OTLP/HTTP endpoints of several ingestion Collectors, without `/v1/traces`. */
  endpoints: string[];
  ledger: TrafficLedger;
  traces: number;
}

/**
 * Sends traces of four spans in separate requests, each to the next endpoint, as services behind a load balancer do.
 * Only routing by trace id brings their spans together again.
 */
export async function sendScattered({ endpoints, ledger, traces }: ScatterOptions): Promise<void> {
  const senders = endpoints.map((endpoint) => new OtlpSender(endpoint, ledger, 1));
  try {
    for (let left = traces; left > 0; left -= TRACES_AT_ONCE) {
      const payloads = scatteredTracesPayloads({
        traces: Math.min(left, TRACES_AT_ONCE),
        spansPerTrace: SPANS_PER_TRACE,
        nowMs: Date.now(),
        partition: { kind: 'any' },
      });
      await Promise.all(payloads.map((payload, index) => senders[index % senders.length]?.send(payload)));
    }
  } finally {
    for (const sender of senders) sender.close();
  }
}
