/** The maximum nesting of maps and lists. Real configurations have a few dozen levels at most. */
export const MAX_DEPTH = 200;

/**
 * Whether a resolved value is safe to walk by recursion. It is `deep` beyond MAX_DEPTH, and `endless` if an alias is
 * inside the value of its own anchor.
 */
export function nestingOf(value: unknown, around: readonly unknown[] = []): 'fine' | 'deep' | 'endless' {
  if (typeof value !== 'object' || value === null) return 'fine';
  if (around.includes(value)) return 'endless';
  if (around.length >= MAX_DEPTH) return 'deep';
  const inside = [...around, value];
  for (const each of Object.values(value)) {
    const nesting = nestingOf(each, inside);
    if (nesting !== 'fine') return nesting;
  }
  return 'fine';
}
