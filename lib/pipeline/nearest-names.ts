const AT_MOST = 5;
/** Comparing takes time in proportion to both lengths. No name that is offered is nearly as long. */
const LONGEST_NAME = 100;

/**
 * The names that `wanted` may be a misspelling of, nearest first. A name matches if it differs only in capitals and
 * separators, if one contains the other, or if they are a few letters apart. Empty if none is near.
 *
 * @example nearestNames('groupId', ['group_id', 'brokers']) // ['group_id']
 */
export function nearestNames(wanted: string, names: readonly string[]): string[] {
  const text = plain(wanted);
  if (text.length < 2 || text.length > LONGEST_NAME) return [];
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
  const apart = distance(wanted, name, Math.max(1, Math.floor(wanted.length * 0.4)));
  if (apart !== undefined) return apart;
  const [shorter, longer] = wanted.length < name.length ? [wanted, name] : [name, wanted];
  // "tls" is in "insecureSkipTls" by chance, but "tlsnull" in "kafkatlsnull" is not.
  return shorter.length >= 4 && shorter.length * 2.5 >= longer.length && longer.includes(shorter)
    ? longer.length - shorter.length
    : undefined;
}

/** How many letters to insert, delete, change, or swap with the next one; `undefined` if more than `most`. */
function distance(a: string, b: string, most: number): number | undefined {
  if (Math.abs(a.length - b.length) > most) return undefined;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cell = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, changed);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cell = Math.min(cell, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(cell);
      least = Math.min(least, cell);
    }
    if (least > most) return undefined;
    beforeLast = last;
    last = row;
  }
  const apart = last[b.length] ?? 0;
  return apart > most ? undefined : apart;
}
