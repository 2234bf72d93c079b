import { isRecord } from '../config/config-document';

/** Paths of the leaves that differ between two plain values. A map that comes where nothing was differs by its leaves. */
export function changedPaths(before: unknown, after: unknown, path: string[] = []): string[][] {
  if (Object.is(before, after)) return [];
  const [then, now] = [before ?? {}, after];
  if (!isBranch(then) || !isBranch(now)) return [path];
  const keys = new Set([...Object.keys(then), ...Object.keys(now)]);
  return [...keys].flatMap((key) => changedPaths(own(then, key), own(now, key), [...path, key]));
}

/** A key of the one may be the name of a property that every object has. */
function own(branch: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(branch, key) ? branch[key] : undefined;
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return isRecord(value) || Array.isArray(value);
}
