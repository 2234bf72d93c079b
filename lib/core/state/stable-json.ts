/** JSON with sorted keys and `bigint` as text, so that equal values give equal texts. */
export function textOf(value: unknown): string {
  return JSON.stringify(value, sorted) ?? '';
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  return value;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
