import { SpillwayError } from '../../errors';
import { type ConfigSource, documentOf } from '../config/config-document';
import { changedPaths } from './changed-paths';
import { isOffsetPath } from './offset-config';

/**
 * The differences between a live configuration and its template, except for `initial_offset`. Comments, order and quotes
 * do not count, because the Collector does not see them.
 *
 * @returns paths such as `processors.batch.timeout`, or `all of it` if the live text is not a configuration; empty if
 *   both mean the same, or if the template is not a configuration
 */
export function configDrift(template: ConfigSource, live: ConfigSource): string[] {
  const wanted = resolved(template);
  // An invalid template is reported when it is stored.
  if (wanted === undefined) return [];
  return changedPaths(wanted, resolved(live))
    .filter((path) => !isOffsetPath(path))
    .map((path) => path.join('.') || 'all of it');
}

function resolved(source: ConfigSource): unknown {
  try {
    return documentOf(source).resolved;
  } catch (error) {
    if (error instanceof SpillwayError) return undefined;
    throw error;
  }
}
