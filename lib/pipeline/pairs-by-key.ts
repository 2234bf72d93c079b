import { isScalar, type Pair } from 'yaml';

const known = new WeakMap<object, Map<string, Pair<unknown, unknown>>>();

/**
 * The pair of a map with this key, as text. Built once per map, because the parser's own search compares key by key.
 *
 * @param map parsed from a text, and not changed since
 */
export function pairByKey<P extends Pair<unknown, unknown>>(
  map: { items: P[] },
  key: string | number | undefined,
): P | undefined {
  let pairs = known.get(map);
  if (!pairs) {
    pairs = new Map();
    for (const pair of map.items) {
      if (!isScalar(pair.key)) continue;
      const name = String(pair.key.value);
      // Where two keys read the same, such as 1 and "1", the first one counts.
      if (!pairs.has(name)) pairs.set(name, pair);
    }
    known.set(map, pairs);
  }
  return pairs.get(String(key)) as P | undefined;
}
