import type { Payload } from './payload';

/** The outcome of a request. `acknowledged` data must arrive, `unsure` data may. */
export type Outcome = 'acknowledged' | 'unsure';

/**
 * What the ingestion tier acknowledged, id by id, for comparison with what the sink received. A request without a plain
 * 200 is `unsure`, because its data may have been accepted. Its items count neither as sent nor as unexpected.
 */
export class TrafficLedger {
  /** Span id to trace id. */
  readonly spans = new Map<string, string>();
  readonly traces = new Set<string>();
  readonly metricPoints = new Set<string>();
  readonly logRecords = new Set<string>();
  /** The items of requests that were not clearly acknowledged. */
  readonly unsure = { spans: 0, metricPoints: 0, logRecords: 0 };

  record(payload: Payload, outcome: Outcome): void {
    switch (payload.path) {
      case '/v1/traces':
        if (outcome === 'unsure') this.unsure.spans += payload.spans.length;
        else this.recordSpans(payload.spans);
        return;
      case '/v1/metrics':
        this.recordIds(payload.ids, outcome, 'metricPoints');
        return;
      case '/v1/logs':
        this.recordIds(payload.ids, outcome, 'logRecords');
    }
  }

  /** How much was acknowledged. */
  counts(): { spans: number; metricPoints: number; logRecords: number } {
    return {
      spans: this.spans.size,
      metricPoints: this.metricPoints.size,
      logRecords: this.logRecords.size,
    };
  }

  /** Records spans that are known to be in the pipeline. */
  recordSpans(spans: { spanId: string; traceId: string }[]): void {
    for (const { spanId, traceId } of spans) {
      this.spans.set(spanId, traceId);
      this.traces.add(traceId);
    }
  }

  private recordIds(ids: string[], outcome: Outcome, kind: 'metricPoints' | 'logRecords'): void {
    if (outcome === 'unsure') this.unsure[kind] += ids.length;
    else for (const id of ids) this[kind].add(id);
  }
}
