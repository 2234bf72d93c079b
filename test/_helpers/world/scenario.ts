import path from 'node:path';
import {
  ListTasksCommand,
  StopTaskCommand,
  UpdateServiceCommand,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import type { TickReport } from '../../../lib/controller/tick-report';
import type { ReasonCode } from '../../../lib/core/vocabulary/reasons';
import type { CommandEvent } from '../../../lib/runtime/event-schema';
import { waitUntil } from '../../../local/process/wait-until';
import { openSpanWriter, type Portion, type SpanWriter } from '../../../local/traffic/span-writer';
import { startController } from '../../../local/world/controller';
import { type Lane, type LaneOptions, laneOn, openLane } from '../../../local/world/lane';
import { type Operator, operatorOf } from '../../../local/world/operator';
import { type Deployed, deployProcessingTier, ecsClient } from '../../../local/world/processing-tier';
import { shortenStory } from '../../../local/world/shorten-story';
import type { World } from '../../../local/world/world';
import { tasksStarted } from './independent-view';

/** The output of `npm run build`, because scenarios run the same bundle that is deployed. */
export const BUILT = path.resolve(__dirname, '../../../dist');

/** The programs of a world may have to be fetched and built first. */
export const WORLD_TIMEOUT_MS = 900_000;
/** Lanes of one world run at the same time, on a machine that others may use too. */
export const SCENARIO_TIMEOUT_MS = 300_000;
const ARRIVAL_TIMEOUT_MS = 90_000;
const TASK_TIMEOUT_MS = 60_000;
const ACCEPTED_TIMEOUT_MS = 60_000;
const OUTSIDE_TIMEOUT_MS = 120_000;
/** How many ticks of the story an error shows. */
const SHOWN_TICKS = 40;

/** A pipeline under test: its records, its tasks and its controller. */
export interface Scenario {
  world: World;
  lane: Lane;
  operator: Operator;
  writer: SpanWriter;
  /** Writes `records` records to each of these partitions. */
  write(partitions: number[], records?: number, more?: Partial<Portion>): Promise<unknown>;
}

export interface ScenarioOptions extends LaneOptions, Deployed {
  /** The partitions that have records before the first task starts. */
  backlog: number[];
  /** The brokers as the controller sees them: a relay that can be cut. */
  controllerBrokers?: string[];
}

/**
 * Opens a lane, writes a backlog to the `backlog` partitions, and only then deploys the tasks, so that the first phase
 * is a drain.
 */
export async function startScenario(world: World, options: ScenarioOptions): Promise<Scenario> {
  const lane = await openLane(world, options);
  const writer = await openSpanWriter(lane);
  lane.cleanUp.add(`the writer of ${lane.name}`, () => writer.close());
  const { controllerBrokers: brokers } = options;
  const controlled = brokers ? laneOn(world, { ...options, brokers }, lane) : lane;
  const scenario: Scenario = {
    world,
    lane,
    writer,
    operator: operatorOf(await startController(controlled, { built: BUILT })),
    write: (partitions, records = 10, more = {}) =>
      writer.write(partitions.map((partition) => ({ ...more, partition, records }))),
  };
  await scenario.write(options.backlog);
  await deployProcessingTier(lane, options);
  return scenario;
}

/** The same pipeline, with a process of the controller that remembers nothing. */
export async function withNewProcess(scenario: Scenario): Promise<Scenario> {
  return { ...scenario, operator: operatorOf(await startController(scenario.lane, { built: BUILT })) };
}

/** Waits until everything that was sent has reached the backend. The controller does not tick in the meantime. */
export async function untilDelivered({ lane, operator }: Scenario): Promise<void> {
  await waitUntil(
    `all spans of ${lane.name}; so far ${JSON.stringify(lane.delivered())}, ${shortenStory(operator.story, SHOWN_TICKS)}`,
    () => lane.delivered().missing === 0,
    { timeoutMs: ARRIVAL_TIMEOUT_MS },
  );
}

/** Ticks until everything that was sent has reached the backend. */
export async function untilDeliveredTicking({ operator, lane }: Scenario): Promise<void> {
  await operator.until('everything to arrive', () => lane.delivered().missing === 0);
}

/** Writes to the partitions four times a second until stopped. Records that the broker refuses do not count as sent. */
export function keepWriting({ writer }: Scenario, portions: () => Portion[]): { stop(): Promise<void> } {
  let writing: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    writing = writing.then(() => writer.write(portions()).catch(() => {}));
  }, 250);
  return {
    async stop() {
      clearInterval(timer);
      await writing;
    },
  };
}

/** Runs `work` while each of the partitions gets a record four times a second. */
export async function underTraffic<T>(
  scenario: Scenario,
  partitions: readonly number[] | (() => readonly number[]),
  work: () => Promise<T>,
): Promise<T> {
  const now = typeof partitions === 'function' ? partitions : () => partitions;
  const traffic = keepWriting(scenario, () => now().map((partition) => ({ partition, records: 1 })));
  try {
    return await work();
  } finally {
    await traffic.stop();
  }
}

/**
 * Ticks until `isSo` returns true, even while the ticks themselves fail.
 *
 * @throws Error with the last ticks
 */
export async function tickUntil(
  { operator }: Scenario,
  what: string,
  isSo: () => boolean | Promise<boolean>,
): Promise<void> {
  await waitUntil(
    what,
    async () => {
      await operator.tick().catch(() => {});
      return isSo();
    },
    { timeoutMs: OUTSIDE_TIMEOUT_MS, everyMs: 700 },
  ).catch((cause: unknown) => {
    throw new Error(`waited for ${what}:\n${shortenStory(operator.story, SHOWN_TICKS)}`, { cause });
  });
}

/**
 * Sends a command until it is accepted. It is refused while tasks start or the group rebalances, and an operator would
 * try again.
 *
 * @throws Error with the last ticks if it is still refused after a while
 */
export async function ask({ operator }: Scenario, event: CommandEvent): Promise<TickReport> {
  return waitUntil(
    `${event.action} to be accepted; the last ticks are in the story`,
    async () => {
      const report = await operator.command(event);
      return report.answer?.accepted ? report : undefined;
    },
    { timeoutMs: ACCEPTED_TIMEOUT_MS, everyMs: 700 },
  ).catch((cause: unknown) => {
    throw new Error(shortenStory(operator.story, SHOWN_TICKS), { cause });
  });
}

export const hasCode = (code: ReasonCode) => (report: TickReport) =>
  report.reasons.some((each) => each.code === code);

/** Whether this tick stored `latest`. */
export const flipped = (report: TickReport) => hasCode('FLIP_STORED')(report) && report.outcome === 'acted';

/** Whether the command is complete and no task start is owed. */
export const requestOver = ({ manualOperation, recreate, stopped }: TickReport) =>
  manualOperation === undefined && recreate === undefined && stopped === undefined;

/** The distinct codes that the controller has reported so far, in order of first appearance. */
export function codesOf({ operator }: Scenario): ReasonCode[] {
  return [...new Set(operator.reports.flatMap(({ reasons }) => reasons.map(({ code }) => code)))];
}

/** Changes the service as an operator or a deployment would. */
export async function updateService(
  { lane }: Scenario,
  change: Omit<UpdateServiceCommandInput, 'cluster' | 'service'>,
): Promise<void> {
  const { cluster, service } = lane.spec.tiers.processing;
  const client = ecsClient(lane);
  try {
    await client.send(new UpdateServiceCommand({ cluster, service, ...change }));
  } finally {
    client.destroy();
  }
}

/** The ids of the tasks that ECS counts as running or starting. */
export async function runningTasks({ lane }: Scenario): Promise<string[]> {
  const { cluster, service } = lane.spec.tiers.processing;
  const client = ecsClient(lane);
  try {
    const { taskArns = [] } = await client.send(new ListTasksCommand({ cluster, serviceName: service }));
    return taskArns.map((arn) => arn.split('/').at(-1) ?? '');
  } finally {
    client.destroy();
  }
}

/** Stops one task, as ECS does sooner or later with any task. Resolves when ECS has accepted the call. */
export async function stopTask(scenario: Scenario): Promise<void> {
  const { cluster } = scenario.lane.spec.tiers.processing;
  const [task] = await runningTasks(scenario);
  const client = ecsClient(scenario.lane);
  try {
    await client.send(new StopTaskCommand({ cluster, task, reason: 'stopped by a scenario' }));
  } finally {
    client.destroy();
  }
}

/** Stops one task and waits for the task that ECS starts in its place. No tick runs in the meantime. */
export async function replaceTask(scenario: Scenario): Promise<void> {
  const before = tasksStarted(scenario.world, scenario.lane).length;
  await stopTask(scenario);
  await waitUntil(
    'the task that replaces the stopped one',
    () => tasksStarted(scenario.world, scenario.lane).length > before,
    {
      timeoutMs: TASK_TIMEOUT_MS,
    },
  );
}
