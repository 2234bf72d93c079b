import { SpillwayError } from '../../errors';
import { parseConfig } from '../config/config-document';
import { changedPaths } from './changed-paths';
import { isOffsetPath } from './offset-config';

/**
 * What a live configuration has otherwise than the template it was made from, `initial_offset` apart. Comments, order and
 * quotes count for nothing: no Collector sees them.
 *
 * @returns paths such as `processors.batch.timeout`, or `all of it` where the live text is no configuration; empty where
 *   both mean the same, or the template is none
 */
export function configDrift(template: string, live: string): string[] {
  const wanted = resolved(template);
  // Nothing to compare with: whoever stored it is told so elsewhere.
  if (wanted === undefined) return [];
  return changedPaths(wanted, resolved(live))
    .filter((path) => !isOffsetPath(path))
    .map((path) => path.join('.') || 'all of it');
}

function resolved(text: string): unknown {
  try {
    return parseConfig(text).resolved;
  } catch (error) {
    if (error instanceof SpillwayError) return undefined;
    throw error;
  }
}
