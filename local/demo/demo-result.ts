import type { Comparison } from '../sink/receipts';

/** The result of a run, as in the JSON of `--report`. Counts are what generator and sink recorded. */
export interface DemoResult {
  ok: boolean;
  spans: { sent: number; delivered: number; missing: number; duplicated: number };
  traces: { total: number; split: number };
  metrics: { sent: number; delivered: number; missing: number; duplicated: number };
  logs: { sent: number; delivered: number; missing: number; duplicated: number };
  tasks: { peak: number; useful: number };
  /**
   * `stops`: how often desiredCount was set to 0 after the first task had started. `replacedTask`: the task that
   * replaced the one stopped after the flip, and whether it reads with latest.
   */
  flip: {
    from: 'earliest';
    to: 'latest';
    at: string;
    stops: number;
    replacedTask: { id: string; onLatest: boolean };
  } | null;
  /** With `--idle-partition wait`, the hold that prevented the flip. */
  held?: { code: string; partitions: { topic: string; partition: number }[] };
  phases: { name: string; seconds: number }[];
  ticks: { count: number; p50Ms: number; maxMs: number };
  seconds: number;
  /** The waiting times of the run, which are shorter than the defaults. */
  settings: Record<string, string | number>;
}

/** The counts, without the examples of missing ids. */
export function deliveries({
  spans,
  metrics,
  logs,
  traces,
}: Comparison): Pick<DemoResult, 'spans' | 'metrics' | 'logs' | 'traces'> {
  return { spans: counts(spans), metrics: counts(metrics), logs: counts(logs), traces };
}

function counts({ sent, delivered, missing, duplicated }: Comparison['spans']) {
  return { sent, delivered, missing, duplicated };
}

export function tickFigures(durationsMs: readonly number[]): DemoResult['ticks'] {
  const sorted = [...durationsMs].sort((a, b) => a - b);
  return {
    count: sorted.length,
    p50Ms: sorted[Math.floor(sorted.length / 2)] ?? 0,
    maxMs: sorted.at(-1) ?? 0,
  };
}

/** The result as text. */
export function summaryLines(result: DemoResult): string[] {
  const { spans, traces, metrics, logs, tasks, flip, held, ticks } = result;
  const of = (name: string, each: DemoResult['spans']) =>
    `${name}: ${each.sent} sent, ${each.delivered} delivered, ${each.missing} missing, ${each.duplicated} delivered twice`;
  return [
    of('spans', spans),
    of('metric points', metrics),
    of('log records', logs),
    `traces: ${traces.total}, ${traces.split} of them split over tasks`,
    `tasks: peak ${tasks.peak}, useful ${tasks.useful}`,
    flip
      ? `flip: ${flip.from} -> ${flip.to} at ${flip.at}, ${flip.stops} stops; a replacement task started ${flip.replacedTask.onLatest ? 'with latest' : 'WITHOUT latest'}`
      : `flip: none${held ? `, held by ${held.code} (${held.partitions.map((p) => `${p.topic}/${p.partition}`).join(', ')})` : ''}`,
    `ticks: ${ticks.count}, median ${ticks.p50Ms} ms, slowest ${ticks.maxMs} ms`,
    `${result.ok ? 'OK' : 'FAILED'} in ${Math.round(result.seconds)} s`,
  ];
}
