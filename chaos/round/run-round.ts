import { setTimeout as pause } from 'node:timers/promises';
import { findMissing } from '../../local/traffic/missing-spans';
import type { Draw } from '../draw';
import type { Fault } from '../faults/fault';
import { type PlannedFault, planOf, type RoundKind } from '../plan';
import type { Violation } from '../rules';
import { becomesTrue } from '../until';
import type { ChaosWorld } from '../world/chaos-world';
import { closePipeline, deployTier, IDLE_PARTITION, openPipeline } from '../world/pipeline';
import { ControllerLoop } from './controller-loop';
import { comeToRest, type Rest } from './heal';
import { People } from './people';
import { parameter, type Round, runningTasks, undelivered } from './round';
import { offsetIn } from './stored-config';
import { Traffic } from './traffic';
import { Watch } from './watch';

const BACKLOG = 30;
const IN_SYNC_MS = 60_000;
const FLIP_MS = 120_000;
const PROBE = 10;
const PROBE_MS = 30_000;
/** The codes of errors that have none. */
const UNCODED = ['LAMBDA_FUNCTION_FAILED', 'UNKNOWN'];

export interface InjectedFault {
  kind: string;
  bit: boolean;
  seconds: number;
  /** Why it could not be injected. */
  error?: string;
}

export interface RoundResult {
  seed: number;
  faults: InjectedFault[];
  violations: Violation[];
  sent: number;
  givenUp: number;
  /** How often latest was stored. */
  flips: number;
  stops: number;
  ticks: number;
  failedTicks: number;
  rest: Rest;
  seconds: number;
  story: readonly string[];
}

export interface RoundOptions extends RoundKind {
  /** The build folder with the bundle. */
  built: string;
  signal: AbortSignal;
  onFault?(fault: InjectedFault): void;
}

/** Runs the round of one seed: until `latest` is stored, then its faults, then until it is at rest; and judges it. */
export async function runRound(world: ChaosWorld, seed: number, options: RoundOptions): Promise<RoundResult> {
  const startedMs = performance.now();
  const pipeline = await openPipeline(world, `seed-${seed}-${Date.now().toString(36)}`, {
    seed,
    delivery: options.delivery,
  });
  try {
    const traffic = await Traffic.open(pipeline);
    await writeBacklog(traffic);
    const people = new People(pipeline, await deployTier(pipeline));
    const controller = new ControllerLoop(pipeline, options.built);
    const round: Round = { pipeline, controller, traffic, people };
    const watch = new Watch(round);
    world.around = watch.around;
    watch.start();
    controller.start();
    traffic.start();
    try {
      const faults = await faultsOf(round, seed, options);
      await traffic.stop();
      const rest = await comeToRest(round, options.signal);
      const violations = [...watch.violations, ...(await judge(round, rest))];
      return {
        ...{ seed, faults, violations, rest },
        sent: pipeline.ledger.spans.size,
        givenUp: people.givenUp.size,
        flips: controller.story.filter((line) => line.includes('FLIP_STORED') && line.includes(' acted'))
          .length,
        stops: watch.stops,
        ticks: controller.reports.length + controller.failures.length,
        failedTicks: controller.failures.length,
        seconds: Math.round((performance.now() - startedMs) / 100) / 10,
        story: controller.story,
      };
    } finally {
      watch.stop();
      world.around = (_, carryOut) => carryOut();
      await controller.stop();
      await traffic.stop();
    }
  } finally {
    await closePipeline(pipeline);
  }
}

/** The idle partition gets its first record once Spillway waits for it, or has stored `latest` without it. */
async function writeOnceHeld(round: Round): Promise<void> {
  const { controller, traffic } = round;
  const isHeld = () =>
    controller.reports.at(-1)?.reasons.some(({ code }) => code === 'HOLD_NO_COMMIT') ||
    offsetIn(parameter(round, 'config')) === 'latest';
  await becomesTrue(isHeld, FLIP_MS);
  await traffic.write([{ partition: IDLE_PARTITION, records: 1 }]);
}

/** Brokers that have just come back are not in sync yet. */
async function writeBacklog(traffic: Traffic): Promise<void> {
  const portions = traffic.partitions.map((partition) => ({ partition, records: BACKLOG }));
  const written = await becomesTrue(() => traffic.write(portions).then(() => true), IN_SYNC_MS, 500);
  if (!written) throw new Error('The brokers do not take records.');
}

/** Injects the faults of a seed. One that had no effect is injected once more. */
async function faultsOf(round: Round, seed: number, options: RoundOptions): Promise<InjectedFault[]> {
  const { signal, onFault } = options;
  // Most rules are about latest, so it has to be in force once. A round without it is none.
  if (round.pipeline.spec.policy.idlePartitions === 'wait') await writeOnceHeld(round);
  const flipped = await becomesTrue(() => offsetIn(parameter(round, 'config')) === 'latest', FLIP_MS);
  if (!flipped)
    throw new Error(
      `latest was not stored within ${FLIP_MS / 1_000} s, before any fault:\n${round.controller.story.slice(-10).join('\n')}`,
    );
  round.traffic.startApplications();
  const plan = planOf(seed, options);
  const injected: InjectedFault[] = [];
  const follow = async (planned: readonly PlannedFault[]) => {
    for (const { fault, draw, afterMs } of planned) {
      signal.throwIfAborted();
      await pause(afterMs, undefined, { signal });
      const first = await inject(fault, round, draw);
      const all = first.bit ? [first] : [first, await inject(fault, round, draw)];
      for (const one of all) {
        injected.push(one);
        onFault?.(one);
      }
    }
  };
  await Promise.all([follow(plan.infrastructure), follow(plan.control)]);
  return injected;
}

async function inject(fault: Fault, round: Round, draw: Draw): Promise<InjectedFault> {
  const startedMs = performance.now();
  const outcome = await fault.run(round, draw).then(
    (bit) => ({ bit }),
    (error: unknown) => ({ bit: false, error: error instanceof Error ? error.message : String(error) }),
  );
  return { kind: fault.kind, ...outcome, seconds: Math.round((performance.now() - startedMs) / 100) / 10 };
}

/** What is wrong at the end. */
async function judge(round: Round, rest: Rest): Promise<Violation[]> {
  const violations: Violation[] = [];
  const { controller } = round;
  const uncoded = controller.failures.find(({ code }) => UNCODED.includes(code));
  if (uncoded) violations.push({ rule: 'coded-errors', what: uncoded.text });
  if (rest.open.length > 0) violations.push(...(await whatIsOpen(round, rest)));
  else violations.push(...(await probe(round)));
  return violations;
}

async function whatIsOpen(round: Round, { open }: Rest): Promise<Violation[]> {
  const missing = undelivered(round);
  if (missing.length === 0) return [{ rule: 'comes-to-rest', what: open.join('; ') }];
  const { text, belowCommit } = await findMissing(missing, round.traffic.written, round.pipeline.kafka);
  return [
    {
      rule: belowCommit > 0 ? 'nothing-skipped' : 'everything-read',
      what: `${text}. ${open.join('; ')}`,
    },
  ];
}

/** A task is replaced, and records to all partitions have to arrive: also if it starts on `latest`. */
async function probe(round: Round): Promise<Violation[]> {
  const { traffic, people, pipeline } = round;
  const [first] = runningTasks(round);
  if (first) await people.stopTask(first.task.id);
  const partitions = (await pipeline.kafka.partitions()).map(({ partition }) => partition);
  await traffic.write(partitions.map((partition) => ({ partition, records: PROBE })));
  const arrived = await becomesTrue(() => undelivered(round).length === 0, PROBE_MS);
  if (arrived) return [];
  return whatIsOpen(round, { open: ['written after the end'], seconds: 0, commands: [] });
}
