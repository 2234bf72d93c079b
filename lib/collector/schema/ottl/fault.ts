import { isPlaceholder } from '../../config/placeholder';
import { isFunction, isInferable, isRoot } from './names';
import { parseOttl } from './parser';

/** Where an OTTL text stands: in a context that is named, or in a list of a signal where it is found from the paths. */
export type OttlPlace = { context: string } | { signal: string };

/**
 * What is wrong with an OTTL text as far as it can be told without its meaning: its syntax, functions that there are
 * not, and paths that begin with nothing of the context.
 */
export function ottlFault(
  text: string,
  kind: 'statement' | 'condition',
  place: OttlPlace,
  minor: number,
): string | undefined {
  if (isPlaceholder(text)) return undefined;
  const parsed = parseOttl(text, kind);
  if ('column' in parsed) return `is no OTTL ${kind}: it cannot be read from column ${parsed.column} on`;
  const strange = parsed.functions.find((name) => !isFunction(name, minor));
  if (strange !== undefined) return `calls ${strange}, which this version does not have`;
  if ('context' in place) {
    const root = parsed.roots.find((name) => !isRoot(name, place.context, minor));
    return root === undefined ? undefined : `names ${root}, which a ${place.context} does not have`;
  }
  const root = parsed.roots.find((name) => !isInferable(name, place.signal, minor));
  return root === undefined ? undefined : `names ${root}, which begins with no context of ${place.signal}s`;
}

/** Does a text name a path from which its context can be found? True as well where that cannot be told. */
export function hasPath(text: string, kind: 'statement' | 'condition'): boolean {
  const parsed = isPlaceholder(text) ? undefined : parseOttl(text, kind);
  return parsed === undefined || 'column' in parsed || parsed.roots.length > 0;
}
