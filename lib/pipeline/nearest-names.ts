const AT_MOST = 5;

/**
 * The names that `wanted` may be a misspelling of, nearest first. A name matches if it differs only in capitals and
 * separators, if one contains the other, or if they are a few letters apart. Empty if none is near.
 *
 * @example nearestNames('groupId', ['group_id', 'brokers']) // ['group_id']
 */
export function nearestNames(wanted: string, names: readonly string[]): string[] {
  const text = plain(wanted);
  if (text.length < 2) return [];
  return [...new Set(names)]
    .filter((name) => name !== wanted)
    .map((name) => ({ name, apart: lettersApart(text, plain(name)) }))
    .filter(({ apart }) => apart !== undefined)
    .sort((a, b) => (a.apart ?? 0) - (b.apart ?? 0) || a.name.localeCompare(b.name))
    .slice(0, AT_MOST)
    .map(({ name }) => name);
}

/** A suggestion such as `Did you mean group_id?`, with a leading space; empty if no name is near. */
export function didYouMean(wanted: string, names: readonly string[]): string {
  const [nearest] = nearestNames(wanted, names);
  return nearest === undefined ? '' : ` Did you mean ${nearest}?`;
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[-_. ]/g, '');
}

/** The distance of two names; `undefined` if they have too little in common. */
function lettersApart(wanted: string, name: string): number | undefined {
  const apart = distance(wanted, name);
  const limit = Math.max(1, Math.floor(wanted.length * 0.4));
  if (apart <= limit) return apart;
  const [shorter, longer] = wanted.length < name.length ? [wanted, name] : [name, wanted];
  // "tls" is in "insecureSkipTls" by chance, but "tlsnull" in "kafkatlsnull" is not.
  return shorter.length >= 4 && shorter.length * 2.5 >= longer.length && longer.includes(shorter)
    ? apart
    : undefined;
}

/** How many letters to insert, delete, change, or swap with the next one. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const at = (up: number, left: number) => (up === 0 ? row : rows[i - up])?.[j - left] ?? 0;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          at(1, 0) + 1,
          at(0, 1) + 1,
          at(1, 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
          ...(swapped ? [at(2, 2) + 1] : []),
        ),
      );
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
