import { type Token, type TokenKind, tokensOf } from './tokens';

/** What a statement or a condition names, when its syntax is right. */
export interface ParsedOttl {
  functions: string[];
  /** The first two names of its paths: `span.attributes` of `span.attributes["a"]`, or one where there is one. */
  roots: string[];
}

/** Parses one OTTL text as pkg/ottl's grammar has it, or says at which column it cannot go on. */
export function parseOttl(text: string, kind: 'statement' | 'condition'): ParsedOttl | { column: number } {
  const lexed = tokensOf(text);
  if ('column' in lexed) return lexed;
  const parser = new Parser(lexed.tokens);
  const fits = kind === 'statement' ? parser.statement() : parser.condition();
  return fits && parser.isAtEnd() ? parser.found : { column: parser.furthestColumn() };
}

/**
 * Recursive descent with backtracking; each method moves on and says true, or stays where it was and says false.
 * Names found on a way that was given up are forgotten with it.
 */
class Parser {
  readonly found: ParsedOttl = { functions: [], roots: [] };
  private at = 0;
  private furthest = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  isAtEnd(): boolean {
    return this.is('End');
  }

  furthestColumn(): number {
    return this.tokens[this.furthest]?.column ?? 1;
  }

  /** An editor's call, and from where on it applies. */
  statement(): boolean {
    if (!this.call('Lowercase')) return false;
    return this.take('Lowercase', 'where') ? this.condition() : true;
  }

  condition(): boolean {
    return this.separated(() => this.separated(() => this.booleanValue(), 'OpAnd'), 'OpOr');
  }

  private booleanValue(): boolean {
    return this.all(
      () => this.take('OpNot') || true,
      () =>
        this.comparison() ||
        this.take('Boolean') ||
        this.call('Uppercase') ||
        this.all(
          () => this.take('Punct', '('),
          () => this.condition(),
          () => this.take('Punct', ')'),
        ),
    );
  }

  private comparison(): boolean {
    return this.all(
      () => this.value(),
      () => this.take('OpComparison'),
      () => this.value(),
    );
  }

  private value(): boolean {
    return (
      this.take('Nil') ||
      this.lambda() ||
      this.mathExpression() ||
      this.take('Bytes') ||
      this.take('String') ||
      this.take('Boolean') ||
      this.take('Uppercase') ||
      this.bracketed('{', () => this.mapItem(), '}') ||
      this.bracketed('[', () => this.value(), ']')
    );
  }

  private mapItem(): boolean {
    return this.all(
      () => this.take('String'),
      () => this.take('Punct', ':'),
      () => this.value(),
    );
  }

  private lambda(): boolean {
    return this.all(
      () => this.bracketed('(', () => this.take('Lowercase') || this.take('Underscore'), ')'),
      () => this.take('LambdaArrow'),
      () => this.condition() || this.value(),
    );
  }

  private mathExpression(): boolean {
    return this.separated(() => this.separated(() => this.mathValue(), 'OpMultDiv'), 'OpAddSub');
  }

  private mathValue(): boolean {
    return this.all(
      () => this.take('OpAddSub') || true,
      () =>
        this.call('Uppercase') ||
        this.take('Float') ||
        this.take('Int') ||
        this.path() ||
        this.all(
          () => this.take('Punct', '('),
          () => this.mathExpression(),
          () => this.take('Punct', ')'),
        ),
    );
  }

  /** A function's name, its arguments and, of a converter, keys. */
  private call(first: 'Uppercase' | 'Lowercase'): boolean {
    const start = this.at;
    return this.all(
      () => this.word(first),
      () => this.bracketed('(', () => this.argument(), ')'),
      () => this.noteFunction(start),
      () => first === 'Lowercase' || this.many(() => this.key()),
    );
  }

  private argument(): boolean {
    return this.all(
      () =>
        this.all(
          () => this.word('Lowercase'),
          () => this.take('Equal'),
        ) || true,
      // The name of a function alone is an argument, too.
      () => this.value() || this.word('Uppercase'),
    );
  }

  private path(): boolean {
    const start = this.at;
    return this.all(
      () => this.separated(() => this.field(), 'Punct', '.'),
      () => !this.is('Punct', '('),
      () => this.noteRoot(start),
    );
  }

  private field(): boolean {
    return this.all(
      () => this.take('Lowercase'),
      () => this.many(() => this.key()),
    );
  }

  private key(): boolean {
    return this.all(
      () => this.take('Punct', '['),
      () => this.take('String') || this.mathExpression(),
      () => this.take('Punct', ']'),
    );
  }

  /** `IsMatch`, `delete_key`: upper and lower case are tokens of their own. */
  private word(first: 'Uppercase' | 'Lowercase'): boolean {
    return this.all(
      () => this.take(first),
      () => this.many(() => this.take('Uppercase') || this.take('Lowercase')),
    );
  }

  private bracketed(open: string, item: () => boolean, close: string): boolean {
    return this.all(
      () => this.take('Punct', open),
      () =>
        this.take('Punct', close) ||
        this.all(
          () => this.separated(item, 'Punct', ','),
          () => this.take('Punct', close),
        ),
    );
  }

  private separated(item: () => boolean, kind: TokenKind, text?: string): boolean {
    if (!item()) return false;
    return this.many(() => this.all(() => this.take(kind, text), item));
  }

  private many(item: () => boolean): boolean {
    while (item());
    return true;
  }

  private all(...steps: (() => boolean)[]): boolean {
    const { at } = this;
    const lengths = { functions: this.found.functions.length, roots: this.found.roots.length };
    if (steps.every((step) => step())) return true;
    this.at = at;
    this.found.functions.length = lengths.functions;
    this.found.roots.length = lengths.roots;
    return false;
  }

  /** `IsMatch` of its tokens, up to the parenthesis. */
  private noteFunction(start: number): boolean {
    const end = this.tokens.findIndex(({ text }, index) => index >= start && text === '(');
    this.found.functions.push(
      this.tokens
        .slice(start, end)
        .map(({ text }) => text)
        .join(''),
    );
    return true;
  }

  private noteRoot(start: number): boolean {
    const [first, dot, second] = this.tokens.slice(start, start + 3);
    const isLonger = dot?.text === '.' && start + 2 < this.at;
    this.found.roots.push(isLonger ? `${first?.text}.${second?.text}` : (first?.text ?? ''));
    return true;
  }

  private take(kind: TokenKind, text?: string): boolean {
    if (!this.is(kind, text)) return false;
    this.at++;
    this.furthest = Math.max(this.furthest, this.at);
    return true;
  }

  private is(kind: TokenKind, text?: string): boolean {
    const token = this.tokens[this.at];
    return token?.kind === kind && (text === undefined || token.text === text);
  }
}
