import { isRecord } from '../config/config-document';
import { Expanded } from './expanded';

/** The Collector reads the key `a::b` as `b` below `a`. */
export function nestDoubleColons(config: unknown): Record<string, unknown> {
  return isRecord(config) ? nestRecord(config) : {};
}

function nest(value: unknown): unknown {
  if (value instanceof Expanded) return value;
  if (Array.isArray(value)) return value.map(nest);
  return isRecord(value) ? nestRecord(value) : value;
}

function nestRecord(value: Record<string, unknown>): Record<string, unknown> {
  // Has no prototype, because a key may be named __proto__.
  const result: Record<string, unknown> = Object.create(null);
  for (const [key, child] of Object.entries(value)) {
    const [first = key, ...rest] = key.split('::');
    const nested = rest.reduceRight<unknown>((inner, each) => ({ [each]: inner }), nest(child));
    const before = result[first];
    result[first] = isRecord(before) && isRecord(nested) ? { ...before, ...nested } : nested;
  }
  return result;
}
