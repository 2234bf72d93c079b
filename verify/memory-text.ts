import { TICK_MS } from './spec';
import type { World } from './world';

/**
 * What the controller remembers, as text in which worlds that behave alike look alike: times are ages in ticks up to
 * the bound beyond which no wait of the model's policy is longer, versions are distances.
 */

/** Bounds in ticks by the name of the time; 0: whether it is there is all that counts. */
const AGE_BOUNDS: Readonly<Record<string, number>> = {
  drainedSinceMs: 1,
  lastScaleInMs: 1,
  phaseSinceMs: 2,
  gaveUpAtMs: 2,
  notedAtMs: 3,
  consumedUpToMs: 2,
};
/** Since when the layout has stood: metadataRefresh is less than a tick. */
const LAYOUT_BOUND = 1;

/** What a name in the state stands for: a topic, its signal, or a partition. */
const OWNERS = new Map(
  ['a', 'b'].flatMap((topic, index) => [
    [topic, topic],
    [['traces', 'metrics'][index], topic],
    ...[0, 1, 2].map((partition) => [`${topic}/${partition}`, `${topic}/${partition}`]),
  ]) as [string, string][],
);

export class MemoryText {
  /** Texts by `topic` and `topic/partition`: what is remembered of each moves along with it. */
  private readonly remembered = new Map<string, string>();
  /** Times of which only the order counts: when tasks began and which policy was stored. */
  private readonly ranks: ReadonlyMap<number, number>;
  /** Whether partitions may be exchanged: not where something stands for all of them in a fixed order. */
  exchangeable = true;

  constructor(private readonly world: World) {
    this.ranks = ranksOf(world);
  }

  of(name: string): string {
    return this.remembered.get(name) ?? '';
  }

  rank(timeMs: number): string {
    return `@${this.ranks.get(timeMs) ?? ''}`;
  }

  /** Any plain data of the state or of an action as text. */
  text(value: unknown, path = '', key = ''): string {
    switch (typeof value) {
      case 'bigint':
        return value.toString();
      case 'number':
        return this.number(value, path, key);
      case 'string':
        return this.string(value, key);
      case 'object':
        if (value === null) return 'null';
        return Array.isArray(value)
          ? `[${value.map((each) => this.text(each, path, key)).join()}]`
          : this.object(value, path);
      default:
        return String(value);
    }
  }

  private object(value: object, path: string): string {
    const place = placeOf(value);
    let text = '';
    for (const [key, each] of Object.entries(value)) {
      if (each === undefined || key === 'topic' || key === 'partition' || key === 'policies') continue;
      const owner = OWNERS.get(key);
      if (owner === undefined) text += `${key}:${this.text(each, `${path}.${key}`, key)},`;
      else this.remember(owner, path, each);
    }
    if (place === undefined) return `{${text}}`;
    this.remember(place, path, text);
    return '';
  }

  private remember(name: string, path: string, value: unknown): void {
    const text = typeof value === 'string' && !value.includes('-') ? value : this.text(value, path);
    this.remembered.set(name, `${this.of(name)}${path}=${text};`);
  }

  private string(value: string, key: string): string {
    if (key === 'planned') this.exchangeable = false;
    // Topic ids name a topic and its incarnation: whether it is today's is all that counts.
    const topic = this.world.topics.find((each) => value.startsWith(`${each.topic}-`));
    if (topic) return value === `${topic.topic}-${topic.incarnation}` ? 'now' : 'before';
    return value;
  }

  private number(value: number, path: string, key: string): string {
    if (path.startsWith('.holds') || path.startsWith('.stuck')) return '';
    if (key.endsWith('Ms')) {
      const bound = path === '.layout.sinceMs' ? LAYOUT_BOUND : (AGE_BOUNDS[key] ?? 0);
      return `${Math.max(-1, Math.min(bound, Math.floor((this.world.nowMs - value) / TICK_MS)))}t`;
    }
    if (key === 'goodVersion' || key === 'toVersion') return this.version(value);
    if (key === 'fromVersion' || key === 'restoredFrom')
      return `v${Math.min(2, this.world.config.version - value)}`;
    return value.toString();
  }

  private version(version: number): string {
    const { config, configHistory } = this.world;
    if (version === config.version) return 'now';
    const old = configHistory.find((each) => each.version === version);
    return old ? `${old.kind}${old.initialOffset}` : 'gone';
  }

  /** Which policy was stored when, as far as running tasks may have started with it. */
  policies(): string {
    const { controller, tasks, config } = this.world;
    const { policies } = controller;
    const last = policies.at(-1);
    if (!last) return '';
    const oldestMs = Math.min(Number.POSITIVE_INFINITY, ...tasks.map(({ createdAtMs }) => createdAtMs));
    const first = policies.findLastIndex(({ fromMs }) => fromMs <= oldestMs);
    const known = policies
      .slice(Math.max(0, first))
      .map(({ initialOffset, fromMs }) => `${initialOffset[0]}${this.rank(fromMs)}`);
    return `${known.join('')}v${Math.min(2, config.version - last.version)}${tasks.length > 0 && first < 0 ? 'x' : ''}`;
  }
}

/** `topic/partition` of something that is about one partition. */
function placeOf(value: object): string | undefined {
  if (!('topic' in value && 'partition' in value)) return undefined;
  return `${value.topic}/${value.partition}`;
}

function ranksOf({ tasks, config, controller }: World): Map<number, number> {
  const times = [config.modifiedAtMs, ...controller.policies.map(({ fromMs }) => fromMs)];
  for (const { createdAtMs, startedAtMs } of tasks) times.push(createdAtMs, startedAtMs);
  const oldestMs = Math.min(...tasks.map(({ createdAtMs }) => createdAtMs));
  const older = times
    .filter((time) => time < oldestMs)
    .sort((a, b) => a - b)
    .slice(0, -1);
  const ordered = [...new Set(times.filter((time) => !older.includes(time)))].sort((a, b) => a - b);
  return new Map(ordered.map((time, place) => [time, place]));
}
