import type { TrafficLedger } from '../traffic/ledger';
import { logIdsIn, metricIdsIn, type OtlpJson, spansIn } from './otlp-json';

/** What was delivered so far. */
export interface SinkSnapshot {
  /** The number of spans delivered, including repeats. */
  spansReceived: number;
  /** The number of distinct spans, traces, metric points and log records. */
  spans: number;
  traces: number;
  metricPoints: number;
  logRecords: number;
  /** The number of items that each task delivered, by the `x-spillway-task` header; `unknown` without the header. */
  itemsByTask: Record<string, number>;
}

export interface DeliveryCount {
  /** Acknowledged by the ingestion tier. */
  sent: number;
  /** How many of these the sink has seen. */
  delivered: number;
  missing: number;
  /** How many of these it has seen more than once. */
  duplicated: number;
  /** Examples of missing ids, for a search in the logs. */
  missingExamples: string[];
}

export interface Comparison {
  spans: DeliveryCount;
  /** `split` counts traces whose spans came through more than one task, so that tail sampling saw them in parts. */
  traces: { total: number; split: number };
  metrics: DeliveryCount;
  logs: DeliveryCount;
}

const EXAMPLES = 5;

/** Everything that reached the sink, by id. */
export class Receipts {
  private readonly spanCounts = new Map<string, number>();
  /** The task that sent the spans of a trace. In the rare case of several tasks, a set of them. */
  private readonly traceTasks = new Map<string, string | Set<string>>();
  private readonly metricCounts = new Map<string, number>();
  private readonly logCounts = new Map<string, number>();
  private readonly taskItems = new Map<string, number>();
  private spansReceived = 0;

  record(body: OtlpJson, task: string): void {
    let items = 0;
    for (const { traceId, spanId } of spansIn(body)) {
      items += count(this.spanCounts, spanId);
      this.spansReceived += 1;
      this.recordTask(traceId, task);
    }
    for (const id of metricIdsIn(body)) items += count(this.metricCounts, id);
    for (const id of logIdsIn(body)) items += count(this.logCounts, id);
    this.taskItems.set(task, (this.taskItems.get(task) ?? 0) + items);
  }

  snapshot(): SinkSnapshot {
    return {
      spansReceived: this.spansReceived,
      spans: this.spanCounts.size,
      traces: this.traceTasks.size,
      metricPoints: this.metricCounts.size,
      logRecords: this.logCounts.size,
      itemsByTask: Object.fromEntries(this.taskItems),
    };
  }

  compare(ledger: TrafficLedger): Comparison {
    let split = 0;
    for (const traceId of ledger.traces) {
      if (this.traceTasks.get(traceId) instanceof Set) split += 1;
    }
    return {
      spans: deliveries(ledger.spans.keys(), this.spanCounts),
      traces: { total: ledger.traces.size, split },
      metrics: deliveries(ledger.metricPoints, this.metricCounts),
      logs: deliveries(ledger.logRecords, this.logCounts),
    };
  }

  missing({ spans }: TrafficLedger): string[] {
    return [...spans.keys()].filter((spanId) => !this.spanCounts.has(spanId));
  }

  private recordTask(traceId: string, task: string): void {
    const known = this.traceTasks.get(traceId);
    if (known === undefined) this.traceTasks.set(traceId, task);
    else if (known instanceof Set) known.add(task);
    else if (known !== task) this.traceTasks.set(traceId, new Set([known, task]));
  }
}

function count(counts: Map<string, number>, id: string): 1 {
  counts.set(id, (counts.get(id) ?? 0) + 1);
  return 1;
}

function deliveries(sentIds: Iterable<string>, counts: Map<string, number>): DeliveryCount {
  const result: DeliveryCount = { sent: 0, delivered: 0, missing: 0, duplicated: 0, missingExamples: [] };
  for (const id of sentIds) {
    const times = counts.get(id) ?? 0;
    result.sent += 1;
    if (times > 0) result.delivered += 1;
    if (times > 1) result.duplicated += 1;
    if (times === 0) {
      result.missing += 1;
      if (result.missingExamples.length < EXAMPLES) result.missingExamples.push(id);
    }
  }
  return result;
}
