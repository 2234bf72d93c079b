import {
  allPartitions,
  inRange,
  maskOf,
  NONE,
  type PartitionModel,
  type TaskModel,
  type World,
} from './world';

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
    world.unreported ||= !isTold(world);
  }
  partition.toRedeliver &= ~maskOf(partition.logStart, partition.logEnd);
  return partition.logEnd;
}

/** A recreate back to earliest is under way, and began with the reason why. */
function isTold({ controller: { operation } }: World): boolean {
  return operation !== undefined && operation.purpose !== 'flip';
}

export type Committing = 'committed' | 'not-committed';

/** Every member reads to the end of what it has. */
export function fetchAll(world: World, committing: Committing): void {
  for (const partition of readable(world)) {
    const from = Math.max(partition.position, partition.logStart);
    if (from < partition.logEnd) {
      const read = maskOf(from, partition.logEnd);
      partition.delivered |= read;
      partition.skipped &= ~read;
      partition.toRedeliver &= ~read;
      partition.position = partition.logEnd;
      partition.dirty = true;
    }
    if (partition.dirty && committing === 'committed') {
      partition.committed = partition.position;
      partition.lostUnseen = false;
      partition.dirty = false;
    }
  }
  untellDelivered(world);
}

/** Is there something to read, or to commit? */
export function canFetch(world: World): boolean {
  return readable(world).some(
    ({ dirty, position, logStart, logEnd }) => dirty || Math.max(position, logStart) < logEnd,
  );
}

/** Partitions that some member reads now; none during a rebalance. */
function readable(world: World): PartitionModel[] {
  if (world.rebalancing) return [];
  return allPartitions(world).filter(
    ({ position, owner }) =>
      position !== NONE && world.tasks.some((task) => task.id === owner && isMember(task)),
  );
}

/** What was delivered after all, or went away with its topic, needs no telling. */
export function untellDelivered(world: World): void {
  if (allPartitions(world).every(({ skipped }) => skipped === 0)) world.unreported = false;
}

/** Members refresh their metadata. A topic made anew stays unknown to them: only a restart helps. */
export function refreshMetadata(world: World): void {
  for (const task of world.tasks) {
    if (!isMember(task)) continue;
    task.knows = task.knows.map((known, index) => {
      const topic = world.topics[index];
      return topic?.incarnation === known.incarnation ? { ...known, count: topic.partitions.length } : known;
    });
  }
  world.rebalancing = true;
}

/** Has a partition been added that some running member does not know of? */
export function needsRefresh(world: World): boolean {
  return world.tasks.some(
    (task) =>
      task.stage === 'running' &&
      isMember(task) &&
      task.knows.some(({ incarnation, count }, index) => {
        const topic = world.topics[index];
        return topic?.incarnation === incarnation && topic.partitions.length !== count;
      }),
  );
}
