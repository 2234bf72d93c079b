import { heldBy } from '../model/group';
import { inRange, isServing, maskOf, slotOf, type World } from '../model/world';
import type { Ended, Property } from './property';

/** Checked at the end, when everything that can happen without an operator has happened and nothing changes any more. */
export const END_PROPERTIES: readonly Property<Ended>[] = [
  {
    rule: 'R1',
    name: 'skipped records are reported',
    check({ world, held }) {
      // If brokers report no topic ids, a recreated topic may go unnoticed and be read on until its commits look
      // healthy.
      if (world.topicIds === 'hidden') return undefined;
      return world.unreported && isServing(world) && !held.includes('TICK_FAILED')
        ? 'records were skipped, and no reason ever reports it'
        : undefined;
    },
  },
  {
    rule: 'R1',
    name: 'skipped records are read while they are retained',
    check(ended) {
      if (ended.world.topicIds === 'hidden') return undefined;
      return missing(ended, ({ skipped }) => skipped, 'skipped, and are still there, and are never read');
    },
  },
  {
    rule: 'R9',
    name: 'records lost with a task that Spillway stopped are read again',
    check(ended) {
      return missing(ended, ({ dropped }) => dropped, 'dropped by a stop, and are never read again');
    },
  },
  {
    rule: 'R1',
    name: 'everything in the log is read',
    check(ended) {
      return missing(
        ended,
        ({ delivered, skipped, dropped, logStart, logEnd }) =>
          maskOf(logStart, logEnd) & ~delivered & ~skipped & ~dropped,
        'never read',
      );
    },
  },
  {
    rule: 'R6',
    name: 'a rewind is carried out, or REQUEST_FAILED is reported',
    check(ended) {
      return missing(ended, ({ toRead }) => toRead, 'to be read again by command, and are not');
    },
  },
  {
    rule: 'R6',
    name: 'a command ends, or a hold reports what it waits for',
    check({ world, held }) {
      const { manualOperation } = world.parameters.state;
      if (!manualOperation || obstacleIn(world, held)) return undefined;
      return `a ${manualOperation.command.kind} stays in phase ${manualOperation.phase}`;
    },
  },
  {
    rule: 'R2',
    name: 'latest is in force only while everything is covered',
    check({ world, held }) {
      const unsafe = unsafeUnderLatest(world);
      return unsafe && !isSaid(world, held) && !isWaiting(world, held)
        ? `latest stays in force, and ${unsafe}`
        : undefined;
    },
  },
  {
    rule: 'R7',
    name: 'the controller comes to rest',
    check({ restless, world }) {
      return restless && world.refused.length === 0
        ? 'Spillway acts again and again, and never comes to rest'
        : undefined;
    },
  },
  {
    rule: 'R7',
    name: 'the tier runs, or a person stopped it',
    check({ world }) {
      const { zero, parameters, refused } = world;
      if (zero?.by !== 'spillway' || parameters.hold || refused.includes('count')) return undefined;
      return 'the tier stays stopped by Spillway';
    },
  },
  {
    rule: 'R7',
    name: 'no debt is left',
    check({ world: { parameters, refused } }) {
      return parameters.debt && !refused.includes('count') && !refused.includes('state')
        ? 'a debt stays for ever'
        : undefined;
    },
  },
  {
    rule: 'R4',
    name: 'tasks that do not read are reported',
    check({ world: { tasks, parameters, ghosts, foreignMember }, held }) {
      const running = tasks.filter(({ stage }) => stage === 'running');
      const nobody = running.length > 0 && running.every(({ elsewhere }) => elsewhere);
      if (!nobody || ghosts.length > 0 || foreignMember || parameters.state.recreate) return undefined;
      return held.includes('ALARM_NOBODY_READS')
        ? undefined
        : 'tasks run, nobody is in the group, and nothing says so';
    },
  },
  {
    rule: 'R4',
    name: 'latest is stored, or a hold reports why not',
    check({ world, held }) {
      if (isFlipped(world) || held.length > 0) return undefined;
      return `not flipped, and no hold says why (${obstacleIn(world, held) ?? 'nothing is in the way'})`;
    },
  },
  {
    rule: 'R4',
    name: 'a lasting hold has a cause that only a person can remove',
    check({ world, held }) {
      if (isFlipped(world) || held.length === 0 || obstacleIn(world, held)) return undefined;
      return `not flipped, held with ${held.join(', ')}, and nothing is in the way`;
    },
  },
];

function isFlipped(world: World): boolean {
  return world.parameters.config.initialOffset === 'latest' && !unsafeUnderLatest(world);
}

/** Retained records of one kind that are unread, although running tasks could read them and nothing reports them. */
function missing(
  { world, held }: Ended,
  which: (partition: World['topics'][number]['partitions'][number]) => number,
  text: string,
): string | undefined {
  if (!isServing(world) || isSaid(world, held) || isWaiting(world, held)) return undefined;
  for (const [index, { topic, partitions }] of world.topics.entries()) {
    for (const [number, partition] of partitions.entries()) {
      const there = maskOf(partition.logStart, partition.logEnd);
      const mask = which(partition) & there & ~heldBy(world, slotOf(index, number));
      if (mask !== 0) return `records of ${topic}/${number} are ${text}`;
    }
  }
  return undefined;
}

/** Whether unread records are reported, or an operation in progress is on hold. */
function isSaid(world: World, held: readonly string[]): boolean {
  if (
    ['ALARM_UNSAFE', 'HOLD_REPAIR_PENDING', 'HOLD_CANCELLED', 'HOLD_COVERAGE_LOST', 'TICK_FAILED'].some(
      (code) => held.includes(code),
    )
  )
    return true;
  return (
    held.length > 0 &&
    (world.parameters.state.recreate ?? world.parameters.state.manualOperation) !== undefined
  );
}

/** Whether Spillway is held by something that only an operator can change. */
function isWaiting(world: World, held: readonly string[]): boolean {
  return held.length > 0 && obstacleIn(world, held) !== undefined;
}

function unsafeUnderLatest({ parameters: { config }, tasks, topics }: World): string | undefined {
  const running = tasks.filter(({ stage, policy }) => stage !== 'pending' && policy === 'latest');
  if (config.initialOffset === 'earliest' && running.length === 0) return undefined;
  if (config.kind === 'foreign' && config.initialOffset === 'latest')
    return 'the config reads a group whose commits nobody knows';
  const uncovered = topics.find(({ partitions }) => !partitions.every(inRange));
  return uncovered ? `${uncovered.topic} has a partition without a commit in the log` : undefined;
}

/** What an operator must change before a flip is possible. */
function obstacleIn(world: World, held: readonly string[]): string | undefined {
  const { parameters, topics, tasks, refused, ghosts } = world;
  if (world.foreignMember) return 'a foreign member';
  if (parameters.config.kind !== 'good') return `a config that is ${parameters.config.kind}`;
  if (topics.some(({ retention }) => retention === 'short')) return 'short retention';
  if (topics.some(({ retention }) => retention === 'bytes') && held.includes('HOLD_RETENTION_HEADROOM'))
    return 'retention by bytes';
  if (world.zero?.by === 'person' || parameters.hold) return 'a stopped service';
  if (parameters.state.pausedSinceMs !== undefined) return 'a pause';
  if (parameters.state.coverageLost || held.includes('HOLD_COVERAGE_LOST')) return 'a lost coverage';
  if (parameters.state.repairCancelled) return 'a repair that was cancelled';
  if (tasks.some(({ elsewhere }) => elsewhere)) return 'tasks that read as another group';
  if (tasks.some(({ hangs }) => hangs)) return 'a task that does not go away';
  if (ghosts.length > 0 && world.ghostsStay) return 'a member that stays';
  if (refused.length > 0) return `calls that are refused (${refused.join(', ')})`;
  if (world.backend === 'refuses') return 'a backend that refuses';
  if (parameters.state.unread?.restarted)
    return 'a commit that went away again after its receivers were restarted for it';
  if (world.topicsBy === 'pattern') return 'topics by pattern';
  if (world.bounds.minimumHealthyPercent === 0) return 'a deployment configuration that rolls nothing';
  return undefined;
}
