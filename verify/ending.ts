import type { Violation } from './rules';
import { allPartitions, inRange, isServing, maskOf, NONE, type World } from './world';

/**
 * What is wrong with a world in which nothing changes any more.
 *
 * @param held codes of the holds and alarms that say why it stays so
 */
export function endingViolation(world: World, held: string[]): Violation | undefined {
  const told = isTold(world, held);
  const serving = isServing(world);
  if (world.unreported && serving)
    return { rule: 'R1', text: 'records were skipped, and no reason ever tells' };
  for (const { topic, partitions } of world.topics) {
    for (const [number, partition] of partitions.entries()) {
      const name = `${topic}/${number}`;
      const there = maskOf(partition.logStart, partition.logEnd);
      if ((partition.skipped & there) !== 0 && serving && !told)
        return {
          rule: 'R1',
          text: `records of ${name} were skipped, are still there, and are never delivered`,
        };
      if ((there & ~partition.delivered) !== 0 && serving && !told)
        return { rule: 'R1', text: `records of ${name} are never delivered` };
      if (partition.toRedeliver !== 0 && serving && !told)
        return { rule: 'R6', text: `${name} was to be read again, and is not` };
    }
  }
  const unsafe = unsafeUnderLatest(world);
  if (unsafe && !told) return { rule: 'R2', text: `latest stays in force, and ${unsafe}` };
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

/** Is what is still missing said, and waited for? Whether something is in the way at all is asked apart. */
function isTold(world: World, held: string[]): boolean {
  if (held.includes('ALARM_UNSAFE') || held.includes('HOLD_REPAIR_PENDING')) return true;
  return held.length > 0 && world.controller.operation !== undefined;
}

function unsafeUnderLatest({ config, tasks, topics }: World): string | undefined {
  const running = tasks.filter(({ stage, policy }) => stage !== 'pending' && policy === 'latest');
  if (config.initialOffset === 'earliest' && running.length === 0) return undefined;
  if (config.kind === 'foreign') return 'the config reads a group whose commits nobody knows';
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
  // Nothing is left to read there, so no restart makes a commit: it needs a record.
  const lost = allPartitions(world).some((each) => !inRange(each) && each.committed !== NONE);
  return lost ? 'a commit outside the log' : undefined;
}
