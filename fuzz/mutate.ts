/** What texts break on: names of Object.prototype, marks of YAML, JSON, placeholders and metrics, numbers at limits. */
const TOKENS = [
  '__proto__',
  'constructor',
  'toString',
  '&a ',
  '*a',
  '<<: *a',
  '${',
  '}',
  ':-',
  '$$',
  '{{',
  '::',
  '"',
  "'",
  '\\',
  '\n',
  '\r',
  '\t',
  '\0',
  '\u009b',
  '\u2028',
  '\ud800',
  '# ',
  '---\n',
  '|\n',
  '? ',
  '- ',
  '[',
  ']',
  '{',
  ': ',
  ',',
  'null',
  'true',
  '~',
  '-1',
  '1e308',
  '1e999',
  '9223372036854775808',
  'NaN',
  '""',
  '[]',
  '{}',
  '!!binary ',
  '%',
] as const;

const MOST_CHANGES = 6;
const LONGEST = 20_000;

/** One of the texts after a few random changes; sometimes a mixture of two. */
export function mutated(corpus: readonly string[], random: () => number): string {
  const below = (limit: number) => Math.floor(random() * limit);
  const any = <T>(items: readonly T[]): T | undefined => items[below(items.length)];
  let text = any(corpus) ?? '';
  for (let changes = 1 + below(MOST_CHANGES); changes > 0; changes -= 1) {
    const at = below(text.length + 1);
    const end = Math.min(text.length, at + below(20));
    const [before, part, after] = [text.slice(0, at), text.slice(at, end), text.slice(end)];
    const token = any(TOKENS) ?? '';
    const other = any(corpus) ?? '';
    const from = below(other.length);
    const changed = [
      () => before + after,
      () => before + part + part + after,
      () => before + token + part + after,
      () => before + token + after,
      () => before + token.repeat(below(60)) + part + after,
      () => before + other.slice(from, from + below(200)) + after,
      () => before,
    ];
    text = (changed[below(changed.length)]?.() ?? text).slice(0, LONGEST);
  }
  return text;
}
