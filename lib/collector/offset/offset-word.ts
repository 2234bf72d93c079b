import type { InitialOffset } from '../../pipeline/vocabulary';

/**
 * The value of a parameter that contains nothing but `earliest` or `latest`, for containers whose configuration has
 * `initial_offset: ${env:NAME}`; `undefined` for anything else. A trailing line end is not allowed, because the
 * Collector refuses it in a quoted value (observed at v0.160.0).
 */
export function offsetWord(text: string): InitialOffset | undefined {
  return text === 'earliest' || text === 'latest' ? text : undefined;
}
