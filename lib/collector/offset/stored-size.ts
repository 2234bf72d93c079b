import { SpillwayError } from '../../errors';
import { setInitialOffset } from './set-initial-offset';

/** What an advanced SSM parameter takes; a standard one, which costs nothing, takes half of it. */
export const PARAMETER_BYTES = 8_192;

/**
 * The most bytes that a configuration comes to in SSM, whichever value its `initial_offset` has: `earliest` is the longer
 * word, and a receiver without the key is given one. A text that cannot be changed in place counts as it stands.
 */
export function storedBytes(text: string): number {
  return Math.max(
    ...(['earliest', 'latest'] as const).map((offset) => Buffer.byteLength(edited(text, offset))),
  );
}

/**
 * @throws SpillwayError `CONFIG_TOO_LONG` when an SSM parameter could not take the configuration with either
 *   `initial_offset`: Spillway could then not go back to `earliest`
 */
export function assertFitsParameter(text: string): void {
  const bytes = storedBytes(text);
  if (bytes <= PARAMETER_BYTES) return;
  throw new SpillwayError(
    'CONFIG_TOO_LONG',
    `The processing tier's configuration has up to ${bytes} bytes, and an SSM parameter takes ${PARAMETER_BYTES}.`,
    'Take comments, processors or policies out, or keep the configuration in the image, with initial_offset from a parameter of its own (docs/initial-offset.md).',
  );
}

function edited(text: string, offset: 'earliest' | 'latest'): string {
  try {
    return setInitialOffset(text, offset);
  } catch (error) {
    if (error instanceof SpillwayError) return text;
    throw error;
  }
}
