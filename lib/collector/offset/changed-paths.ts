import { isRecord } from '../config/config-document';

/** Paths of the leaves that differ between two plain values. A map that comes where nothing was differs by its leaves. */
export function changedPaths(before: unknown, after: unknown, path: string[] = []): string[][] {
  if (Object.is(before, after)) return [];
  const [then, now] = [before ?? {}, after];
  if (!isBranch(then) || !isBranch(now)) return [path];
  const keys = new Set([...Object.keys(then), ...Object.keys(now)]);
  return [...keys].flatMap((key) => changedPaths(then[key], now[key], [...path, key]));
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return isRecord(value) || Array.isArray(value);
}
