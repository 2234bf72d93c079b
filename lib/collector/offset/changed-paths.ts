import { isRecord } from '../config/config-document';

/** The paths of the leaves in which two plain values differ. An added map counts with all its leaves. */
export function changedPaths(before: unknown, after: unknown, path: string[] = []): string[][] {
  if (Object.is(before, after)) return [];
  const [then, now] = [before ?? {}, after];
  if (!isBranch(then) || !isBranch(now)) return [path];
  const keys = new Set([...Object.keys(then), ...Object.keys(now)]);
  return [...keys].flatMap((key) => changedPaths(own(then, key), own(now, key), [...path, key]));
}

/** Only own keys count, because a key may have the same name as an inherited property. */
function own(branch: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(branch, key) ? branch[key] : undefined;
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return isRecord(value) || Array.isArray(value);
}
