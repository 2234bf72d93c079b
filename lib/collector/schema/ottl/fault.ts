import { isPlaceholder } from '../../config/placeholder';
import { isFunction, isInferable, isRoot } from './names';
import { parseOttl } from './parser';

/** Where an OTTL text is: in an explicit context, or in a list for a signal, where the paths determine the context. */
export type OttlPlace = { context: string } | { signal: string };

/**
 * What is wrong with an OTTL text, as far as that can be seen without its meaning: its syntax, unknown functions, and
 * paths that do not begin with a field of the context.
 */
export function ottlProblem(
  text: string,
  kind: 'statement' | 'condition',
  place: OttlPlace,
  minor: number,
): string | undefined {
  if (isPlaceholder(text)) return undefined;
  const parsed = parseOttl(text, kind);
  if (!parsed) return undefined;
  if ('column' in parsed) return `is not a valid OTTL ${kind}: syntax error at column ${parsed.column}`;
  const missing = parsed.functions.find((name) => !isFunction(name, minor));
  if (missing !== undefined) return `calls the function ${missing}, which this version does not have`;
  if ('context' in place) {
    const root = parsed.roots.find((name) => !isRoot(name, place.context, minor));
    return root === undefined ? undefined : `uses ${root}, which the context ${place.context} does not have`;
  }
  const root = parsed.roots.find((name) => !isInferable(name, place.signal, minor));
  return root === undefined
    ? undefined
    : `uses ${root}, which does not begin with a context of ${place.signal}s`;
}

/** Whether a text uses a path that determines its context. Also true if that cannot be determined. */
export function hasPath(text: string, kind: 'statement' | 'condition'): boolean {
  const parsed = isPlaceholder(text) ? undefined : parseOttl(text, kind);
  return parsed === undefined || 'column' in parsed || parsed.roots.length > 0;
}
