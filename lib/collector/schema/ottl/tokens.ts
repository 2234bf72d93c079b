/** The token kinds of pkg/ottl's lexer. */
export type TokenKind =
  | 'Bytes'
  | 'Float'
  | 'Int'
  | 'String'
  | 'Nil'
  | 'OpNot'
  | 'OpOr'
  | 'OpAnd'
  | 'OpComparison'
  | 'LambdaArrow'
  | 'OpAddSub'
  | 'OpMultDiv'
  | 'Boolean'
  | 'Equal'
  | 'Punct'
  | 'Uppercase'
  | 'Lowercase'
  | 'Underscore'
  | 'End';

export interface Token {
  kind: TokenKind;
  text: string;
  /** Its first column, counted from 1. */
  column: number;
}

/** The first pattern that matches decides. From pkg/ottl/grammar.go. */
const PATTERNS: readonly [TokenKind, RegExp][] = [
  ['Bytes', /0x[a-fA-F0-9]+/y],
  ['Float', /(?:\d+\.\d*|\d*\.\d+)(?:[eE][-+]?\d+)?/y],
  ['Int', /\d+/y],
  ['String', /"(?:\\.|[^\\"])*"/y],
  ['Nil', /\bnil\b/y],
  ['OpNot', /\bnot\b/y],
  ['OpOr', /\bor\b/y],
  ['OpAnd', /\band\b/y],
  ['OpComparison', /==|!=|>=|<=|>|</y],
  ['LambdaArrow', /=>/y],
  ['OpAddSub', /[+-]/y],
  ['OpMultDiv', /[/*]/y],
  ['Boolean', /\b(?:true|false)\b/y],
  ['Equal', /=/y],
  ['Punct', /[(){}:,.[\]]/y],
  ['Uppercase', /[A-Z][A-Z0-9_]*/y],
  ['Lowercase', /[a-z][a-z0-9_]*/y],
  ['Underscore', /\b_\b/y],
];
const SPACE = /\s+/y;

/** The tokens of a text, followed by `End`. If a place has no valid token, its column. */
export function tokensOf(text: string): { tokens: Token[] } | { column: number } {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const found = match(SPACE, text, at);
    if (found) {
      at += found.length;
      continue;
    }
    const token = tokenAt(text, at);
    if (!token) return { column: at + 1 };
    tokens.push(token);
    at += token.text.length;
  }
  tokens.push({ kind: 'End', text: '', column: text.length + 1 });
  return { tokens };
}

function tokenAt(text: string, at: number): Token | undefined {
  for (const [kind, pattern] of PATTERNS) {
    const found = match(pattern, text, at);
    if (found) return { kind, text: found, column: at + 1 };
  }
  return undefined;
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
