import { canFetch, fetchAll, groupState, isMember, untellDelivered } from './group';
import type { Blindness } from './observe';
import { crashTask, deploy, setDesiredCount } from './service';
import type { Step } from './step';
import { type Controller, crashedTick, storeConfig, wholeTick } from './ticks';
import { copyWorld, maskOf, NONE, type PartitionModel, type World } from './world';

/** Outside events and broken ticks. Each costs one of the path's faults; producing costs one of its records. */

const MAX_RECORDS_A_PARTITION = 3;
const MAX_PARTITIONS = 3;

export function faults(controller: Controller, world: World): Step[] {
  const steps: Step[] = [];
  const add = (label: string, change: (next: World) => void) => {
    const next = copyWorld(world);
    next.faultsLeft -= 1;
    change(next);
    steps.push({ label, world: next, violation: undefined });
  };
  if (world.recordsLeft > 0) produce(world, steps);
  if (world.faultsLeft === 0) return steps;
  toKafka(world, add);
  toTasks(world, add);
  byPeople(world, add);
  brokenTicks(controller, world, steps);
  return steps;
}

type Add = (label: string, change: (next: World) => void) => void;

function produce(world: World, steps: Step[]): void {
  eachPartition(world, (topic, number, partition) => {
    if (partition.logEnd >= MAX_RECORDS_A_PARTITION) return;
    const next = copyWorld(world);
    next.recordsLeft -= 1;
    at(next, topic, number).logEnd += 1;
    steps.push({
      label: `a record arrives in ${name(world, topic, number)}`,
      world: next,
      violation: undefined,
    });
  });
}

function toKafka(world: World, add: Add): void {
  world.topics.forEach((topic, index) => {
    if (topic.partitions.length < MAX_PARTITIONS) {
      add(`a partition is added to ${topic.topic}`, (next) => {
        next.topics[index]?.partitions.push(emptyPartition());
      });
    }
    if (topic.incarnation === 0) {
      add(`topic ${topic.topic} is made anew`, (next) => {
        const anew = next.topics[index];
        if (!anew) return;
        anew.incarnation += 1;
        anew.partitions = anew.partitions.map(emptyPartition);
        untellDelivered(next);
      });
    }
  });
  eachPartition(world, (topic, number, partition) => {
    if (world.topics[topic]?.retention === 'short' && partition.logStart < partition.logEnd) {
      add(`retention deletes what is in ${name(world, topic, number)}, but the newest`, (next) =>
        deleteBefore(next, topic, number, Math.max(partition.logStart + 1, partition.logEnd - 1)),
      );
    }
    const newest = partition.logEnd - 1;
    for (const [what, offset] of [
      ['the records', partition.logEnd],
      ['all records but the newest', newest],
    ] as const) {
      if (offset <= partition.logStart) continue;
      add(`somebody deletes ${what} of ${name(world, topic, number)}`, (next) => {
        deleteBefore(next, topic, number, offset);
        untellDelivered(next);
      });
    }
    if (partition.committed !== NONE) {
      add(`the commit of ${name(world, topic, number)} is deleted`, (next) =>
        loseCommit(at(next, topic, number)),
      );
    }
  });
  if (
    groupState(world) === 'Empty' &&
    world.topics.some(({ partitions }) => partitions.some(({ committed }) => committed !== NONE))
  ) {
    add('the commits of the Empty group expire', (next) => {
      for (const { partitions } of next.topics) partitions.forEach(loseCommit);
    });
  }
  if (!world.foreignMember) {
    add('somebody else joins the group', (next) => {
      next.foreignMember = true;
    });
  }
}

function loseCommit(partition: PartitionModel): void {
  if (partition.committed === NONE) return;
  partition.committed = NONE;
  partition.lostUnseen = true;
}

/** What is deleted is nobody's to deliver any more. */
function deleteBefore(world: World, topic: number, number: number, offset: number): void {
  const partition = at(world, topic, number);
  partition.logStart = offset;
  const kept = maskOf(partition.logStart, partition.logEnd);
  partition.delivered &= kept;
  partition.skipped &= kept;
  partition.toRedeliver &= kept;
  partition.youngFrom = Math.max(partition.youngFrom, partition.logStart);
}

export function emptyPartition(): PartitionModel {
  return {
    logStart: 0,
    logEnd: 0,
    youngFrom: 0,
    committed: NONE,
    owner: NONE,
    position: NONE,
    dirty: false,
    delivered: 0,
    skipped: 0,
    toRedeliver: 0,
    lostUnseen: false,
  };
}

function toTasks(world: World, add: Add): void {
  world.tasks.forEach((task, index) => {
    if (!isMember(task)) return;
    add(`task ${task.id} is killed`, (next) => {
      const copy = next.tasks[index];
      if (copy) crashTask(next, copy);
    });
  });
  if (canFetch(world)) add('tasks read and cannot commit', (next) => fetchAll(next, 'not-committed'));
  if (world.rollout === 'settled' && world.tasks.some(({ stage }) => stage === 'running'))
    add('somebody deploys', deploy);
}

function byPeople(world: World, add: Add): void {
  for (const count of [0, 1, 2, 3]) {
    if (count !== world.desiredCount)
      add(`somebody sets desiredCount ${count}`, (next) => {
        setDesiredCount(next, count);
        next.stoppedByPerson = count === 0;
      });
  }
  const { config } = world;
  const other = config.initialOffset === 'latest' ? 'earliest' : 'latest';
  add(`somebody stores initial_offset: ${other}`, (next) =>
    storeConfig(next, { kind: config.kind, initialOffset: other }),
  );
  for (const kind of ['foreign', 'uneditable', 'refused'] as const) {
    if (config.kind === 'good')
      add(`somebody stores a config that is ${kind}`, (next) => storeConfig(next, { ...config, kind }));
  }
  if (config.kind !== 'good')
    add('somebody mends the config', (next) => storeConfig(next, { ...config, kind: 'good' }));
}

function brokenTicks(controller: Controller, world: World, steps: Step[]): void {
  const spent = copyWorld(world);
  spent.faultsLeft -= 1;
  const crashed = crashedTick(controller, spent);
  if (crashed) steps.push({ label: 'tick, dying,', ...crashed });
  for (const [label, blindness] of blindnesses(world)) {
    steps.push({ label: `tick, ${label},`, ...wholeTick(controller, spent, blindness) });
  }
}

function blindnesses(world: World): [label: string, blindness: Blindness][] {
  const list: [string, Blindness][] = [['without an answer about the group', { kind: 'group' }]];
  world.topics.forEach(({ topic, partitions }) => {
    list.push([`blind for topic ${topic}`, { kind: 'topic', topic, as: 'unknown' }]);
    list.push([`not seeing topic ${topic}`, { kind: 'topic', topic, as: 'missing' }]);
    partitions.forEach((_, partition) => {
      list.push([
        `blind for the log of ${topic}/${partition}`,
        { kind: 'partition', topic, partition, what: 'log' },
      ]);
      list.push([
        `blind for the commit of ${topic}/${partition}`,
        { kind: 'partition', topic, partition, what: 'commit' },
      ]);
    });
  });
  return list;
}

function eachPartition(
  world: World,
  visit: (topic: number, number: number, partition: PartitionModel) => void,
): void {
  world.topics.forEach(({ partitions }, topic) => {
    partitions.forEach((partition, number) => {
      visit(topic, number, partition);
    });
  });
}

function at(world: World, topic: number, number: number): PartitionModel {
  const partition = world.topics[topic]?.partitions[number];
  if (!partition) throw new Error(`no partition ${topic}/${number}`);
  return partition;
}

function name(world: World, topic: number, number: number): string {
  return `${world.topics[topic]?.topic}/${number}`;
}
