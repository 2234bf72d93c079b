import { Logger } from '@aws-lambda-powertools/logger';
import { reasonLine } from '../lib/controller/reason-line';
import { costReport } from '../lib/controller/tick-report';
import type { TickResult } from '../lib/controller/tick-result';
import { worstTopics } from '../lib/core/lag/worst';
import { describeAction } from '../lib/core/vocabulary/action';
import type { Debt } from '../lib/core/vocabulary/debt';
import { NAMES_SHOWN } from '../lib/core/vocabulary/listed';
import { SpillwayError } from '../lib/errors';
import type { Encoded } from '../lib/output';
import { redactedError } from '../lib/output/redact';
import type { PipelineSpec } from '../lib/pipeline';
import { embeddedMetrics, type Measure } from './embedded-metrics';
import { stoppedFor, tickMeasures, topicMetrics } from './tick-metrics';

/**
 * The kind of an invocation. A `tick` may act; it comes from the schedule or from a command. A `look` changes nothing: a
 * status, a dry run, or an invalid event. Looks are made manually, so their failures say nothing about the controller.
 */
export type CallKind = 'tick' | 'look';

export interface Telemetry {
  call(kind: CallKind, result: TickResult, durationMs: number): void;
  /** @param debt the tasks that Spillway has stopped, as far as this process knows */
  failure(kind: CallKind, error: unknown, debt?: Debt): void;
}

export interface TelemetryOptions {
  spec: Pick<PipelineSpec, 'name' | 'metrics' | 'signals'>;
  nowMs(): number;
  /** Writes to standard output, from which CloudWatch Logs reads. */
  write(text: Encoded): void;
}

/**
 * Writes one structured log line a call, which is the audit trail, and metrics in the embedded metric format, to standard
 * output. docs/operate/metrics.md lists the metrics; all have the dimensions `service` and `pipeline`.
 *
 * CloudWatch bills bytes and distinct metrics, so neither grows with the topics: lines name the worst ten and count the
 * rest. Only `metrics.perTopic: all` writes a metric of each topic.
 */
export function createTelemetry({ spec, nowMs, write }: TelemetryOptions): Telemetry {
  const logger = new Logger({ serviceName: 'spillway', persistentKeys: { pipeline: spec.name } });
  const pipeline = { service: 'spillway', pipeline: spec.name };
  const measure = (measures: Measure[], dimension = {}, properties = {}) => {
    const dimensions = { ...pipeline, ...dimension };
    write(embeddedMetrics({ atMs: nowMs(), dimensions, measures, properties }));
  };
  return {
    call(kind, result, durationMs) {
      const what = result.action ? `decided: ${describeAction(result.action)}` : `tick: ${result.phase}`;
      logger.info(what, { ...callFields(result), durationMs });
      measure([
        ...tickMeasures(result, durationMs),
        ...(kind === 'tick' ? [failedTicks(0), failedCalls(0), busyTicks(result)] : []),
      ]);
      for (const { measures, dimension, topic } of topicMetrics(result, spec)) {
        measure(measures, dimension, { topic });
      }
    },
    failure(kind, error, debt) {
      const code = error instanceof SpillwayError ? error.code : 'UNEXPECTED';
      const hint = error instanceof SpillwayError ? error.hint : undefined;
      logger.error(kind === 'tick' ? 'tick failed' : 'call failed', {
        code,
        hint,
        error: redactedError(error),
      });
      // If ECS refuses to start the tasks, every tick fails, and their alarm must go off nevertheless.
      const stopped = kind === 'tick' && debt ? [stoppedFor(debt, nowMs())] : [];
      measure([kind === 'tick' ? failedTicks(1) : failedCalls(1), ...stopped]);
    },
  };
}

/** A tick is busy if another one held the claim, or somebody changed the state meanwhile. */
function busyTicks({ outcome }: TickResult): Measure {
  return { name: 'Busy', unit: 'Count', value: outcome === 'lost' ? 1 : 0 };
}

function failedTicks(value: 0 | 1): Measure {
  return { name: 'TickFailed', unit: 'Count', value };
}

/** Ticks write 0, because an alarm subtracts this metric, and it may not be able to subtract one that has never had a value. */
function failedCalls(value: 0 | 1): Measure {
  return { name: 'CallFailed', unit: 'Count', value };
}

function callFields(result: TickResult) {
  const { answer, pausedSinceMs, note } = result;
  return {
    outcome: result.outcome,
    phase: result.phase,
    reasons: result.reasons.map((each) => reasonLine(each, result.lag)),
    lag: String(result.lag.lag),
    atRisk: String(result.lag.atRisk),
    topics: topicFields(result),
    timeLagMs: result.timeLag.ms,
    tasks: result.tasks,
    initialOffset: result.initialOffset,
    readers: readersFields(result),
    ...(answer ? { answer: answerFields(answer, result) } : {}),
    ...inProgressFields(result),
    ...(pausedSinceMs === undefined ? {} : { pausedSince: new Date(pausedSinceMs).toISOString() }),
    ...(note === undefined ? {} : { note }),
  };
}

/** How many topics there are, and the ones with the most unread offsets. */
function topicFields({ lag }: TickResult) {
  const ordered = worstTopics(lag);
  const rest = ordered.slice(NAMES_SHOWN);
  return {
    count: ordered.length,
    worst: ordered.slice(0, NAMES_SHOWN).map(({ topic, lag: offsets, atRisk, problem }) => ({
      topic,
      ...(problem === undefined ? { lag: String(offsets) } : { problem }),
      ...(atRisk > 0n ? { atRisk: String(atRisk) } : {}),
    })),
    ...(rest.length > 0
      ? { others: { count: rest.length, lag: String(rest.reduce((sum, each) => sum + each.lag, 0n)) } }
      : {}),
  };
}

/** The outcome of a command, with its reasons, for the audit trail. */
function answerFields({ accepted, reasons, cost }: NonNullable<TickResult['answer']>, { lag }: TickResult) {
  return {
    accepted,
    reasons: reasons.map((each) => reasonLine(each, lag)),
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
