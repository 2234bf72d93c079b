import { type OffsetConfig, offsetWord, readOffsetConfig, setInitialOffset } from '../../lib/collector';
import { SpillwayError } from '../../lib/errors';
import type { InitialOffset } from '../../lib/pipeline';

/**
 * The text of the live parameter for a template: the template with that offset, or only the offset if the template takes
 * its offset from the environment (docs/initial-offset.md).
 *
 * @throws SpillwayError those of `readOffsetConfig` and `setInitialOffset`
 */
export function liveText(template: string, offset: InitialOffset): string {
  return takesOffsetFromEnvironment(template) ? offset : setInitialOffset(template, offset);
}

export interface OffsetInput {
  /** The current text of the live parameter. */
  live: string;
  template: string;
  /** The template behind `live`. Needed if `live` is only an offset. */
  previousTemplate: string | undefined;
}

/**
 * Chooses the offset for a new template. It keeps the current offset if the template reads the same commits. Another
 * group or cluster, or an additional topic, has no commits, so `latest` would skip its records; in these cases, and if
 * the live text cannot be parsed, the result is `earliest`.
 */
export function offsetToKeep({ live, template, previousTemplate }: OffsetInput): InitialOffset {
  const word = offsetWord(live);
  if (word !== undefined) {
    return word === 'latest' && previousTemplate !== undefined && covers(previousTemplate, template)
      ? 'latest'
      : 'earliest';
  }
  return currentOffset(live) === 'latest' && covers(live, template) ? 'latest' : 'earliest';
}

/** The offset of an adopted configuration. There is no previous template to compare it with. */
export function offsetToAdopt({ live, template }: Pick<OffsetInput, 'live' | 'template'>): InitialOffset {
  return offsetWord(live) ?? offsetToKeep({ live, template, previousTemplate: undefined });
}

function currentOffset(config: string): InitialOffset | undefined {
  const offset = read(config)?.initialOffset;
  return typeof offset === 'string' ? offset : undefined;
}

/** Whether `before` reads every topic of `after`, with the same group, on the same cluster. */
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
