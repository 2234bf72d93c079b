import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { costReport } from '../lib/controller/tick-report';
import type { TickResult } from '../lib/controller/tick-result';
import { describeAction } from '../lib/core/vocabulary/action';
import { formatReason } from '../lib/core/vocabulary/reasons';
import { SpillwayError } from '../lib/errors';
import { redactedError } from '../lib/output/redact';

/**
 * The kind of an invocation. A `tick` may act; it comes from the schedule or from a command. A `look` changes nothing: a
 * status, a dry run, or an invalid event. Looks are made manually, so their failures say nothing about the controller.
 */
export type CallKind = 'tick' | 'look';

export interface Telemetry {
  call(kind: CallKind, result: TickResult, durationMs: number): void;
  failure(kind: CallKind, error: unknown): void;
}

/**
 * Writes structured logs, which are the audit trail, and metrics in the embedded metric format, to standard output.
 *
 * Metrics, namespace `Spillway`, dimensions `service` and `pipeline`: `Lag` and `TopicLag` (offsets; the latter also by
 * `topic`), `AtRisk` (offsets that latest would skip), `TimeLag` (seconds; absent while unknown), `TimeToLoss` (seconds;
 * absent if it is unknown or nothing unread is about to be deleted), `TasksDesired`, `TasksRunning`, `TasksUseful`,
 * `NobodyReads` (0 or 1) and `AbsentTasks` (both absent while the group cannot be read), `StoppedSeconds` (how long
 * Spillway has stopped the tasks; 0 otherwise), `Drained`, `Paused`, `Unsafe` and `Held` (0 or 1), `HeldSeconds`,
 * `Alarms`, `TickDuration` (ms). Ticks also write `TickFailed` and `Busy` (0 or 1; busy if another tick held the claim or
 * changed the state), failed looks `CallFailed` (1).
 */
export function createTelemetry(pipeline: string): Telemetry {
  const logger = new Logger({ serviceName: 'spillway', persistentKeys: { pipeline } });
  const metrics = new Metrics({
    namespace: 'Spillway',
    serviceName: 'spillway',
    defaultDimensions: { pipeline },
  });
  return {
    call(kind, result, durationMs) {
      const lines = result.reasons.map(formatReason);
      const { answer, pausedSinceMs } = result;
      const fields = {
        outcome: result.outcome,
        phase: result.phase,
        reasons: lines,
        lag: String(result.lag.lag),
        atRisk: String(result.lag.atRisk),
        timeLagMs: result.timeLag.ms,
        tasks: result.tasks,
        initialOffset: result.initialOffset,
        readers: readersFields(result),
        durationMs,
        ...(answer ? { answer: answerFields(answer) } : {}),
        ...inProgressFields(result),
        ...(pausedSinceMs === undefined ? {} : { pausedSince: new Date(pausedSinceMs).toISOString() }),
        ...(result.note === undefined ? {} : { note: result.note }),
      };
      if (result.action) logger.info(`decided: ${describeAction(result.action)}`, fields);
      else logger.info(`tick: ${result.phase}`, fields);
      measure(metrics, kind, result, durationMs);
    },
    failure(kind, error) {
      const code = error instanceof SpillwayError ? error.code : 'UNEXPECTED';
      const hint = error instanceof SpillwayError ? error.hint : undefined;
      logger.error(kind === 'tick' ? 'tick failed' : 'call failed', {
        code,
        hint,
        error: redactedError(error),
      });
      if (kind === 'tick') metrics.addMetric('TickFailed', MetricUnit.Count, 1);
      else metrics.addMetric('CallFailed', MetricUnit.Count, 1);
      metrics.publishStoredMetrics();
    },
  };
}

/** The outcome of a command, with its reasons, for the audit trail. */
function answerFields({ accepted, reasons, cost }: NonNullable<TickResult['answer']>) {
  return {
    accepted,
    reasons: reasons.map(formatReason),
    ...(cost ? { cost: costReport(cost) } : {}),
  };
}

/** The operation, recreate and roll in progress, and the stopped tasks. */
function inProgressFields({ manualOperation, recreate, roll, debt }: TickResult) {
  return {
    ...(manualOperation
      ? {
          manualOperation: {
            id: manualOperation.id,
            kind: manualOperation.command.kind,
            phase: manualOperation.phase,
          },
        }
      : {}),
    ...(recreate
      ? { recreate: { purpose: recreate.purpose, phase: recreate.phase, origin: recreate.origin } }
      : {}),
    ...(roll ? { roll: { why: roll.why } } : {}),
    ...(debt
      ? { stopped: { tasks: debt.count, for: debt.for, since: new Date(debt.stoppedAtMs).toISOString() } }
      : {}),
  };
}

function readersFields({ readers }: TickResult) {
  const { state, members, establishedTasks, absentTasks, foreign } = readers;
  return {
    ...{ state, members: members.length, tasks: establishedTasks, absent: absentTasks },
    ...(foreign === undefined ? {} : { foreign }),
  };
}

/** Seconds since Spillway stopped the tasks; 0 if they are not stopped. */
function stoppedSeconds({ debt, tasks, atMs }: TickResult): number {
  return debt && tasks.desired === 0 ? Math.round((atMs - debt.stoppedAtMs) / 1000) : 0;
}

/** A re-arm that cannot store earliest shows up only as a reason, even after its cause has gone. */
function isUnsafe({ unsafe, reasons }: TickResult): boolean {
  return unsafe.length > 0 || reasons.some(({ code }) => code === 'ALARM_UNSAFE');
}

function measure(metrics: Metrics, kind: CallKind, result: TickResult, durationMs: number): void {
  const holds = result.reasons.flatMap(({ sinceMs }) =>
    sinceMs === undefined ? [] : [result.atMs - sinceMs],
  );
  metrics.addMetric('Lag', MetricUnit.Count, Number(result.lag.lag));
  metrics.addMetric('AtRisk', MetricUnit.Count, Number(result.lag.atRisk));
  // Omitted while unknown, because 0 would mean that there is no lag.
  if (result.timeLag.ms !== 'unknown') {
    metrics.addMetric('TimeLag', MetricUnit.Seconds, Math.round(result.timeLag.ms / 1000));
  }
  const { soonest } = result.loss;
  if (soonest) metrics.addMetric('TimeToLoss', MetricUnit.Seconds, Math.floor(soonest.leftMs / 1000));
  metrics.addMetric('TasksDesired', MetricUnit.Count, result.tasks.desired);
  metrics.addMetric('TasksRunning', MetricUnit.Count, result.tasks.running);
  metrics.addMetric('TasksUseful', MetricUnit.Count, result.tasks.useful);
  const { state, establishedTasks, absentTasks } = result.readers;
  // Omitted while unknown, because 0 would mean that all tasks read.
  if (state !== 'unknown') {
    const nobody = establishedTasks > 0 && absentTasks === establishedTasks;
    metrics.addMetric('NobodyReads', MetricUnit.Count, nobody ? 1 : 0);
    metrics.addMetric('AbsentTasks', MetricUnit.Count, absentTasks);
  }
  metrics.addMetric('StoppedSeconds', MetricUnit.Seconds, stoppedSeconds(result));
  metrics.addMetric('Drained', MetricUnit.Count, result.drained ? 1 : 0);
  metrics.addMetric('Paused', MetricUnit.Count, result.pausedSinceMs === undefined ? 0 : 1);
  metrics.addMetric('Unsafe', MetricUnit.Count, isUnsafe(result) ? 1 : 0);
  metrics.addMetric('Held', MetricUnit.Count, holds.length > 0 ? 1 : 0);
  metrics.addMetric('HeldSeconds', MetricUnit.Seconds, Math.round(Math.max(0, ...holds) / 1000));
  metrics.addMetric('Alarms', MetricUnit.Count, result.reasons.filter(({ kind }) => kind === 'alarm').length);
  if (kind === 'tick') {
    metrics.addMetric('TickFailed', MetricUnit.Count, 0);
    metrics.addMetric('Busy', MetricUnit.Count, result.outcome === 'lost' ? 1 : 0);
  }
  metrics.addMetric('TickDuration', MetricUnit.Milliseconds, durationMs);
  metrics.publishStoredMetrics();
  for (const { topic, lag } of result.lag.topics) {
    const single = metrics.singleMetric();
    single.addDimension('topic', topic);
    single.addMetric('TopicLag', MetricUnit.Count, Number(lag));
  }
}
