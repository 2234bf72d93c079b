import { isPlaceholder } from '../../config/placeholder';
import { isFunction, isRoot } from './names';
import { parseOttl } from './parser';

/**
 * What is wrong with an OTTL text as far as it can be told without its meaning: its syntax, functions that there are
 * not, and paths that begin with nothing of the context (`undefined`: the context is found from the paths).
 */
export function ottlFault(
  text: string,
  kind: 'statement' | 'condition',
  context: string | undefined,
  minor: number,
): string | undefined {
  if (isPlaceholder(text)) return undefined;
  const parsed = parseOttl(text, kind);
  if ('column' in parsed) return `is no OTTL ${kind}: it cannot be read from column ${parsed.column} on`;
  const strange = parsed.functions.find((name) => !isFunction(name, minor));
  if (strange !== undefined) return `calls ${strange}, which this version does not have`;
  const root = context === undefined ? undefined : parsed.roots.find((name) => !isRoot(name, context));
  return root === undefined ? undefined : `names ${root}, which a ${context} does not have`;
}
