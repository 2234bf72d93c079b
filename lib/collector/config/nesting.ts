/** Maps and lists within each other: a few dozen are a lot. */
export const MAX_DEPTH = 200;

/**
 * How far a resolved value goes down: whoever walks it by recursion asks first. An alias inside the value of its own
 * anchor makes it endless.
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
