import { SpillwayError } from '../../errors';
import { parseConfig } from '../config/config-document';
import { changedPaths } from './changed-paths';
import { isOffsetPath } from './offset-config';

/**
 * The differences between a live configuration and its template, except for `initial_offset`. Comments, order and quotes
 * do not count, because the Collector does not see them.
 *
 * @returns paths such as `processors.batch.timeout`, or `all of it` if the live text is not a configuration; empty if
 *   both mean the same, or if the template is not a configuration
 */
export function configDrift(template: string, live: string): string[] {
  const wanted = resolved(template);
  // An invalid template is reported when it is stored.
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
