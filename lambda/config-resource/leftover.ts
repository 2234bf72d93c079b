import { isRendered } from '../../lib/collector';
import { SpillwayError } from '../../lib/errors';
import type { LiveConfig } from './parameters';

/** The owner of the configuration that a Create finds. */
export type Leftover = 'none' | 'own' | 'just-made' | 'foreign';

/** The text that this Create would store, and the current time in epoch milliseconds. */
export interface Creating {
  text: string;
  nowMs: number;
}

/** How long Lambda may repeat the same Create: 3 attempts of 2 min, with 1 and 2 min between them, rounded up. */
const REPEATED_WITHIN_MS = 15 * 60_000;

/**
 * `own` if Spillway rendered the configuration, or if the controller's state exists as well. `just-made` if an earlier
 * attempt of this Create may have created it. Anything else is `foreign`, because another owner's service may read it.
 */
export function leftoverOf(live: LiveConfig | undefined, creating: Creating): Leftover {
  if (!live) return 'none';
  if (live.hasState || isRendered(live.text)) return 'own';
  return madeJustNow(live, creating) ? 'just-made' : 'foreign';
}

/**
 * Whether an earlier attempt of this Create made the configuration but its response was lost. Only the age tells it from
 * another owner's configuration with the same text, such as `earliest`, which a Delete must not remove.
 */
function madeJustNow({ text, version, modifiedAtMs }: LiveConfig, creating: Creating): boolean {
  if (version !== 1 || text !== creating.text || modifiedAtMs === undefined) return false;
  return creating.nowMs - modifiedAtMs < REPEATED_WITHIN_MS;
}

/** The error of a Create that finds a configuration with another owner. */
export function foreignConfig(prefix: string): SpillwayError {
  return new SpillwayError(
    'CONFIG_FOREIGN',
    `${prefix}/config exists already, and Spillway did not create it. It was not changed.`,
    'To keep its owner, set deploy.processing: existing (config: { kind: "existing" } of the construct). To replace its text, set deploy.existing to re-arm, for earliest, or to adopt, for its present offset. Or use another aws.prefix.',
  );
}
