import { SpillwayError } from '../../errors';
import { setInitialOffset } from './set-initial-offset';

/** The size limit of an advanced SSM parameter in bytes. A standard parameter, which is free, holds half as much. */
export const PARAMETER_BYTES = 8_192;

/**
 * The maximum size that a configuration can have in SSM, in bytes, with either value of `initial_offset`: `earliest` is
 * the longer word, and a receiver without the key gets one. A text that cannot be changed in place counts as it is.
 */
export function storedBytes(text: string): number {
  return Math.max(
    ...(['earliest', 'latest'] as const).map((offset) => Buffer.byteLength(edited(text, offset))),
  );
}

/**
 * @throws SpillwayError `CONFIG_TOO_LONG` if an SSM parameter cannot hold the configuration with either value of
 *   `initial_offset`, because Spillway could then not go back to `earliest`
 */
export function assertFitsParameter(text: string): void {
  const bytes = storedBytes(text);
  if (bytes <= PARAMETER_BYTES) return;
  throw new SpillwayError(
    'CONFIG_TOO_LONG',
    `The configuration of the processing tier can take up to ${bytes} bytes, but an SSM parameter holds ${PARAMETER_BYTES} bytes.`,
    'Remove comments, processors or policies, or keep the configuration in the image and take initial_offset from its own parameter (docs/initial-offset.md).',
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
