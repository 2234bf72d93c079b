import {
  allPartitions,
  inRange,
  maskOf,
  NONE,
  type PartitionModel,
  slotOf,
  stampMs,
  type TaskModel,
  type TopicModel,
  type World,
} from './world';

/** The consumer group: its members, the assignment of partitions, where reading begins, and what is read. */

export function isMember({ stage, elsewhere }: TaskModel): boolean {
  return stage !== 'pending' && !elsewhere;
}

function hasMembers(world: World): boolean {
  return world.tasks.some(isMember) || world.ghosts.length > 0 || world.foreignMember;
}

export function groupState(world: World): 'Empty' | 'Stable' | 'PreparingRebalance' {
  if (!hasMembers(world)) return 'Empty';
  return world.rebalancing ? 'PreparingRebalance' : 'Stable';
}

/**
 * The set of members has changed, so none of them reads until the rebalance is complete. Without members there is no
 * rebalance.
 */
export function membersChanged(world: World): void {
  world.rebalancing = hasMembers(world);
  if (world.rebalancing) world.emptySinceMs = undefined;
  else world.emptySinceMs ??= stampMs(world);
  if (!world.rebalancing) allPartitions(world).forEach(release);
}

function release(partition: PartitionModel): void {
  partition.owner = NONE;
  partition.position = NONE;
  partition.dirty = false;
}

/** A member joins under a protocol that reassigns every partition. */
export function revokeAll(world: World): void {
  allPartitions(world).forEach(release);
  world.rebalancing = true;
}

/**
 * Assigns the partitions that at least one member knows. A new owner begins at the commit, or where its `initial_offset`
 * says.
 *
 * @param order members in the order in which partitions are assigned
 */
export function rebalance(world: World, order: readonly TaskModel[]): void {
  world.rebalancing = false;
  world.topics.forEach((topic, index) => {
    // Partitions are assigned by topic name. A member that only knows the deleted topic is assigned the new one's
    // partitions too, and reads nothing from them.
    const count = Math.max(0, ...order.map(({ knows }) => knows[index]?.count ?? 0));
    for (const [number, partition] of topic.partitions.entries()) {
      const owner = number < count ? order[number % order.length] : undefined;
      if (!owner) release(partition);
      if (!owner || partition.owner === owner.id) continue;
      partition.owner = owner.id;
      partition.dirty = false;
      const reads = owner.knows[index]?.incarnation === topic.incarnation;
      partition.position = reads ? beginning(world, partition, owner, slotOf(index, number)) : NONE;
    }
  });
}

/**
 * Where a new owner begins. It skips unread records under latest, and from a commit beyond the log, which the client takes for
 * a loss of data: docs/collector-facts.md, 53. There is no other way to lose records.
 */
function beginning(world: World, partition: PartitionModel, owner: TaskModel, slot: number): number {
  if (inRange(partition)) return partition.committed;
  if (owner.policy === 'earliest' && partition.committed <= partition.logEnd) return partition.logStart;
  const there = maskOf(partition.logStart, partition.logEnd);
  const passed = there & ~partition.delivered & ~heldBy(world, slot);
  if (partition.lostUnseen) {
    // Offsets cannot show this if a new commit comes before the next look; see docs/verification.md.
    partition.delivered |= passed;
  } else if (passed !== 0) {
    partition.skipped |= passed;
    world.unreported = true;
  }
  partition.toRead &= ~there;
  return partition.logEnd;
}

/** Records of a partition that running tasks have read but the backend does not have. */
export function heldBy({ tasks }: World, slot: number): number {
  return tasks.reduce((mask, { held }) => mask | (held[slot] ?? 0), 0);
}

export type Committing = 'committed' | 'not-committed';

/** Every member reads its partitions to the end. */
export function fetchAll(world: World, committing: Committing): void {
  for (const { partition, slot, owner } of readable(world)) {
    const from = Math.max(partition.position, partition.logStart);
    if (from < partition.logEnd) {
      const read = maskOf(from, partition.logEnd);
      if (world.backend === 'takes') partition.delivered |= read;
      else owner.held[slot] = (owner.held[slot] ?? 0) | read;
      partition.skipped &= ~read;
      partition.dropped &= ~read;
      partition.toRead &= ~read;
      partition.position = partition.logEnd;
      partition.dirty = true;
    }
    if (partition.dirty && committing === 'committed') {
      partition.committed = partition.position;
      partition.lostUnseen = false;
      partition.dirty = false;
    }
  }
  forgetReported(world);
}

/** Whether there is something to read or to commit. */
export function canFetch(world: World): boolean {
  return readable(world).some(
    ({ partition: { dirty, position, logStart, logEnd } }) => dirty || Math.max(position, logStart) < logEnd,
  );
}

/** The partitions that members can read now; none during a rebalance. */
function readable(world: World): { partition: PartitionModel; slot: number; owner: TaskModel }[] {
  if (world.rebalancing) return [];
  return world.topics.flatMap(({ partitions }, topic) =>
    partitions.flatMap((partition, number) => {
      if (partition.position === NONE) return [];
      const owner = world.tasks.find((task) => task.id === partition.owner && isMember(task));
      return owner ? [{ partition, slot: slotOf(topic, number), owner }] : [];
    }),
  );
}

/** The backend accepts what tasks hold. */
export function flush(world: World): void {
  for (const task of world.tasks) {
    eachSlot(world, (partition, slot) => {
      partition.delivered |= task.held[slot] ?? 0;
    });
    task.held = task.held.map(() => 0);
  }
}

export function holdsSomething({ held }: TaskModel): boolean {
  return held.some((mask) => mask !== 0);
}

export function eachSlot(world: World, visit: (partition: PartitionModel, slot: number) => void): void {
  world.topics.forEach(({ partitions }, topic) => {
    partitions.forEach((partition, number) => {
      visit(partition, slotOf(topic, number));
    });
  });
}

/** Nothing needs to be reported about records that were read later, or deleted with their topic. */
export function forgetReported(world: World): void {
  if (allPartitions(world).every(({ skipped }) => skipped === 0)) world.unreported = false;
}

/** Members refresh their metadata. They do not notice that a topic was recreated until they restart. */
export function refreshMetadata(world: World): void {
  for (const task of world.tasks) {
    if (!isMember(task)) continue;
    task.knows = task.knows.map((known, index) => {
      const topic = world.topics[index];
      if (!topic || !isSameTopic(world, topic, known)) return known;
      // New partitions are read from the beginning.
      if (topic.incarnation !== known.incarnation) topic.partitions.forEach(release);
      return { incarnation: topic.incarnation, count: topic.partitions.length };
    });
  }
  world.rebalancing = true;
}

/** If brokers report no topic ids, a topic is identified by its name alone. */
function isSameTopic({ topicIds }: World, topic: TopicModel, known: { incarnation: number }): boolean {
  return topicIds === 'hidden' || topic.incarnation === known.incarnation;
}

/** Whether any running member does not know the current partitions. */
export function needsRefresh(world: World): boolean {
  return world.tasks.some(
    (task) =>
      task.stage === 'running' &&
      isMember(task) &&
      task.knows.some(({ incarnation, count }, index) => {
        const topic = world.topics[index];
        if (!topic || !isSameTopic(world, topic, { incarnation })) return false;
        return topic.incarnation !== incarnation || topic.partitions.length !== count;
      }),
  );
}
