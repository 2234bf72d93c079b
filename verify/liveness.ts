import { canonicalText, hash } from './canonical';
import { quiesce } from './progress';
import type { Violation } from './rules';
import type { Step } from './step';
import { type Controller, resume, wholeTick } from './ticks';
import { allPartitions, inRange, isServing, maskOf, NONE, type World } from './world';

/** More ticks than any operation takes, its waits and a second try included. */
const MAX_TICKS = 200;

/** Worlds from which all is known to end well, by the hash of their text without budget. */
export type KnownGood = Set<number>;

/**
 * Without further faults, and with everything that goes on by itself going on, does it end drained and flipped, or
 * held with a code, nothing skipped for good and nothing untold? One fair order stands for all: everything that can
 * happen by itself happens, then the controller ticks.
 *
 * @returns what is wrong where it ends, with the steps to there
 */
export function fairEnding(
  controller: Controller,
  start: World,
  good: KnownGood,
): { violation: Violation; steps: Step[] } | undefined {
  const metAt = new Map<number, number>();
  const taken: Step[] = quiesce(start);
  let world = taken.at(-1)?.world ?? start;
  for (let ticks = 0; ticks < MAX_TICKS; ticks++) {
    const key = hash(canonicalText(world, 'without-budget'));
    const since = metAt.get(key);
    const violation = since === undefined ? undefined : endingViolation(world, holdsOf(taken.slice(since)));
    if (violation) return { violation, steps: taken };
    if (since !== undefined || good.has(key)) {
      for (const each of metAt.keys()) good.add(each);
      return undefined;
    }
    metAt.set(key, taken.length);
    const step = tickOf(controller, world);
    taken.push(step);
    if (step.violation) return { violation: step.violation, steps: taken };
    taken.push(...quiesce(step.world));
    world = taken.at(-1)?.world ?? step.world;
  }
  return { violation: { rule: 'liveness', text: 'it never settles' }, steps: taken };
}

/** Codes that say why it stays so, in the ticks that repeat for ever. */
function holdsOf(steps: readonly Step[]): string[] {
  const reasons = steps.flatMap(({ tick }) => tick?.decision.reasons ?? []);
  return [
    ...new Set(reasons.filter(({ kind }) => kind === 'hold' || kind === 'alarm').map(({ code }) => code)),
  ];
}

function tickOf(controller: Controller, world: World): Step {
  const resumed = resume(controller, world);
  if (resumed) return { label: 'the slow tick', ...resumed };
  return { label: 'tick', ...wholeTick(controller, world, { kind: 'whole' }) };
}

function endingViolation(world: World, held: string[]): Violation | undefined {
  const underway = held.length > 0 && world.controller.operation !== undefined;
  const serving = isServing(world);
  if (world.unreported) return { rule: 'R1', text: 'records were skipped, and no reason ever tells' };
  for (const { topic, partitions } of world.topics) {
    for (const [number, partition] of partitions.entries()) {
      const name = `${topic}/${number}`;
      const there = maskOf(partition.logStart, partition.logEnd);
      if ((partition.skipped & there) !== 0 && serving && !underway)
        return {
          rule: 'R1',
          text: `records of ${name} were skipped, are still there, and are never delivered`,
        };
      if ((there & ~partition.delivered) !== 0 && serving)
        return { rule: 'R1', text: `records of ${name} are never delivered` };
      if (partition.toRedeliver !== 0 && serving && !underway)
        return { rule: 'R6', text: `${name} was to be read again, and is not` };
    }
  }
  const unsafe = unsafeUnderLatest(world);
  if (unsafe && !underway && !held.includes('ALARM_UNSAFE'))
    return { rule: 'R2', text: `latest stays in force, and ${unsafe}` };
  if (!unsafe && world.config.initialOffset === 'latest' && !world.controller.operation) return undefined;
  const obstacle = obstacleIn(world);
  if (held.length === 0)
    return {
      rule: 'liveness',
      text: `not flipped, and no hold says why (${obstacle ?? 'nothing is in the way'})`,
    };
  if (!obstacle)
    return { rule: 'liveness', text: `not flipped, held with ${held.join(', ')}, and nothing is in the way` };
  return undefined;
}

function unsafeUnderLatest({ config, tasks, topics }: World): string | undefined {
  const running = tasks.filter(({ stage, policy }) => stage !== 'pending' && policy === 'latest');
  if (config.initialOffset === 'earliest' && running.length === 0) return undefined;
  if (config.kind === 'foreign' || running.some(({ elsewhere }) => elsewhere))
    return 'the config reads a group whose commits nobody knows';
  const uncovered = topics.find(({ partitions }) => !partitions.every(inRange));
  return uncovered ? `${uncovered.topic} has a partition without a commit in the log` : undefined;
}

/** What a person has to change before a flip is possible, and what so explains a hold that lasts. */
function obstacleIn(world: World): string | undefined {
  if (world.foreignMember) return 'a foreign member';
  if (world.config.kind !== 'good') return `a config that is ${world.config.kind}`;
  if (world.topics.some(({ retention }) => retention === 'short')) return 'short retention';
  if (world.stoppedByPerson) return 'a stopped service';
  if (world.tasks.some(({ elsewhere }) => elsewhere)) return 'tasks that read as another group';
  // A running receiver that has read everything commits nothing again until a record comes.
  const lost = allPartitions(world).some(
    (each) => !inRange(each) && (each.committed !== NONE || each.logEnd > each.logStart),
  );
  return lost ? 'a commit that was lost' : undefined;
}
