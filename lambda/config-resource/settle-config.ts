import { SpillwayError } from '../../lib/errors';
import type { InitialOffset } from '../../lib/pipeline';
import type { ConfigParameters } from './parameters';

export interface Wanted {
  /** The offset to store over an existing configuration. Without one it is `earliest`. */
  offsetOver(live: string): InitialOffset;
  /** The text to store with this offset. */
  text(offset: InitialOffset): string;
  /** Called before each write. Throws if the text must not be stored. */
  beforeWrite(): void;
}

export interface Settled {
  /** Whether a configuration existed before. */
  before: 'absent' | 'present';
  outcome: 'created' | 'written' | 'unchanged';
}

/** More conflicts than this cannot be a coincidence with a tick. */
const ATTEMPTS = 5;

/**
 * Stores the configuration, and reads it again until it has the wanted text.
 *
 * SSM has no compare-and-set, and the controller ticks during a deployment. If its write comes between the read and the
 * write here, the version increases by more than one, and the offset that it stored, perhaps a re-arm, is overwritten.
 * Then this stores `earliest`, which is safe, and the controller flips again when it may. If its write comes right after
 * the write here, it restores the old text. Reading again detects that.
 *
 * @param pause waits long enough for a concurrent write to arrive
 * @throws SpillwayError `CONFIG_CONTENDED` if another writer keeps changing it, `SSM_…`, and what `wanted` throws
 */
export async function settleConfig(
  parameters: ConfigParameters,
  wanted: Wanted,
  pause: () => Promise<void>,
): Promise<Settled> {
  let first: Settled | undefined;
  let overtaken = false;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const live = await parameters.read();
    const text = wanted.text(live && !overtaken ? wanted.offsetOver(live.text) : 'earliest');
    if (live?.text === text) return first ?? { before: 'present', outcome: 'unchanged' };
    wanted.beforeWrite();
    if (live) {
      first ??= { before: 'present', outcome: 'written' };
      const version = await parameters.overwrite(text);
      if (version !== live.version + 1) {
        overtaken = true;
        continue;
      }
    } else {
      first ??= { before: 'absent', outcome: 'created' };
      await parameters.create(text);
    }
    await pause();
  }
  throw new SpillwayError(
    'CONFIG_CONTENDED',
    `The live configuration was written ${ATTEMPTS} times, and each time another writer changed it.`,
    'Find what else writes <prefix>/config (a second stack, a script), stop it, and deploy again.',
  );
}
