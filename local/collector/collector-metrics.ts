import { SpillwayError } from '../../lib/errors';
import { waitUntil } from '../process/wait-until';

const TIMEOUT_MS = 5_000;
const KINDS = ['spans', 'metricPoints', 'logRecords'] as const;

/** Items of the three signals: spans, metric data points, log records. */
export interface ItemCounts {
  spans: number;
  metricPoints: number;
  logRecords: number;
}

/**
 * The Collector's own counters, each summed over its labels. A counter appears with its first item; until then it is 0
 * here.
 */
export interface CollectorCounters {
  /** Accepted by receivers. */
  accepted: ItemCounts;
  /** Delivered by exporters: for kafkaexporter, acknowledged by the broker. */
  sent: ItemCounts;
  /** Dropped by exporters, because they were refused permanently or did not fit into the queue. */
  dropped: ItemCounts;
}

/**
 * Reads the Collector's own metrics.
 *
 * @param metricsUrl `CollectorEndpoints.metrics`
 * @throws SpillwayError `COLLECTOR_METRICS_UNREADABLE`
 */
export async function readCollectorCounters(metricsUrl: string): Promise<CollectorCounters> {
  const totals = sumByName(await fetchText(metricsUrl));
  // The counters of a reader from the configuration have no `_total`; the Collector's default reader appends it.
  const value = (name: string) => totals.get(name) ?? totals.get(`${name}_total`) ?? 0;
  const counts = (...prefixes: string[]): ItemCounts => {
    const sum = (items: string) => prefixes.reduce((all, prefix) => all + value(`${prefix}_${items}`), 0);
    return { spans: sum('spans'), metricPoints: sum('metric_points'), logRecords: sum('log_records') };
  };
  return {
    accepted: counts('otelcol_receiver_accepted'),
    sent: counts('otelcol_exporter_sent'),
    dropped: counts('otelcol_exporter_send_failed', 'otelcol_exporter_enqueue_failed'),
  };
}

/**
 * Waits until an ingestion Collector has delivered everything that it accepted, so that all of it is in Kafka.
 *
 * @param acknowledged what its clients know that it accepted (`TrafficLedger.counts`). Without this, a renamed counter,
 *   or the missing counters of a Collector that has just started, would look like "nothing left to do".
 * @throws SpillwayError `COLLECTOR_DROPPED_DATA`, `COLLECTOR_METRICS_UNREADABLE`, `LOCAL_WAIT_TIMEOUT`
 */
export async function untilAllSent(
  metricsUrl: string,
  acknowledged: ItemCounts,
  options: { timeoutMs: number; signal?: AbortSignal },
): Promise<CollectorCounters> {
  return waitUntil(
    'the Collector to hand on all it accepted',
    async () => {
      const counters = await readCollectorCounters(metricsUrl);
      const { accepted, sent, dropped } = counters;
      if (KINDS.some((kind) => dropped[kind] > 0)) {
        throw new SpillwayError(
          'COLLECTOR_DROPPED_DATA',
          `The Collector dropped ${KINDS.map((kind) => `${dropped[kind]} ${kind}`).join(', ')} (${metricsUrl}).`,
          'Read the lines with "Exporting failed" in its log.',
        );
      }
      const allSent = KINDS.every(
        (kind) => accepted[kind] >= acknowledged[kind] && sent[kind] >= accepted[kind],
      );
      return allSent ? counters : undefined;
    },
    options,
  );
}

/** Sums each metric over its labels, from Prometheus text. */
export function sumByName(text: string): Map<string, number> {
  const totals = new Map<string, number>();
  for (const line of text.split('\n')) {
    const match = /^([A-Za-z_:][A-Za-z0-9_:]*)(?:\{.*\})? (\S+)/.exec(line);
    if (!match?.[1]) continue;
    totals.set(match[1], (totals.get(match[1]) ?? 0) + Number(match[2]));
  }
  return totals;
}

async function fetchText(url: string): Promise<string> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await answer.text();
    if (answer.ok) return text;
    throw new Error(`it answered ${answer.status}`);
  } catch (cause) {
    throw new SpillwayError(
      'COLLECTOR_METRICS_UNREADABLE',
      `The Collector's metrics at ${url} could not be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      'Check that the Collector is still running, and read its log.',
      { cause },
    );
  }
}
