import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { StopTaskCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { createSsmConfigStore } from '../../lib/adapters/aws/ssm-config-store';
import { renderProcessing } from '../../lib/collector';
import type { TickReport } from '../../lib/controller/tick-report';
import { parameterPrefix } from '../../lib/pipeline';
import type { CommandEvent } from '../../lib/runtime/event-schema';
import type { Task } from '../aws/ecs-model';
import { KafkaView } from '../kafka/kafka-view';
import { logTail } from '../process/managed-process';
import { waitUntil } from '../process/wait-until';
import { TrafficLedger } from '../traffic/ledger';
import { findMissing } from '../traffic/missing-spans';
import { openSpanWriter, type SpanWriter, type WrittenSpan } from '../traffic/span-writer';
import type { ControllerOptions } from '../world/controller';
import { type Lane, laneOn, openLane } from '../world/lane';
import type { Operator } from '../world/operator';
import { deployProcessingTier, ecsClient, ssmClient } from '../world/processing-tier';
import type { CrashWorld } from './crash-world';
import type { KillPlan, KillSwitch } from './kill-switch';
import { ReplacedController } from './replaced-controller';

/** Partition 2 has no record before latest is stored, so it has to be seeded while the group runs. */
const LANE = {
  partitions: 3,
  // A recreate can continue only after the claim of a dead tick has expired. With the 30 s of other lanes it would be
  // given up.
  policy: { maxPause: '2m', phaseTimeout: '90s' },
};
const BACKLOG = [0, 1].map((partition) => ({ partition, records: 30 }));
/** How often traffic is written to the partitions that are not idle. */
const TRAFFIC_EVERY_MS = 250;
/**
 * Sent while the only task is being replaced. The next one starts with latest, and would skip records that have no
 * commit.
 */
const AFTER_THE_FLIP = [0, 1, 2].map((partition) => ({ partition, records: 5 }));
/** The claim of a dead tick is valid for 15 s longer than this. */
const FUNCTION_TIMEOUT_MS = 10_000;
const ARRIVAL_TIMEOUT_MS = 60_000;
const JOB_TIMEOUT_MS = 180_000;

/**
 * The command during which the controller is killed.
 *
 * - `drain`  of a fresh deployment: seeds the idle partition and stores latest; stops nothing
 * - `rewind` to earliest, in a live pipeline: stops the task, moves commits, starts it again, and stores latest again
 */
export type Job = 'drain' | 'rewind';

export interface CrashRun {
  /** The effect or the instant at which the controller was killed; absent if it was not. */
  killedAt?: string;
  /** Differences from an undisturbed run; empty if there are none. */
  problems: string[];
  /** Whether the command was given up before anything was stopped, and the report said so. */
  givenUp: boolean;
  seconds: number;
  /** How long the command took. */
  commandMs: number;
  sent: number;
  missing: number;
  duplicated: number;
  /** What each tick decided, for a run with problems. */
  story: readonly string[];
}

/** When the controller is killed: at an effect, or at an instant, in milliseconds from when the command is sent. */
export type KillAt = Pick<KillPlan, 'at' | 'moment'> | { afterMs: number };

export interface CrashRequest extends ControllerOptions {
  job: Job;
  plan: KillAt;
}

/** Runs one command in its own lane. The lane's controller is killed once, and a new process continues. */
export async function crashRun(
  { world, killSwitch, brokers }: CrashWorld,
  name: string,
  { job, plan, ...options }: CrashRequest,
): Promise<CrashRun> {
  const startedMs = performance.now();
  const lane = await openLane(world, { ...LANE, name });
  // The tasks connect to Kafka directly, the controller connects through the gate.
  const controlled = laneOn(world, { ...LANE, name, brokers }, lane);
  const writer = await openSpanWriter(lane);
  try {
    await writer.write(BACKLOG);
    await deployProcessingTier(lane);
    const controller = new ReplacedController(controlled, { timeoutMs: FUNCTION_TIMEOUT_MS, ...options });
    await controller.start();
    const traffic = startTraffic(writer);
    if (job === 'rewind') await controller.operator.until('the first flip', isThrough);
    const before = copyOf(lane.ledger);
    const kill = armed(killSwitch, name, plan, () => controller.stop());
    const sentMs = performance.now();
    const problems = await carryOut(controller, job);
    const commandMs = Math.round(performance.now() - sentMs);
    const killedAt = kill.disarm();
    await traffic.stop();
    // A Collector that is stopped drops what it is about to try again, so everything has to have arrived before.
    problems.push(...(await notDelivered(lane, writer.written)));
    const replaced = await replaceTask(lane);
    await writer.write(AFTER_THE_FLIP);
    const givenUp = isGivenUp(controller.operator);
    problems.push(...(await notDelivered(lane, writer.written, replaced)));
    problems.push(...(await openEnds(lane, { job, before, givenUp })));
    await controller.stop();
    const { sent, missing, duplicated } = lane.delivered();
    return {
      ...(killedAt === undefined ? {} : { killedAt }),
      ...{ problems, givenUp, commandMs },
      seconds: Math.round((performance.now() - startedMs) / 100) / 10,
      ...{ sent, missing, duplicated, story: controller.operator.story },
    };
  } finally {
    await writer.close();
    await stopTasks(lane);
  }
}

/** Kills the controller as planned. `disarm` returns when that was; `undefined` if it was not. */
function armed(
  killSwitch: KillSwitch,
  lane: string,
  plan: KillAt,
  kill: () => Promise<void>,
): { disarm(): string | undefined } {
  if (!('afterMs' in plan)) {
    killSwitch.arm(lane, { ...plan, kill });
    return { disarm: () => killSwitch.killedAt(lane) };
  }
  let killedAt: string | undefined;
  const timer = setTimeout(() => {
    killedAt = `${plan.afterMs} ms after the command`;
    void kill();
  }, plan.afterMs);
  return {
    disarm() {
      clearTimeout(timer);
      return killedAt;
    },
  };
}

/** Starts traffic that is independent of the tasks. */
function startTraffic(writer: SpanWriter): { stop(): Promise<void> } {
  const over = new AbortController();
  const work = async () => {
    while (!over.signal.aborted) {
      await writer.write([0, 1].map((partition) => ({ partition, records: 1 })));
      await pause(TRAFFIC_EVERY_MS, undefined, { signal: over.signal }).catch(() => {});
    }
  };
  const working = work();
  // A failure that nobody waits for yet (after Ctrl-C, Kafka is gone) would end the process.
  working.catch(() => {});
  return {
    async stop() {
      over.abort();
      await working;
    },
  };
}

/** Sends the command and follows it until it ends. Returns what prevented that. */
async function carryOut(controller: ReplacedController, job: Job): Promise<string[]> {
  const { operator } = controller;
  // A client without a response retries with the same id.
  const id = randomUUID();
  const event: CommandEvent =
    job === 'drain' ? { action: 'drain', id } : { action: 'rewind', to: 'earliest', id };
  try {
    await controller.through(() => accepted(operator, event));
    // The command was given up before a task was stopped. The debt stays for ten minutes, in case the stop still takes
    // effect.
    const isOver = (report: TickReport) =>
      isThrough(report) && (report.stopped === undefined || isGivenUp(operator));
    await controller.through(() => operator.until(`the end of the ${job}`, isOver, JOB_TIMEOUT_MS));
    return [];
  } catch (error) {
    return [textOf(error)];
  }
}

function isGivenUp({ reports }: Operator): boolean {
  return reports.some(({ reasons }) => reasons.some(({ code }) => code === 'REQUEST_FAILED'));
}

/** Waits until everything has arrived. Otherwise returns what is missing, and how the replaced task ended. */
async function notDelivered(
  { delivered, bootstrap, spec, topic, sink, ledger }: Lane,
  written: readonly WrittenSpan[],
  replaced?: Task,
): Promise<string[]> {
  try {
    await waitUntil('the last spans', () => delivered().missing === 0, { timeoutMs: ARRIVAL_TIMEOUT_MS });
    return [];
  } catch {
    const kafka = new KafkaView(bootstrap, spec.group, topic);
    const { text } = await findMissing(sink.missing(ledger), written, kafka);
    if (!replaced?.process) return [text];
    const log = logTail(replaced.process.logFile);
    return [text, `the replaced task ended with exit code ${replaced.exitCode}, and its log with`, log];
  }
}

/**
 * What is wrong at the end, as seen from outside. A rewind may be given up if no call to stop the task was made and the
 * report says so, because the task has then run all the time.
 */
async function openEnds(
  lane: Lane,
  { job, before, givenUp }: { job: Job; before: TrafficLedger; givenUp: boolean },
): Promise<string[]> {
  const problems: string[] = [];
  const { config, debt } = await stored(lane);
  if (config?.value !== renderProcessing(lane.spec, 'latest'))
    problems.push('the stored config is not the template with latest');
  const stops = stopsOf(lane);
  if (stops !== (job === 'rewind' && !givenUp ? 1 : 0)) problems.push(`the task was stopped ${stops} times`);
  if (givenUp) return problems;
  if (debt !== undefined) problems.push(`the debt is still there: ${debt.value}`);
  const { sent, duplicated } = lane.sink.compare(before).spans;
  if (job === 'rewind' && duplicated < sent)
    problems.push(`${sent - duplicated} of ${sent} records were not read again`);
  return problems;
}

function stopsOf({ aws, spec }: Lane): number {
  const { service } = spec.tiers.processing;
  return aws.calls.filter(
    ({ target, input }) =>
      target.endsWith('.UpdateService') && input.service === service && input.desiredCount === 0,
  ).length;
}

function copyOf({ spans }: TrafficLedger): TrafficLedger {
  const copy = new TrafficLedger();
  copy.recordSpans([...spans].map(([spanId, traceId]) => ({ spanId, traceId })));
  return copy;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A tick that finds the claim of a dead one ends as `lost`, and its answer does not count. */
async function accepted(operator: Operator, event: CommandEvent): Promise<void> {
  await waitUntil(
    `the ${event.action} to be accepted`,
    async () => {
      const { outcome, answer } = await operator.command(event);
      return outcome !== 'lost' && answer?.accepted === true;
    },
    { timeoutMs: ARRIVAL_TIMEOUT_MS, everyMs: 700 },
  );
}

function isThrough({ phase, manualOperation, recreate, outcome }: TickReport): boolean {
  if (manualOperation !== undefined || recreate !== undefined) return false;
  return phase === 'live' && outcome !== 'lost';
}

async function stored(lane: Lane) {
  const client = ssmClient(lane);
  try {
    return await createSsmConfigStore({ client, prefix: parameterPrefix(lane.spec) }).read();
  } finally {
    client.destroy();
  }
}

/** Stops the only task, so that ECS starts another. Resolves with the stopped one. */
async function replaceTask(lane: Lane): Promise<Task | undefined> {
  const { cluster, service } = lane.spec.tiers.processing;
  const task = lane.aws.truth.service(cluster, service)?.tasks[0];
  const client = ecsClient(lane);
  try {
    if (task) await client.send(new StopTaskCommand({ cluster, task: task.arn }));
    return task;
  } finally {
    client.destroy();
  }
}

async function stopTasks(lane: Lane): Promise<void> {
  const { cluster, service } = lane.spec.tiers.processing;
  const client = ecsClient(lane);
  try {
    await client.send(new UpdateServiceCommand({ cluster, service, desiredCount: 0 }));
  } finally {
    client.destroy();
  }
}
