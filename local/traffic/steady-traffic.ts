import type { TrafficLedger } from './ledger';
import { OtlpSender } from './otlp-sender';
import { logsPayload, metricsPayload, type Payload, tracesPayload } from './payload';
import type { PartitionChoice } from './trace-partition';

const TICK_MS = 250;
const MAX_UNDER_WAY = 4;

export interface SteadyTrafficOptions {
  /** The OTLP/HTTP endpoint of the ingestion tier, without `/v1/traces`. */
  endpoint: string;
  ledger: TrafficLedger;
  tracesPerSecond: number;
  /** @default 4 */
  spansPerTrace?: number;
  metricPointsPerSecond?: number;
  logRecordsPerSecond?: number;
  partition?: PartitionChoice;
}

export interface SteadyTraffic {
  /** Stops sending. Resolves after the last response, when the ledger is complete. */
  stop(): Promise<void>;
}

/**
 * Sends at a steady rate until stopped, four times a second. While the ingestion tier is slow, nothing is sent, and this
 * is not made up for later: the ledger counts what was sent, not what was due.
 */
export function startSteadyTraffic(options: SteadyTrafficOptions): SteadyTraffic {
  const sender = new OtlpSender(options.endpoint, options.ledger, MAX_UNDER_WAY);
  const underWay = new Set<Promise<unknown>>();
  const due = {
    traces: rate(options.tracesPerSecond),
    metricPoints: rate(options.metricPointsPerSecond ?? 0),
    logRecords: rate(options.logRecordsPerSecond ?? 0),
  };
  const send = (payload: Payload) => {
    const sending = sender.send(payload).finally(() => underWay.delete(sending));
    underWay.add(sending);
  };
  const timer = setInterval(() => {
    const nowMs = Date.now();
    const counts = { traces: due.traces(), points: due.metricPoints(), records: due.logRecords() };
    if (underWay.size >= MAX_UNDER_WAY) return;
    const partition = options.partition ?? { kind: 'any' };
    const spansPerTrace = options.spansPerTrace ?? 4;
    if (counts.traces > 0) {
      send(tracesPayload({ traces: counts.traces, spansPerTrace, nowMs, partition }));
    }
    if (counts.points > 0) send(metricsPayload({ points: counts.points, nowMs }));
    if (counts.records > 0) send(logsPayload({ records: counts.records, nowMs }));
  }, TICK_MS);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
      sender.close();
    },
  };
}

/** Returns how many items are due at each tick. Fractions carry over, so 1 per second is one at every fourth tick. */
function rate(perSecond: number): () => number {
  let carried = 0;
  return () => {
    carried += (perSecond * TICK_MS) / 1000;
    const whole = Math.floor(carried);
    carried -= whole;
    return whole;
  };
}
