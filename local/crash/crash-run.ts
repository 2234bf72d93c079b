import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { renderProcessing } from '../../lib/collector';
import type { TickReport } from '../../lib/controller/tick-report';
import { SpillwayError } from '../../lib/errors';
import { parameterPrefix } from '../../lib/pipeline';
import type { CommandEvent } from '../../lib/runtime/event-schema';
import type { LambdaRuntime } from '../lambda/lambda-runtime';
import { waitUntil } from '../process/wait-until';
import { openSpanWriter, type SpanWriter } from '../traffic/span-writer';
import { type ControllerOptions, startController } from '../world/controller';
import { type Lane, laneOn, openLane } from '../world/lane';
import { type Operator, operatorOf } from '../world/operator';
import { deployProcessingTier, ecsClient, ssmClient } from '../world/processing-tier';
import type { CrashWorld } from './crash-world';
import type { KillPlan } from './kill-switch';

/** Partition 2 has no record before tasks are stopped: it has to be seeded. */
const PARTITIONS = 3;
const BACKLOG = [0, 1].map((partition) => ({ partition, records: 30 }));
/** Written four times a second, from the deployment to the end. */
const TRAFFIC = [0, 1].map((partition) => ({ partition, records: 1 }));
/** The first records of the idle partition come while no task runs: latest without a seed would pass them over. */
const TRAFFIC_IN_THE_PAUSE = [0, 1, 2].map((partition) => ({ partition, records: 1 }));
const TRAFFIC_EVERY_MS = 250;
const AFTER_THE_FLIP = [0, 1, 2].map((partition) => ({ partition, records: 5 }));
/** The claim of a tick that died stands for this long, and 15 s more. */
const FUNCTION_TIMEOUT_MS = 10_000;
const ARRIVAL_TIMEOUT_MS = 60_000;

/** How the pipeline stands when the drain is asked for: just deployed, or flipped to latest already. */
export type Start = 'fresh' | 'live';

export interface CrashRun {
  /** The effect at which the controller was ended; absent when it came through without. */
  killedAt?: string;
  /** Did it end as a run does that nobody disturbs? What is wrong, else. */
  problems: string[];
  seconds: number;
  sent: number;
  missing: number;
  duplicated: number;
  /** What each tick decided, for a run with problems. */
  story: readonly string[];
}

export interface CrashRequest extends ControllerOptions {
  start: Start;
  plan: Pick<KillPlan, 'at' | 'moment'>;
}

/** One `drain` by hand, in a lane of its own, whose controller is ended at one effect. A new process goes on. */
export async function crashRun(
  { world, killSwitch, brokers }: CrashWorld,
  name: string,
  { start, plan, ...options }: CrashRequest,
): Promise<CrashRun> {
  const startedMs = performance.now();
  const lane = await openLane(world, { name, partitions: PARTITIONS });
  // The tasks speak to Kafka itself, the controller through the gate.
  const controlled = laneOn(world, { name, partitions: PARTITIONS, brokers }, lane);
  const writer = await openSpanWriter(lane);
  try {
    await writer.write(BACKLOG);
    await deployProcessingTier(lane);
    const controller = new Replaced(controlled, { timeoutMs: FUNCTION_TIMEOUT_MS, ...options });
    await controller.start();
    const traffic = startTraffic(writer, controller.operator);
    if (start === 'live') await controller.operator.until('the first flip', isThrough);
    killSwitch.arm(name, { ...plan, kill: () => controller.stop() });
    const problems = await drain(controller);
    await traffic.stop();
    await writer.write(AFTER_THE_FLIP);
    problems.push(...(await openEnds(lane)));
    await controller.stop();
    const { sent, missing, duplicated } = lane.delivered();
    const killedAt = killSwitch.killedAt(name);
    return {
      ...(killedAt === undefined ? {} : { killedAt }),
      problems,
      seconds: Math.round((performance.now() - startedMs) / 100) / 10,
      ...{ sent, missing, duplicated, story: controller.operator.story },
    };
  } finally {
    await writer.close();
    await stopTasks(lane);
  }
}

/** A controller that is started again, as a new process, when the one before has ended. */
class Replaced {
  private current: LambdaRuntime | undefined;
  private known: Operator | undefined;

  constructor(
    private readonly lane: Lane,
    private readonly options: ControllerOptions,
  ) {}

  get operator(): Operator {
    if (!this.known) throw new Error('the controller was not started');
    return this.known;
  }

  async start(): Promise<void> {
    this.current = await startController(this.lane, this.options);
    if (this.known) this.known.use(this.current);
    else this.known = operatorOf(this.current);
  }

  async stop(): Promise<void> {
    await this.current?.stop();
  }

  /** Works on, with a new process when the one before was ended. */
  async through<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof SpillwayError) || error.code !== 'LAMBDA_ENDED') throw error;
        await this.start();
      }
    }
  }
}

/** Traffic that goes on while tasks are stopped, and then reaches the partition that had none. */
function startTraffic(writer: SpanWriter, { reports }: Operator): { stop(): Promise<void> } {
  const over = new AbortController();
  const work = async () => {
    while (!over.signal.aborted) {
      const stopped = reports.at(-1)?.tasks.desired === 0;
      await writer.write(stopped ? TRAFFIC_IN_THE_PAUSE : TRAFFIC);
      await pause(TRAFFIC_EVERY_MS, undefined, { signal: over.signal }).catch(() => {});
    }
  };
  const working = work();
  return {
    async stop() {
      over.abort();
      await working;
    },
  };
}

/** Asks for a drain and follows it to its end; says what kept it from getting there. */
async function drain(controller: Replaced): Promise<string[]> {
  const { operator } = controller;
  // Whoever gets no answer asks again, with the same id.
  const event: CommandEvent = { action: 'drain', id: randomUUID() };
  try {
    await controller.through(() => accepted(operator, event));
    await controller.through(() => operator.until('the end of the drain', isThrough));
    return [];
  } catch (error) {
    return [textOf(error)];
  }
}

/** What is not as it has to be at the end. */
async function openEnds(lane: Lane): Promise<string[]> {
  const problems: string[] = [];
  await waitUntil('the last spans', () => lane.delivered().missing === 0, {
    timeoutMs: ARRIVAL_TIMEOUT_MS,
  }).catch((error: unknown) => problems.push(textOf(error)));
  if ((await storedConfig(lane)) !== renderProcessing(lane.spec, 'latest'))
    problems.push('the stored config is not the template with latest');
  return problems;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A tick that finds the claim of a dead one loses, and hears nothing. */
async function accepted(operator: Operator, event: CommandEvent): Promise<void> {
  await waitUntil(
    'the drain to be accepted',
    async () => {
      const { outcome, answer } = await operator.command(event);
      return outcome !== 'lost' && answer?.accepted === true;
    },
    { timeoutMs: ARRIVAL_TIMEOUT_MS, everyMs: 700 },
  );
}

function isThrough({ phase, flip, manualOperation, recreate, outcome }: TickReport): boolean {
  if (manualOperation !== undefined || recreate !== undefined || outcome === 'lost') return false;
  return phase === 'live' && flip !== undefined;
}

async function storedConfig(lane: Lane): Promise<string | undefined> {
  const client = ssmClient(lane);
  try {
    const { Parameter } = await client.send(
      new GetParameterCommand({ Name: `${parameterPrefix(lane.spec)}/config` }),
    );
    return Parameter?.Value;
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
