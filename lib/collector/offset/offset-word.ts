import type { InitialOffset } from '../../pipeline/vocabulary';

/**
 * The value of a parameter that holds `earliest` or `latest` alone, for containers whose configuration says
 * `initial_offset: ${env:NAME}`; `undefined` for anything else. A line end behind it is something else, too: the
 * Collector refuses it in a quoted value (seen, v0.160.0).
 */
export function offsetWord(text: string): InitialOffset | undefined {
  return text === 'earliest' || text === 'latest' ? text : undefined;
}
