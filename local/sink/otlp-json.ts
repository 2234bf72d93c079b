import { ID_ATTRIBUTE } from '../traffic/payload';

/** The parts of OTLP/JSON that the sink reads. All of them are optional, because the input is not validated. */
interface Attribute {
  key?: string;
  value?: { stringValue?: string };
}
interface Identified {
  attributes?: Attribute[];
}
interface Metric {
  gauge?: { dataPoints?: Identified[] };
  sum?: { dataPoints?: Identified[] };
}
export interface OtlpJson {
  resourceSpans?: { scopeSpans?: { spans?: { traceId?: string; spanId?: string }[] }[] }[];
  resourceMetrics?: { scopeMetrics?: { metrics?: Metric[] }[] }[];
  resourceLogs?: { scopeLogs?: { logRecords?: Identified[] }[] }[];
}

export function* spansIn(body: OtlpJson): Generator<{ traceId: string; spanId: string }, void> {
  for (const resource of body.resourceSpans ?? []) {
    for (const scope of resource.scopeSpans ?? []) {
      for (const { traceId, spanId } of scope.spans ?? []) {
        if (traceId && spanId) yield { traceId, spanId };
      }
    }
  }
}

/** The ids of the metric points that local traffic sent. */
export function* metricIdsIn(body: OtlpJson): Generator<string, void> {
  for (const resource of body.resourceMetrics ?? []) {
    for (const scope of resource.scopeMetrics ?? []) {
      for (const metric of scope.metrics ?? []) {
        yield* idsOf(metric.gauge?.dataPoints ?? []);
        yield* idsOf(metric.sum?.dataPoints ?? []);
      }
    }
  }
}

/** The ids of the log records that local traffic sent. */
export function* logIdsIn(body: OtlpJson): Generator<string, void> {
  for (const resource of body.resourceLogs ?? []) {
    for (const scope of resource.scopeLogs ?? []) yield* idsOf(scope.logRecords ?? []);
  }
}

function* idsOf(items: Identified[]): Generator<string, void> {
  for (const { attributes } of items) {
    const id = attributes?.find(({ key }) => key === ID_ATTRIBUTE)?.value?.stringValue;
    if (id) yield id;
  }
}
