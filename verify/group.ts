import { inRange, maskOf, NONE, type PartitionModel, type TaskModel, type World } from './world';

/** The consumer group: who is a member, who gets which partition, where reading begins, what is read. */

export function isMember({ stage, elsewhere }: TaskModel): boolean {
  return stage !== 'pending' && !elsewhere;
}

export function groupState(world: World): 'Empty' | 'Stable' | 'PreparingRebalance' {
  if (world.tasks.every((task) => !isMember(task)) && world.ghosts.length === 0 && !world.foreignMember)
    return 'Empty';
  return world.rebalancing ? 'PreparingRebalance' : 'Stable';
}

/** Members changed: nobody reads until the rebalance is through. Without members there is nothing to balance. */
export function membersChanged(world: World): void {
  world.rebalancing = groupStateIfSettled(world) !== 'Empty';
  if (!world.rebalancing) for (const topic of world.topics) topic.partitions.forEach(release);
}

function groupStateIfSettled(world: World): string {
  return groupState({ ...world, rebalancing: false });
}

function release(partition: PartitionModel): void {
  partition.owner = NONE;
  partition.position = NONE;
  partition.dirty = false;
}

/**
 * Deals the partitions that some member knows of to the members; a new owner begins at the commit, or where its
 * policy sends it.
 *
 * @param order members in the order in which partitions are dealt
 */
export function rebalance(world: World, order: readonly TaskModel[]): void {
  world.rebalancing = false;
  world.topics.forEach((topic, index) => {
    const known = order.flatMap(({ knows }) => {
      const knowledge = knows[index];
      return knowledge?.incarnation === topic.incarnation ? [knowledge.count] : [];
    });
    const count = Math.max(0, ...known);
    for (const [number, partition] of topic.partitions.entries()) {
      const owner = number < count ? order[number % order.length] : undefined;
      if (!owner) release(partition);
      if (!owner || partition.owner === owner.id) continue;
      partition.owner = owner.id;
      partition.dirty = false;
      const reads = owner.knows[index]?.incarnation === topic.incarnation;
      partition.position = reads ? beginning(world, partition, owner) : NONE;
    }
  });
}

/** Where a new owner begins. Under latest it passes over what nobody has read: the one way in which records get lost. */
function beginning(world: World, partition: PartitionModel, owner: TaskModel): number {
  if (inRange(partition)) return partition.committed;
  if (owner.policy === 'earliest') return partition.logStart;
  const passed = maskOf(partition.logStart, partition.logEnd) & ~partition.delivered;
  if (partition.lostUnseen) {
    // Nobody can tell this from offsets when a new commit comes before the next look: see docs/verification.md.
    partition.delivered |= passed;
  } else if (passed !== 0) {
    partition.skipped |= passed;
    world.unreported = true;
  }
  partition.toRedeliver &= ~maskOf(partition.logStart, partition.logEnd);
  return partition.logEnd;
}

export type Committing = 'committed' | 'not-committed';

/** Every member reads to the end of what it has. Returns whether anything changed. */
export function fetchAll(world: World, committing: Committing): boolean {
  if (world.rebalancing) return false;
  const readers = new Set(world.tasks.filter(isMember).map(({ id }) => id));
  let changed = false;
  for (const topic of world.topics) {
    for (const partition of topic.partitions) {
      if (partition.position === NONE || !readers.has(partition.owner)) continue;
      const from = Math.max(partition.position, partition.logStart);
      if (from < partition.logEnd) {
        const read = maskOf(from, partition.logEnd);
        partition.delivered |= read;
        partition.skipped &= ~read;
        partition.toRedeliver &= ~read;
        partition.position = partition.logEnd;
        partition.dirty = true;
        changed = true;
      }
      if (partition.dirty && committing === 'committed') {
        partition.committed = partition.position;
        partition.lostUnseen = false;
        partition.dirty = false;
        changed = true;
      }
    }
  }
  if (changed) untellDelivered(world);
  return changed;
}

/** What was delivered after all, or went away with its topic, needs no telling. */
export function untellDelivered(world: World): void {
  if (world.topics.every(({ partitions }) => partitions.every(({ skipped }) => skipped === 0)))
    world.unreported = false;
}

/** Running consumers refresh their metadata. A topic made anew stays unknown to them: only a restart helps. */
export function refreshMetadata(world: World): boolean {
  let changed = false;
  for (const task of world.tasks) {
    if (task.stage !== 'running') continue;
    task.knows = task.knows.map((known, index) => {
      const topic = world.topics[index];
      if (!topic || known.incarnation !== topic.incarnation || known.count === topic.partitions.length)
        return known;
      changed = true;
      return { ...known, count: topic.partitions.length };
    });
  }
  if (changed) world.rebalancing = true;
  return changed;
}
