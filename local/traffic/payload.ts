import { randomHex, randomTraceId } from './random-ids';
import type { PartitionChoice } from './trace-partition';

/** The attribute by which the sink recognises a metric point or a log record. */
export const ID_ATTRIBUTE = 'spillway.id';

/** One OTLP/JSON request, with the ids in it for the ledger. */
export type Payload =
  | { path: '/v1/traces'; body: string; spans: { spanId: string; traceId: string }[] }
  | { path: '/v1/metrics'; body: string; ids: string[] }
  | { path: '/v1/logs'; body: string; ids: string[] };

// Bodies are put together from text, because at demo rates JSON.stringify would cost more than sending.
const RESOURCE =
  '{"attributes":[{"key":"service.name","value":{"stringValue":"checkout"}},{"key":"service.version","value":{"stringValue":"1.4.2"}}]}';
const SCOPE = '{"name":"spillway-traffic"}';
const SPAN_NAMES = ['POST /checkout', 'reserve stock', 'charge card', 'send receipt'];
const SPAN_MS = 20;

/** What the traces contain. */
export interface TraceShape {
  traces: number;
  spansPerTrace: number;
  nowMs: number;
  partition: PartitionChoice;
}

interface Span {
  traceId: string;
  spanId: string;
  text: string;
}

/** Traces that end about now, each complete in one request: a root span and its children, in sequence. */
export function tracesPayload(shape: TraceShape): Payload {
  return payloadOf(Array.from({ length: shape.traces }, () => traceSpans(shape)).flat());
}

/** Traces with one span per request, like traces that pass through several services. */
export function scatteredTracesPayloads(shape: TraceShape): Payload[] {
  const traces = Array.from({ length: shape.traces }, () => traceSpans(shape));
  return Array.from({ length: shape.spansPerTrace }, (_, index) =>
    payloadOf(traces.flatMap((spans) => spans.slice(index, index + 1))),
  );
}

function traceSpans({ spansPerTrace, nowMs, partition }: TraceShape): Span[] {
  const traceId = randomTraceId(partition);
  const startMs = nowMs - spansPerTrace * SPAN_MS;
  const rootId = randomHex(8);
  return Array.from({ length: spansPerTrace }, (_, index) => {
    const root = index === 0;
    const spanId = root ? rootId : randomHex(8);
    const beginMs = startMs + index * SPAN_MS;
    const endMs = root ? nowMs : beginMs + SPAN_MS;
    const text = `{"traceId":"${traceId}","spanId":"${spanId}","parentSpanId":"${root ? '' : rootId}","name":"${SPAN_NAMES[index % SPAN_NAMES.length]}","kind":${root ? 2 : 1},"startTimeUnixNano":"${beginMs}000000","endTimeUnixNano":"${endMs}000000"}`;
    return { traceId, spanId, text };
  });
}

function payloadOf(spans: Span[]): Payload {
  const texts = spans.map(({ text }) => text).join(',');
  const body = `{"resourceSpans":[{"resource":${RESOURCE},"scopeSpans":[{"scope":${SCOPE},"spans":[${texts}]}]}]}`;
  return { path: '/v1/traces', body, spans: spans.map(({ traceId, spanId }) => ({ traceId, spanId })) };
}

/** Points of one gauge, each with its own id. */
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
