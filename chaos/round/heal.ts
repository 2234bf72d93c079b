import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { TickReport } from '../../lib/controller/tick-report';
import { LATE_STOP_MS, parseDebt } from '../../lib/core/vocabulary/debt';
import { MAX_TASKS } from '../world/pipeline';
import { desiredCount, parameter, type Round, runningTasks, undelivered } from './round';
import { anyOffset } from './stored-config';

const REST_MS = 150_000;
const EVERY_MS = 1_000;

/** What a round ended with. */
export interface Rest {
  /** What is still not as it should be; empty if the pipeline came to rest. */
  open: string[];
  seconds: number;
  /** Commands that people had to give, as the reports ask them to. */
  commands: string[];
}

/** Waits until the pipeline is at rest after the last fault. People do what the runbook tells them to, and no more. */
export async function comeToRest(round: Round, signal: AbortSignal): Promise<Rest> {
  const startedMs = performance.now();
  const commands: string[] = [];
  let patientUntilMs = Date.now() + REST_MS;
  for (;;) {
    const before = round.controller.reports.length;
    await pause(EVERY_MS, undefined, { signal });
    const last = round.controller.reports.length > before ? round.controller.reports.at(-1) : undefined;
    const open = await openEnds(round, last);
    const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
    patientUntilMs = Math.max(patientUntilMs, lateStopOverMs(round) + REST_MS);
    if (open.length === 0 || Date.now() > patientUntilMs) return { open, seconds, commands };
    const done = last && (await followRunbook(round, last));
    if (done) commands.push(done);
  }
}

/**
 * An UpdateService(0) without an answer keeps its debt while it may still take effect. No other stop begins until then, so a
 * repair that is due begins only afterwards.
 */
function lateStopOverMs(round: Round): number {
  const debt = parseDebt(parameter(round, 'debt'), Date.now());
  return debt ? debt.stoppedAtMs + LATE_STOP_MS : 0;
}

async function openEnds(round: Round, last: TickReport | undefined): Promise<string[]> {
  const { spec } = round.pipeline;
  const open: string[] = [];
  const missing = undelivered(round).length;
  if (missing > 0) open.push(`${missing} spans are missing`);
  const count = desiredCount(round);
  if (count !== MAX_TASKS) open.push(`desiredCount is ${count}, not ${MAX_TASKS}`);
  if (runningTasks(round).length !== MAX_TASKS)
    open.push(`${runningTasks(round).length} tasks run, not ${MAX_TASKS}`);
  if (anyOffset(parameter(round, 'config') ?? '') !== anyOffset(round.people.wantedConfig))
    open.push('the config is not the one that people stored last');
  if (parameter(round, 'hold') !== undefined) open.push('the stop switch is on');
  if (!last) return [...open, 'the last ticks failed'];
  if (last.outcome === 'lost') open.push('ticks end without their change');
  if (last.recreate || last.roll || last.manualOperation) open.push('something is in progress');
  if (last.readers.state !== 'Stable') open.push(`group ${spec.group} is ${last.readers.state}`);
  if (open.length > 0) return open;
  const partitions = await round.pipeline.kafka.partitions();
  // Where nothing is left to read, idlePartitions: wait waits for a record.
  const uncovered = partitions.filter(
    ({ committed, logStart, logEnd }) => logEnd > logStart && committed !== logEnd,
  );
  return uncovered.map(
    ({ partition, committed, logEnd }) =>
      `the commit of partition ${partition} is ${committed ?? 'none'}, and its log ends at ${logEnd}`,
  );
}

/** Gives the one command that the report asks for. */
async function followRunbook(round: Round, { reasons }: TickReport): Promise<string | undefined> {
  const { controller, people } = round;
  const has = (...codes: string[]) => reasons.some(({ code }) => codes.includes(code));
  const send = async (action: 'resume' | 'repair' | 'accept') => {
    await controller.command({ action, id: randomUUID() });
    return action;
  };
  if (has('HOLD_PAUSED', 'HOLD_STOPPED_BY_PERSON', 'HOLD_EXTERNAL_COUNT')) return send('resume');
  if (has('HOLD_SERVICE_STOPPED')) {
    await people.startService(MAX_TASKS);
    return 'started in ECS';
  }
  // Two automatic stops a day are allowed. The third needs a person, and an alarm says so.
  if (
    has('HOLD_STOP_BUDGET', 'HOLD_RETRY_LATER', 'HOLD_CANCELLED') &&
    has('HOLD_REPAIR_PENDING', 'ALARM_UNSAFE')
  )
    return send('repair');
  return undefined;
}
