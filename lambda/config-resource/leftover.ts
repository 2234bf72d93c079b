import { isRendered } from '../../lib/collector';
import { SpillwayError } from '../../lib/errors';
import type { LiveConfig } from './parameters';

/** Whose the config is that a Create finds. */
export type Leftover = 'none' | 'own' | 'just-made' | 'foreign';

/** What the Create that looks would store where nothing is, and the time it looks at, epoch milliseconds. */
export interface Looking {
  text: string;
  nowMs: number;
}

/** A Create comes again within: three runs of two minutes, and Lambda's pauses of one and two minutes between them. */
const AGAIN_WITHIN_MS = 15 * 60_000;

/**
 * A config counts as one that Spillway left when it says that Spillway rendered it, when the controller's state stands
 * beside it. What this very Create may have made a moment ago is `just-made`. Anything else may be what somebody's service
 * reads at each start.
 */
export function leftoverOf(live: LiveConfig | undefined, looking: Looking): Leftover {
  if (!live) return 'none';
  if (live.beside === 'state' || isRendered(live.text)) return 'own';
  return madeJustNow(live, looking) ? 'just-made' : 'foreign';
}

/**
 * Whether the Create has come before: the first time it made the config, and its answer did not arrive. Only the age tells
 * that apart from a config that somebody else made with the same text, say `earliest`, and that no Delete may remove.
 */
function madeJustNow({ text, version, modifiedAtMs }: LiveConfig, looking: Looking): boolean {
  if (version !== 1 || text !== looking.text || modifiedAtMs === undefined) return false;
  return looking.nowMs - modifiedAtMs < AGAIN_WITHIN_MS;
}

/** Why a Create leaves a foreign config alone until it is told what to do with it. */
export function foreignConfig(prefix: string): SpillwayError {
  return new SpillwayError(
    'CONFIG_FOREIGN',
    `${prefix}/config is there already, and is none that Spillway left. It was not touched.`,
    'To leave it to whoever made it, say deploy.processing: existing (config: { kind: "existing" } of the construct). To replace its text, say deploy.existing: re-arm for earliest, or adopt for the offset it has. Or take another aws.prefix.',
  );
}
