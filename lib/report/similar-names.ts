/** Below this two names have too little in common. */
const LEAST_ALIKE = 0.4;
const AT_MOST = 5;

/** The names most like `wanted`, the nearest first, by the pairs of letters they share (Dice's coefficient). */
export function similarNames(wanted: string, names: readonly string[]): string[] {
  return [...new Set(names)]
    .map((name) => ({ name, alike: alikeness(pairsOf(wanted), pairsOf(name)) }))
    .filter(({ alike }) => alike >= LEAST_ALIKE)
    .sort((a, b) => b.alike - a.alike || a.name.localeCompare(b.name))
    .slice(0, AT_MOST)
    .map(({ name }) => name);
}

function pairsOf(name: string): Set<string> {
  return new Set(Array.from(name.slice(1), (letter, index) => `${name[index]}${letter}`));
}

function alikeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((pair) => b.has(pair)).length;
  return (2 * shared) / Math.max(1, a.size + b.size);
}
