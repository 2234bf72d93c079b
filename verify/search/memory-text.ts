import { topicId } from '../model/look';
import { TICK_MS } from '../model/spec';
import type { World } from '../model/world';

/**
 * Writes the state as a text that is the same for worlds that behave alike. Times become ages in ticks, up to the
 * longest wait in the model's policy, and versions become differences.
 */

/** The age in ticks up to which each time matters; 0 if only its presence matters. */
const AGE_BOUNDS: Readonly<Record<string, number>> = {
  drainedSinceMs: 1,
  lastScaleInMs: 1,
  phaseSinceMs: 3,
  setAtMs: 2,
  notedAtMs: 3,
  consumedUpToMs: 2,
  /** The time of the layout (metadataRefresh), and of unread records (stuckAfter). */
  sinceMs: 2,
  stoppedAtMs: 6,
  startedAtMs: 4,
  emptySinceMs: 5,
  repaidSeenMs: 1,
  atMs: 2,
};

/** The ages in ticks at which a long wait ends: a back-off, the time within which a stop may be late, a day, a week. */
const LONG_AGES = [8, 21, 120, 2_880, 20_160];
const LONG_WAITS: ReadonlySet<string> = new Set([
  'stoppedAtMs',
  'failedAtMs',
  'rearmedAtMs',
  'automaticStops',
  'startedAtMs',
  'phaseSinceMs',
  'failedMs',
  'rearmedMs',
  'stopsMs',
]);

/** Counters, with the value up to which they matter. */
const COUNTED: Readonly<Record<string, number>> = { failures: 3, rearms: 3, tries: 3 };

/** Keys that no decision depends on, or that are elsewhere in the text. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...['topic', 'partition', 'policies', 'holds', 'lastCommandId', 'id', 'rate', 'tasks', 'acceptedAtMs'],
]);

/** The thing that a name in the state refers to: a topic, its signal, or a partition. */
const OWNERS: ReadonlyMap<string, string> = new Map(
  ['a', 'b'].flatMap((topic, index): [string, string][] => [
    [topic, topic],
    [['traces', 'metrics'][index] ?? '', topic],
    ...[0, 1, 2].map((partition): [string, string] => [`${topic}/${partition}`, `${topic}/${partition}`]),
  ]),
);

export class MemoryText {
  /** Texts by `topic` and `topic/partition`, which are sorted together with the thing they describe. */
  private readonly remembered = new Map<string, string>();
  /** Whether partitions are interchangeable. They are not if the state lists them in a fixed order. */
  exchangeable = true;

  constructor(private readonly world: World) {}

  of(name: string): string {
    return this.remembered.get(name) ?? '';
  }

  remember(name: string, path: string, text: string): void {
    this.remembered.set(name, `${this.of(name)}${path}=${text};`);
  }

  /** Any plain data of the state or of an action, as text. */
  text(value: unknown, path = '', key = ''): string {
    switch (typeof value) {
      case 'bigint':
        return value.toString();
      case 'number':
        return this.number(value, path, key);
      case 'string':
        return this.string(value, path, key);
      case 'object':
        if (value === null) return 'null';
        if (Array.isArray(value)) return `[${value.map((each) => this.text(each, path, key)).join()}]`;
        return this.object(value, path, key);
      default:
        return String(value);
    }
  }

  private object(value: object, path: string, key: string): string {
    let text = '';
    for (const [name, each] of value instanceof Map ? value : Object.entries(value)) {
      if (each === undefined || LEFT_OUT.has(name)) continue;
      const owner = OWNERS.get(name);
      if (owner !== undefined) this.remember(owner, path, this.text(each, path, key));
      else text += `${name}:${this.text(each, `${path}.${name}`, name)},`;
    }
    const place = placeOf(value);
    if (place === undefined) return `{${text}}`;
    this.remember(place, path, text);
    return '';
  }

  private string(value: string, path: string, key: string): string {
    if (key === 'planned') this.exchangeable = false;
    const owner = OWNERS.get(value);
    if (owner !== undefined) {
      this.remember(owner, path, key);
      return '';
    }
    // A topic id consists of a topic and its incarnation. It only matters whether this is the current one.
    const topic = this.world.topics.find((each) => value.startsWith(`${each.topic}-`));
    return topic ? (value === topicId(topic) ? 'now' : 'before') : value;
  }

  private number(value: number, path: string, key: string): string {
    if (path.startsWith('s.stuck') || path.startsWith('s.floor.at')) return '';
    const counted = COUNTED[key];
    if (counted !== undefined) return String(Math.min(counted, value));
    if (key.endsWith('Ms') || key === 'automaticStops') return this.age(value, key);
    if (key === 'goodVersion' || key === 'toVersion') return this.version(value);
    if (key === 'fromVersion' || key === 'restoredFrom')
      return `v${Math.min(2, this.world.parameters.config.version - value)}`;
    return value.toString();
  }

  age(timeMs: number, key: string): string {
    const ticks = Math.floor((this.world.nowMs - timeMs) / TICK_MS);
    const bound = AGE_BOUNDS[key] ?? 0;
    if (ticks <= bound || !LONG_WAITS.has(key)) return `${Math.max(-1, Math.min(bound, ticks))}t`;
    return `${bound}+${LONG_AGES.filter((each) => ticks >= each).length}t`;
  }

  private version(version: number): string {
    const { config } = this.world.parameters;
    if (version === config.version) return 'now';
    const old = this.world.configHistory.find((each) => each.version === version);
    return old ? `${old.kind}${old.initialOffset}` : 'gone';
  }
}

/** The `topic/partition` of an object that describes one partition. */
function placeOf(value: object): string | undefined {
  if (!('topic' in value && 'partition' in value)) return undefined;
  return `${value.topic}/${value.partition}`;
}
