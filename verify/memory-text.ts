import type { PolicyEntry } from '../lib/core/facts/effective-policy';
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
  /** Of the layout (metadataRefresh), and of what is unread without a commit (stuckAfter). */
  sinceMs: 1,
};

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
  /** When policies were stored. Of when a task began, only which of these came before counts. */
  private readonly boundariesMs: readonly number[];
  /** Whether partitions may be exchanged: not where something stands for all of them in a fixed order. */
  exchangeable = true;
  /** As far back as running tasks reach. */
  private readonly policies: readonly PolicyEntry[];

  constructor(private readonly world: World) {
    const oldestMs = Math.min(Number.POSITIVE_INFINITY, ...world.tasks.map(({ createdAtMs }) => createdAtMs));
    const { policies } = world.controller;
    this.policies = policies.slice(
      Math.max(
        0,
        policies.findLastIndex(({ fromMs }) => fromMs <= oldestMs),
      ),
    );
    this.boundariesMs = [...this.policies.map(({ fromMs }) => fromMs), world.config.modifiedAtMs];
  }

  of(name: string): string {
    return this.remembered.get(name) ?? '';
  }

  /** After how many of the changes of policy it was. */
  rank(timeMs: number): string {
    return `@${this.boundariesMs.filter((boundaryMs) => boundaryMs <= timeMs).length}`;
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
      const age = Math.floor((this.world.nowMs - value) / TICK_MS);
      return `${Math.max(-1, Math.min(AGE_BOUNDS[key] ?? 0, age))}t`;
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

  /** Which policies running tasks may have started with, in order. */
  policyText(): string {
    const last = this.policies.at(-1);
    if (!last) return '';
    const { config } = this.world;
    const seen = this.policies.map(({ initialOffset }) => initialOffset[0]).join('');
    return `${seen}v${Math.min(2, config.version - last.version)}`;
  }
}

/** `topic/partition` of something that is about one partition. */
function placeOf(value: object): string | undefined {
  if (!('topic' in value && 'partition' in value)) return undefined;
  return `${value.topic}/${value.partition}`;
}
