import { type OffsetConfig, offsetWord, readOffsetConfig, setInitialOffset } from '../../lib/collector';
import { SpillwayError } from '../../lib/errors';
import type { InitialOffset } from '../../lib/pipeline';

/**
 * What the live parameter holds for a template: the template on that offset or, where the template takes its offset from
 * the environment, the offset alone (docs/initial-offset.md).
 *
 * @throws SpillwayError those of `readOffsetConfig` and `setInitialOffset`
 */
export function liveText(template: string, offset: InitialOffset): string {
  return takesOffsetFromEnvironment(template) ? offset : setInitialOffset(template, offset);
}

export interface OffsetQuestion {
  /** The live parameter as it is now. */
  live: string;
  template: string;
  /** What `live` was made from; of use where it holds the offset alone. */
  previousTemplate: string | undefined;
}

/**
 * The offset that a new template takes over: the one in force, as long as it is about the same commits. `latest` for
 * another group, cluster or further topics would skip what is there, since nothing is committed for them; and what
 * cannot be read may mean anything. Both begin at `earliest`.
 */
export function offsetToKeep({ live, template, previousTemplate }: OffsetQuestion): InitialOffset {
  const word = offsetWord(live);
  if (word !== undefined) {
    return word === 'latest' && previousTemplate !== undefined && covers(previousTemplate, template)
      ? 'latest'
      : 'earliest';
  }
  return inForce(live) === 'latest' && covers(live, template) ? 'latest' : 'earliest';
}

/** The offset that a user adopts with a config of somebody else: only its group and topics can be compared. */
export function offsetToAdopt({ live, template }: Pick<OffsetQuestion, 'live' | 'template'>): InitialOffset {
  return offsetWord(live) ?? offsetToKeep({ live, template, previousTemplate: undefined });
}

function inForce(config: string): InitialOffset | undefined {
  const offset = read(config)?.initialOffset;
  return typeof offset === 'string' ? offset : undefined;
}

/** Whether every topic that `after` reads was read by `before`, by the same group, on the same cluster. */
function covers(before: string, after: string): boolean {
  const known = read(before)?.receivers;
  const wanted = read(after)?.receivers;
  if (!known || !wanted) return false;
  return wanted.every((receiver) =>
    topicsOf(receiver).every((topic) =>
      known.some(
        (other) =>
          other.groupId === receiver.groupId &&
          other.brokers.some((broker) => receiver.brokers.includes(broker)) &&
          topicsOf(other).includes(topic),
      ),
    ),
  );
}

function topicsOf({ topics }: OffsetConfig['receivers'][number]): string[] {
  return Object.values(topics).flat();
}

function takesOffsetFromEnvironment(template: string): boolean {
  const { initialOffset } = readOffsetConfig(template);
  return typeof initialOffset !== 'string' && initialOffset.kind === 'env';
}

function read(config: string): OffsetConfig | undefined {
  try {
    return readOffsetConfig(config);
  } catch (error) {
    if (error instanceof SpillwayError) return undefined;
    throw error;
  }
}
