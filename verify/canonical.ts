import { MemoryText } from './memory-text';
import type { PartitionModel, TaskModel, TopicModel, World } from './world';

/**
 * One text for all worlds that behave alike: tasks, partitions and topics stand in an order of their content and not
 * of their name.
 *
 * @param budget whether what may still happen to the world is part of it
 */
export function canonicalText(world: World, budget: 'with-budget' | 'without-budget'): string {
  const memory = new MemoryText(world);
  const controller = memory.text(world.controller);
  const pending = world.pending ? pendingText(memory, world, world.pending) : '';
  const tasks = world.tasks.map((task) => ({ id: task.id, text: taskText(memory, task) }));
  tasks.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : a.id - b.id));
  const places = new Map([...tasks.map(({ id }) => id), ...world.ghosts].map((id, place) => [id, place]));
  const topics = world.topics.map((topic, index) => topicText(memory, world, topic, index, places));
  if (memory.exchangeable) topics.sort();
  const { config } = world;
  const parts = [
    topics.join('|'),
    tasks.map(({ text }) => text).join(' '),
    `${world.desiredCount}${world.stoppedByPerson ? 'p' : ''}${world.rollout[0]}g${world.ghosts.length}${world.foreignMember ? 'f' : ''}${world.rebalancing ? 'r' : ''}`,
    `${config.kind[0]}${config.initialOffset[0]}${memory.policyText()}`,
    controller,
    pending,
    world.unreported ? 'u' : '',
    world.command?.command.kind ?? '',
  ];
  if (budget === 'with-budget') parts.push(`${world.faultsLeft}.${world.recordsLeft}`);
  return parts.join(';');
}

function topicText(
  memory: MemoryText,
  world: World,
  topic: TopicModel,
  index: number,
  places: ReadonlyMap<number, number>,
): string {
  const partitions = topic.partitions.map(
    (partition, number) => `${partitionText(partition, places)}${memory.of(`${topic.topic}/${number}`)}`,
  );
  // An added partition is told by its number: it stays where it is.
  const original = memory.exchangeable ? partitions.slice(0, 2).sort() : partitions.slice(0, 2);
  const known = world.tasks.map(({ id, knows }) => {
    const knowledge = knows[index];
    const said = !knowledge ? '-' : knowledge.incarnation === topic.incarnation ? knowledge.count : 'o';
    return `${places.get(id)}${said}`;
  });
  return `${topic.retention[0]}${topic.incarnation}${memory.of(topic.topic)}[${[...original, ...partitions.slice(2)].join(' ')}]${known.sort().join('')}`;
}

function taskText(memory: MemoryText, task: TaskModel): string {
  const policy = task.stage === 'pending' ? '' : `${task.policy[0]}${task.elsewhere ? 'e' : ''}`;
  return `${task.stage.slice(0, 2)}${policy}${memory.rank(task.createdAtMs)}${memory.rank(task.startedAtMs)}${task.replaced ? 'x' : ''}`;
}

function partitionText(p: PartitionModel, places: ReadonlyMap<number, number>): string {
  const lost = p.lostUnseen ? 'l' : '';
  const young = p.committed === p.logEnd ? '' : p.youngFrom;
  return `${p.logStart}-${p.logEnd}y${young}c${p.committed}o${places.get(p.owner) ?? ''}p${p.position}${p.dirty ? 'd' : ''}d${p.delivered}s${p.skipped}r${p.toRedeliver}${lost}`;
}

function pendingText(memory: MemoryText, world: World, pending: NonNullable<World['pending']>): string {
  const { decision, stage, observation } = pending;
  const moved =
    world.stateVersion !== pending.stateVersion || world.config.version !== observation.config.version;
  const action = memory.text(decision.action, 'a');
  if (stage === 'state-written') return `w${world.stateVersion !== pending.stateVersion ? 'm' : ''}${action}`;
  return `d${moved ? 'm' : ''}${action}${memory.text(decision.state, 'p')}`;
}

/** 53 bits of a hash of the text (cyrb53): with a million worlds two share one with a chance of 1 in 18,000. */
export function hash(text: string): number {
  let h1 = 0xdeadbeef;
  let h2 = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    h1 = Math.imul(h1 ^ code, 2654435761);
    h2 = Math.imul(h2 ^ code, 1597334677);
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
  return 4294967296 * (2097151 & h2) + (h1 >>> 0);
}
