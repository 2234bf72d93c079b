import { SpillwayError } from '../../lib/errors';
import type { InitialOffset } from '../../lib/pipeline';
import type { ConfigParameters } from './parameters';

export interface Wanted {
  /** The offset to store, where there is a config already; without one it is `earliest`. */
  offsetOver(live: string): InitialOffset;
  /** The config's text on an offset. */
  text(offset: InitialOffset): string;
}

export interface Settled {
  /** `present`: there was a config before. */
  before: 'absent' | 'present';
  outcome: 'created' | 'written' | 'unchanged';
}

/** More is no chance meeting with the controller any more. */
const ATTEMPTS = 5;

/**
 * Stores the config, and looks again until it is what it should be.
 *
 * SSM has no compare-and-set, and the controller goes on ticking during a deploy. Its write may come between reading and
 * writing here: then the version jumps by more than one, and the offset it stored, perhaps a re-arm, is gone. So
 * `earliest` is stored, the safe one, and the controller flips again when it may. Or its write, from what it read
 * before, comes right after this one and brings the old text back: the second look finds that.
 *
 * @param pause lets a write that is on its way arrive before the second look
 * @throws SpillwayError `CONFIG_CONTENDED` when others keep writing, `SSM_…`, and what `wanted` throws
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
    `The live config was written ${ATTEMPTS} times, and each time somebody else changed it.`,
    'Find what else writes <prefix>/config (a second stack, a script), stop it, and deploy again.',
  );
}
