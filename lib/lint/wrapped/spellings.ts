import type { Decoded, Spelling } from './embedding';

/** Collects the units of a decoded text. */
class Units implements Decoded {
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly #pieces: string[] = [];

  get text(): string {
    return this.#pieces.join('');
  }

  add(piece: string, start: number, end: number): void {
    this.#pieces.push(piece);
    for (let unit = 0; unit < piece.length; unit++) {
      this.starts.push(start);
      this.ends.push(end);
    }
  }

  /** Text that stands for itself. */
  addPlain(source: string, start: number, end: number): void {
    this.#pieces.push(source.slice(start, end));
    for (let unit = start; unit < end; unit++) {
      this.starts.push(unit);
      this.ends.push(unit + 1);
    }
  }
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\u0007'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\u001b'],
  [' ', ' '],
  ['"', '"'],
  ['/', '/'],
  ['\\', '\\'],
  ['N', '\u0085'],
  ['_', '\u00a0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);
const HEX_DIGITS: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/** A YAML or JSON string in double quotes, quotes included. */
export const DOUBLE_QUOTED: Spelling = {
  decode(source) {
    const units = new Units();
    const end = source.length - 1;
    for (let at = 1; at < end; ) {
      if (source[at] === '\\') {
        const next = escapeAt(source, at);
        if (!next) return undefined;
        if (next.text !== '') units.add(next.text, at, next.end);
        at = next.end;
      } else at = addUnescaped(units, source, at, end, '\\');
    }
    return units;
  },
  encode: (text) => JSON.stringify(text).slice(1, -1),
};

/** A YAML string in single quotes, quotes included. */
export const SINGLE_QUOTED: Spelling = {
  decode(source) {
    const units = new Units();
    const end = source.length - 1;
    for (let at = 1; at < end; ) {
      if (source[at] === "'") {
        units.add("'", at, at + 2);
        at += 2;
      } else at = addUnescaped(units, source, at, end, "'");
    }
    return units;
  },
  encode: (text) => text.replaceAll("'", "''"),
};

/** The lines of a literal block scalar, each of them indented by so many spaces. */
export function literalBlock(indent: number): Spelling {
  return {
    decode(source) {
      const units = new Units();
      const isIndent = (at: number) => source[at] === ' ';
      for (let at = 0; at < source.length; ) {
        const start = at;
        while (at < start + indent && isIndent(at)) at++;
        const newline = source.indexOf('\n', at);
        const end = newline === -1 ? source.length : newline;
        units.addPlain(source, at, end);
        if (newline === -1) break;
        // The line break includes the indentation that follows, so that a whole line can be removed.
        let next = newline + 1;
        while (next < newline + 1 + indent && isIndent(next)) next++;
        units.add('\n', newline, next);
        at = newline + 1;
      }
      return units;
    },
    encode: (text) => text.replaceAll('\n', `\n${' '.repeat(indent)}`),
  };
}

/**
 * A string of a compose file, in which compose expands variables: `$$` is a dollar sign, and `$NAME` and `${NAME}` are
 * variables of compose. A reference of the Collector is written `$${env:NAME}`.
 */
export const COMPOSE: Spelling = {
  decode: (source) =>
    replaced(source, /\$(\$|[A-Za-z_]\w*|\{[^{}]*\})/g, ([whole, what = '']) => {
      if (what === '$') return '$';
      const [, name = ''] = /^\{?(\w*)/.exec(what) ?? [];
      const isPlain = /^\{\w+(:-[^{}]*)?\}$/.test(what);
      return isPlain ? whole : `\${env:${name}}`;
    }),
  encode: (text) => text.replaceAll('$', '$$$$'),
};

/** A string in `Fn::Sub` of CloudFormation: `${!env:NAME}` is a reference of the Collector, `${Name}` one of the template. */
export const CLOUDFORMATION_SUB: Spelling = {
  decode: (source) =>
    replaced(source, /\$\{(!?)([^{}]*)\}/g, ([, literal, inside = '']) => {
      if (literal) return `\${${inside}}`;
      return `\${env:${inside.replaceAll(/\W+/g, '_')}}`;
    }),
  encode: (text) => text.replaceAll('${', '${!'),
};

function replaced(source: string, pattern: RegExp, by: (match: RegExpMatchArray) => string): Decoded {
  const units = new Units();
  let at = 0;
  for (const match of source.matchAll(pattern)) {
    units.addPlain(source, at, match.index);
    const end = match.index + match[0].length;
    const piece = by(match);
    if (piece === match[0]) units.addPlain(source, match.index, end);
    else units.add(piece, match.index, end);
    at = end;
  }
  units.addPlain(source, at, source.length);
  return units;
}

function escapeAt(source: string, at: number): { text: string; end: number } | undefined {
  const letter = source[at + 1] ?? '';
  const digits = HEX_DIGITS.get(letter);
  if (digits !== undefined) {
    const code = Number.parseInt(source.slice(at + 2, at + 2 + digits), 16);
    if (Number.isNaN(code) || code > 0x10_ff_ff) return undefined;
    return { text: String.fromCodePoint(code), end: at + 2 + digits };
  }
  // An escaped line break continues the line, without the indentation of the next one.
  const continued = /^\\\r?\n[ \t]*/.exec(source.slice(at, at + 1000));
  if (continued) return { text: '', end: at + continued[0].length };
  const text = ESCAPES.get(letter);
  return text === undefined ? undefined : { text, end: at + 2 };
}

/** Adds a run of text without escapes, or a folded line break: a space, or one line break less than there are. */
function addUnescaped(units: Units, source: string, at: number, end: number, marker: string): number {
  FOLDED.lastIndex = at;
  const folded = FOLDED.exec(source);
  if (folded && folded.index + folded[0].length <= end) {
    const breaks = folded[0].split('\n').length - 1;
    const after = at + folded[0].length;
    units.add(breaks === 1 ? ' ' : '\n'.repeat(breaks - 1), at, after);
    return after;
  }
  let stop = at + 1;
  while (stop < end && source[stop] !== marker && !' \t\r\n'.includes(source[stop] ?? '')) stop++;
  units.addPlain(source, at, stop);
  return stop;
}

const FOLDED = /[ \t]*(?:\r?\n[ \t]*)+/y;
