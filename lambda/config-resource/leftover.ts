import { isRendered } from '../../lib/collector';
import { SpillwayError } from '../../lib/errors';
import type { LiveConfig } from './parameters';

/** Whose the config is that a Create finds. */
export type Leftover = 'none' | 'own' | 'foreign';

/**
 * A config counts as one that Spillway left when it says that Spillway rendered it, or when the controller's state
 * stands beside it. Anything else may be what somebody's service reads at each start.
 */
export function leftoverOf(live: LiveConfig | undefined): Leftover {
  if (!live) return 'none';
  return live.beside === 'state' || isRendered(live.text) ? 'own' : 'foreign';
}

/** Why a Create leaves a foreign config alone until it is told what to do with it. */
export function foreignConfig(prefix: string): SpillwayError {
  return new SpillwayError(
    'CONFIG_FOREIGN',
    `${prefix}/config is there already, and is none that Spillway left. It was not touched.`,
    'To leave it to whoever made it, say deploy.processing: existing (config: { kind: "existing" } of the construct). To replace its text, say deploy.existing: re-arm for earliest, or adopt for the offset it has. Or take another aws.prefix.',
  );
}
