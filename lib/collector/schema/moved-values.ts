import { valueAt } from '../config/collector-config';
import { type ConfigPath, isRecord } from '../config/config-document';
import type { Problem } from './problem';

/** Settings that take a list, where the old name took a string, or the other way round. */
const LISTS = new Set(['topics', 'exclude_topics', 'group_rebalance_strategies']);

/** Renames that need another value too, which only the author of the configuration can choose. */
const OTHER_VALUES = new Set(['loglevel', 'plain_text', 'spans']);

/** Can the value stay the same at the new place, except for a list instead of a string? */
export function keepsValue(key: string): boolean {
  return !OTHER_VALUES.has(key);
}

/** How the value at an old place is written at the new one. */
export function movedValue(key: string, replacement: string): 'as-is' | 'as-list' | 'as-item' {
  if (LISTS.has(key) === LISTS.has(replacement)) return 'as-is';
  return LISTS.has(replacement) ? 'as-list' : 'as-item';
}

/** One value that was read at another place than where it is written. */
export interface Move {
  from: ConfigPath;
  to: ConfigPath;
}

/**
 * A configuration with the value of each unknown key where it most likely belongs, so that one wrong key is one problem:
 * no rule calls the setting missing that the key stands for. A place that is taken keeps its value.
 *
 * @param root the part of the configuration at `base`
 */
export function withMovedValues(
  root: unknown,
  problems: readonly Problem[],
  base: ConfigPath = [],
): { moved: unknown; moves: Move[] } {
  const moves: Move[] = [];
  const copies: Copies = new WeakSet();
  let moved = root;
  for (const { path, meant = [], refusal } of problems) {
    const key = String(path.at(-1));
    if (refusal === 'none' || meant.length === 0 || !keepsValue(key)) continue;
    const from = path.slice(base.length);
    const value = valueAt(moved, from);
    if (value === undefined) continue;
    moved = changed(moved, from, undefined, copies);
    for (const to of meant) {
      const target = to.slice(base.length);
      const before = valueAt(moved, target);
      if (before !== undefined && before !== null) continue;
      const next = changed(moved, target, converted(value, movedValue(key, String(to.at(-1)))), copies);
      if (next !== undefined) moved = next;
      moves.push({ from: path, to });
    }
  }
  return { moved, moves };
}

function converted(value: unknown, how: ReturnType<typeof movedValue>): unknown {
  if (how === 'as-list') return Array.isArray(value) ? value : [value];
  return how === 'as-item' && Array.isArray(value) && value.length === 1 ? value[0] : value;
}

/** Maps that are copies already and may be changed, so that each map is copied once and not for each of its keys. */
type Copies = WeakSet<object>;

/** A copy with another value at the path, or without it. Sections that are missing are added. */
export function changed(
  root: unknown,
  path: ConfigPath,
  value: unknown,
  copies: Copies = new WeakSet(),
): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(root)) {
    return root.map((item, index) => (index === key ? changed(item, rest, value, copies) : item));
  }
  // A value that is not a section has no place for it.
  if (root !== undefined && root !== null && !isRecord(root)) return root;
  const copy = root && copies.has(root) ? root : copyOf(root, copies);
  if (rest.length === 0 && value === undefined) delete copy[key];
  else copy[key] = changed(copy[key], rest, value, copies);
  return copy;
}

/** Without a prototype, because a key may be called __proto__. */
function copyOf(root: object | null | undefined, copies: Copies): Record<string, unknown> {
  const copy: Record<string, unknown> = Object.assign(Object.create(null), root);
  copies.add(copy);
  return copy;
}
