import { randomHex, randomTraceId } from './random-ids';
import type { PartitionChoice } from './trace-partition';

/** Attribute that makes a metric point or a log record recognizable at the sink. */
export const ID_ATTRIBUTE = 'spillway.id';

/** One OTLP/JSON request and the ids in it, for the ledger. */
export type Payload =
  | { path: '/v1/traces'; body: string; spans: { spanId: string; traceId: string }[] }
  | { path: '/v1/metrics'; body: string; ids: string[] }
  | { path: '/v1/logs'; body: string; ids: string[] };

// Bodies are joined from text: at demo rates JSON.stringify would cost more than the sending.
const RESOURCE =
  '{"attributes":[{"key":"service.name","value":{"stringValue":"checkout"}},{"key":"service.version","value":{"stringValue":"1.4.2"}}]}';
const SCOPE = '{"name":"spillway-traffic"}';
const SPAN_NAMES = ['POST /checkout', 'reserve stock', 'charge card', 'send receipt'];
const SPAN_MS = 20;

/** Traces that end about now: a root span and its children, one after the other. */
export function tracesPayload(request: {
  traces: number;
  spansPerTrace: number;
  nowMs: number;
  partition: PartitionChoice;
}): Payload {
  const spans: { spanId: string; traceId: string }[] = [];
  const parts: string[] = [];
  const startMs = request.nowMs - request.spansPerTrace * SPAN_MS;
  for (let trace = 0; trace < request.traces; trace++) {
    const traceId = randomTraceId(request.partition);
    let rootId = '';
    for (let index = 0; index < request.spansPerTrace; index++) {
      const spanId = randomHex(8);
      const beginMs = startMs + index * SPAN_MS;
      const endMs = index === 0 ? request.nowMs : beginMs + SPAN_MS;
      parts.push(
        `{"traceId":"${traceId}","spanId":"${spanId}","parentSpanId":"${rootId}","name":"${SPAN_NAMES[index % SPAN_NAMES.length]}","kind":${index === 0 ? 2 : 1},"startTimeUnixNano":"${beginMs}000000","endTimeUnixNano":"${endMs}000000"}`,
      );
      spans.push({ spanId, traceId });
      if (index === 0) rootId = spanId;
    }
  }
  const body = `{"resourceSpans":[{"resource":${RESOURCE},"scopeSpans":[{"scope":${SCOPE},"spans":[${parts.join(',')}]}]}]}`;
  return { path: '/v1/traces', body, spans };
}

/** Points of one gauge, each with an id of its own. */
export function metricsPayload(request: { points: number; nowMs: number }): Payload {
  const ids = Array.from({ length: request.points }, () => randomHex(8));
  const points = ids.map(
    (id) => `{"timeUnixNano":"${request.nowMs}000000","asInt":"1","attributes":[${idAttribute(id)}]}`,
  );
  const metric = `{"name":"checkout.queue.depth","gauge":{"dataPoints":[${points.join(',')}]}}`;
  const body = `{"resourceMetrics":[{"resource":${RESOURCE},"scopeMetrics":[{"scope":${SCOPE},"metrics":[${metric}]}]}]}`;
  return { path: '/v1/metrics', body, ids };
}

export function logsPayload(request: { records: number; nowMs: number }): Payload {
  const ids = Array.from({ length: request.records }, () => randomHex(8));
  const records = ids.map(
    (id) =>
      `{"timeUnixNano":"${request.nowMs}000000","severityNumber":9,"severityText":"INFO","body":{"stringValue":"order accepted"},"attributes":[${idAttribute(id)}]}`,
  );
  const body = `{"resourceLogs":[{"resource":${RESOURCE},"scopeLogs":[{"scope":${SCOPE},"logRecords":[${records.join(',')}]}]}]}`;
  return { path: '/v1/logs', body, ids };
}

function idAttribute(id: string): string {
  return `{"key":"${ID_ATTRIBUTE}","value":{"stringValue":"${id}"}}`;
}
