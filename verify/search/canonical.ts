import type { LagReport } from '../../lib/core/lag/lag';
import { OFFSETS_RETENTION_MS, TICK_MS } from '../model/spec';
import { type PartitionModel, slotOf, type TaskModel, type TopicModel, type World } from '../model/world';
import { MemoryText } from './memory-text';

/**
 * A text that is the same for all worlds that behave alike, regardless of the remaining outside events. Tasks, partitions
 * and topics are sorted by their content, not by name.
 */
export function canonicalText(world: World): string {
  const memory = new MemoryText(world);
  const { parameters } = world;
  const { config, coverage, debt, hold, state, stateVersion } = parameters;
  const controller = memory.text(state, 's');
  const stored = memory.text({ coverage, debt, hold: hold && { count: hold.count } }, 'p');
  rememberWarm(memory, world);
  const times = timesOf(world);
  const tasks = world.tasks.map((task) => ({ id: task.id, text: taskText(world, task, times) }));
  tasks.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : a.id - b.id));
  const places = new Map([...tasks.map(({ id }) => id), ...world.ghosts].map((id, place) => [id, place]));
  const pending = world.pending ? pendingText(memory, world, world.pending) : '';
  const topics = world.topics.map((topic, index) => topicText(memory, world, topic, index, places));
  if (memory.exchangeable) topics.sort();
  const settles = Math.min(2, Math.floor((world.nowMs - config.modifiedAtMs) / TICK_MS));
  const parts = [
    topics.join('|'),
    tasks.map(({ text }) => text).join(' '),
    serviceText(world),
    `${config.kind[0]}${config.initialOffset[0]}${settles}${policyText(world)}`,
    ...[controller, stored, pending],
    `${stateVersion - world.warmVersion === 0 ? '' : 'v'}${outsideText(world, memory)}`,
  ];
  return parts.join(';');
}

/** The canonical text of a world, with the remaining outside events. */
export function withBudget(text: string, { left }: World): string {
  return `${text};${left.faults}.${left.records}`;
}

function serviceText(world: World): string {
  const { desiredCount, zero, personsCount, rollout, bounds, ghosts, ghostsStay, late, calmTicks } = world;
  const stopped = zero
    ? `${zero.by[0]}${zero.by === 'spillway' ? `${ticksSince(world, zero.sinceMs, 6)}.${calmTicks}` : ''}`
    : '';
  const lateText = late ? `l${late.count}${late.stoppedBy[0]}${world.nowMs >= late.byMs ? 'd' : ''}` : '';
  const group = `${ghosts.length}${ghostsStay ? 's' : ''}${world.foreignMember ? 'f' : ''}${world.rebalancing ? 'r' : ''}`;
  return `${desiredCount}${stopped}p${personsCount ?? ''}${rollout[0]}b${bounds.minimumHealthyPercent}g${group}${lateText}${emptyText(world)}`;
}

function emptyText({ emptySinceMs, nowMs }: World): string {
  return emptySinceMs !== undefined && nowMs - emptySinceMs >= OFFSETS_RETENTION_MS ? 'e' : '';
}

function ticksSince({ nowMs }: World, sinceMs: number, most: number): number {
  return Math.min(most, Math.floor((nowMs - sinceMs) / TICK_MS));
}

function outsideText(world: World, memory: MemoryText): string {
  const { backend, kafkaAway, refused, stale, shown, unreported, heldIsReadAgain, record } = world;
  const staleText =
    stale && shown
      ? `${stale.source}${stale.looks}${memory.text(
          {
            ...{ desired: shown.service.desiredCount, count: shown.service.tasks.length },
            ...{ offset: shown.parameters.config.initialOffset, debt: shown.parameters.debt !== undefined },
            ...{ hold: shown.parameters.hold !== undefined, fromVersion: shown.parameters.config.version },
          },
          'h',
        )}`
      : '';
  return [
    `${backend[0]}${kafkaAway}${refused.join()}${staleText}${unreported ? 'u' : ''}${heldIsReadAgain ? 'h' : ''}`,
    memory.text(record, 'r'),
    `${world.topicIds[0]}${world.topicsBy[0]}${world.protocol[0]}`,
  ].join('/');
}

/**
 * Adds what the next decision uses from the previous tick: commits, and the last look at which everything was delivered.
 */
function rememberWarm(memory: MemoryText, { warm, topics }: World): void {
  const { lag, deliveries } = warm;
  memory.remember('', 'warm', `${lag ? 'l' : ''}${deliveries ? Math.min(2, deliveries.pending.length) : ''}`);
  for (const { topic, partitions } of topics) {
    partitions.forEach(({ committed }, number) => {
      const key = `${topic}/${number}`;
      const delivered = deliveries?.delivered?.commits.get(key);
      const then = lag && committedThen(lag, topic, number);
      const moved =
        then === BigInt(committed) || (then === undefined && committed < 0) ? '' : `t${then ?? '-'}`;
      const text = `${deliveries?.delivered ? `d${delivered ?? '-'}` : ''}${moved}`;
      if (text) memory.remember(key, 'w', text);
    });
  }
}

function committedThen(lag: LagReport, topic: string, number: number): bigint | undefined {
  const known = lag.topics.find((each) => each.topic === topic)?.partitions[number];
  return known && 'committed' in known ? known.committed : undefined;
}

function topicText(
  memory: MemoryText,
  world: World,
  topic: TopicModel,
  index: number,
  places: ReadonlyMap<number, number>,
): string {
  const partitions = topic.partitions.map((partition, number) => {
    const held = world.tasks.flatMap(({ id, held: masks }) => {
      const mask = masks[slotOf(index, number)] ?? 0;
      return mask === 0 ? [] : [`h${places.get(id)}.${mask}`];
    });
    return `${partitionText(partition, places)}${held.sort().join('')}${memory.of(`${topic.topic}/${number}`)}`;
  });
  // An added partition is identified by its number, so it keeps its place.
  const original = memory.exchangeable ? partitions.slice(0, 2).sort() : partitions.slice(0, 2);
  const known = world.tasks.map(({ id, knows }) => {
    const knowledge = knows[index];
    const said = !knowledge ? '-' : knowledge.incarnation === topic.incarnation ? knowledge.count : 'o';
    return `${places.get(id)}${said}`;
  });
  return `${topic.retention[0]}${topic.incarnation}${memory.of(topic.topic)}[${[...original, ...partitions.slice(2)].join(' ')}]${known.sort().join('')}`;
}

/** Only the order of a task's start and these times matters. */
function timesOf({ parameters: { config, state } }: World): number[] {
  const roll = state.roll ? [state.roll.startedAtMs] : [];
  return [...state.policies.map(({ fromMs }) => fromMs), config.modifiedAtMs, ...roll];
}

function taskText(world: World, task: TaskModel, times: readonly number[]): string {
  const rank = (timeMs: number) => times.filter((each) => each <= timeMs).length;
  const policy = task.stage === 'pending' ? '' : `${task.policy[0]}${task.elsewhere ? 'e' : ''}`;
  const grown = task.stage === 'pending' ? '' : ticksSince(world, task.startedAtMs, 2);
  const marks = `${task.replacedBy?.[0] ?? ''}${task.stoppedBy?.[0] ?? ''}${task.hangs ? 'h' : ''}`;
  return `${task.stage.slice(0, 2)}${policy}@${rank(task.createdAtMs)}@${rank(task.startedAtMs)}g${grown}x${marks}`;
}

function policyText({ parameters: { state, config }, tasks }: World): string {
  const oldestMs = Math.min(Number.POSITIVE_INFINITY, ...tasks.map(({ createdAtMs }) => createdAtMs));
  const { policies } = state;
  const from = Math.max(
    0,
    policies.findLastIndex(({ fromMs }) => fromMs <= oldestMs),
  );
  const last = policies.at(-1);
  const seen = policies.slice(from).map(({ initialOffset }) => initialOffset[0]);
  return `${seen.join('')}v${last ? Math.min(2, config.version - last.version) : '-'}`;
}

function partitionText(p: PartitionModel, places: ReadonlyMap<number, number>): string {
  const lost = p.lostUnseen ? 'l' : '';
  const young = p.committed === p.logEnd ? '' : p.youngFrom;
  const masks = `d${p.delivered}s${p.skipped}x${p.dropped}r${p.toRead}`;
  return `${p.logStart}-${p.logEnd}y${young}c${p.committed}o${places.get(p.owner) ?? ''}p${p.position}${p.dirty ? 'd' : ''}${masks}${lost}`;
}

function pendingText(memory: MemoryText, world: World, pending: NonNullable<World['pending']>): string {
  const { decision, stage, observation } = pending;
  const { stateVersion, config } = world.parameters;
  const moved = `${stateVersion !== pending.stateVersion ? 'm' : ''}${config.version !== observation.config.version ? 'c' : ''}`;
  const action = memory.text(decision.action, 'a');
  return stage === 'noted' ? `n${moved}${action}` : `d${moved}${action}${memory.text(decision.state, 'q')}`;
}

/** A 53-bit hash of the text (cyrb53). With a million worlds, the chance that two share a hash is 1 in 18,000. */
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
