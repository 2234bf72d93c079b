import { describeAction } from '../drain/action';
import { formatReason, type PartitionList, type ReasonCode, type ReasonKind } from '../drain/reasons';
import type { Eta } from '../lag/eta';
import type { PartitionLag } from '../lag/lag';
import type { Phase } from './decide';
import type { TickResult } from './tick';

/**
 * A tick's result as plain JSON: what the Lambda answers, `spillway status --json` prints and the live view draws.
 * Offsets are decimal text, times ISO 8601.
 */
export interface TickReport {
  at: string;
  pipeline: string;
  group: string;
  mode: 'observe' | 'act';
  outcome: TickResult['outcome'];
  note?: string;
  phase: Phase;
  /** What was decided, in words. */
  action?: string;
  reasons: ReasonReport[];
  lag: { total: string; complete: boolean; topics: TopicReport[] };
  eta: Eta;
  tasks: TickResult['tasks'];
  initialOffset: TickResult['initialOffset'];
  operation?: { purpose: 'flip' | 'rearm'; phase: 'stop' | 'down' | 'up'; since: string };
  flip?: { at: string; verified: boolean };
}

export interface ReasonReport {
  code: ReasonCode;
  kind: ReasonKind;
  /** Code, places and figures in one line. */
  line: string;
  where: PartitionList[];
  since?: string;
}

export interface TopicReport {
  signal: string;
  topic: string;
  lag: string;
  problem?: 'missing' | 'unknown';
  partitions: { partition: number; state: PartitionLag['kind']; lag: string }[];
}

export function toReport(result: TickResult): TickReport {
  const { operation, flip } = result;
  return {
    at: iso(result.atMs),
    pipeline: result.pipeline,
    group: result.group,
    mode: result.mode,
    outcome: result.outcome,
    ...(result.note === undefined ? {} : { note: result.note }),
    phase: result.phase,
    ...(result.action ? { action: describeAction(result.action) } : {}),
    reasons: result.reasons.map((each) => ({
      code: each.code,
      kind: each.kind,
      line: formatReason(each),
      where: each.where,
      ...(each.sinceMs === undefined ? {} : { since: iso(each.sinceMs) }),
    })),
    lag: {
      total: String(result.lag.lag),
      complete: result.lag.complete,
      topics: result.lag.topics.map(({ signal, topic, lag, problem, partitions }) => ({
        signal,
        topic,
        lag: String(lag),
        ...(problem ? { problem } : {}),
        partitions: partitions.map((each) => ({
          partition: each.partition,
          state: each.kind,
          lag: 'lag' in each ? String(each.lag) : '0',
        })),
      })),
    },
    eta: result.eta,
    tasks: result.tasks,
    initialOffset: result.initialOffset,
    ...(operation
      ? {
          operation: {
            purpose: operation.purpose,
            phase: operation.phase,
            since: iso(operation.phaseSinceMs),
          },
        }
      : {}),
    ...(flip ? { flip: { at: iso(flip.atMs), verified: flip.verified } } : {}),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
