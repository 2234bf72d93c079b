import { type Token, type TokenKind, tokensOf } from './tokens';

/** The names that a statement or a condition uses. */
export interface ParsedOttl {
  functions: string[];
  /** The first one or two names of each path: `span.attributes` of `span.attributes["a"]`. */
  roots: string[];
}

/**
 * Parses one OTTL text by pkg/ottl's grammar.
 *
 * @returns the column if there is a syntax error; `undefined` if the text is nested so much that it was not parsed
 */
export function parseOttl(
  text: string,
  kind: 'statement' | 'condition',
): ParsedOttl | { column: number } | undefined {
  const lexed = tokensOf(text);
  if ('column' in lexed) return lexed;
  const parser = new Parser(lexed.tokens);
  try {
    const fits = kind === 'statement' ? parser.statement() : parser.condition();
    return fits && parser.isAtEnd() ? parser.found : { column: parser.furthestColumn() };
  } catch (error) {
    if (error instanceof TooNested) return undefined;
    throw error;
  }
}

class TooNested extends Error {}

/** More than people write. Each level takes about ten calls of the parser within each other. */
const MOST_DEPTH = 1_000;
/** A nested lambda is parsed twice, those in it four times, and so on. A text without any takes some 20 steps a token. */
const MOST_STEPS_A_TOKEN = 1_000;

/**
 * A recursive descent parser with backtracking. Each method either consumes tokens and returns true, or consumes nothing
 * and returns false. Backtracking also drops the names that were found in the meantime.
 */
class Parser {
  readonly found: ParsedOttl = { functions: [], roots: [] };
  private at = 0;
  private furthest = 0;
  private depth = 0;
  private steps = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  isAtEnd(): boolean {
    return this.is('End');
  }

  furthestColumn(): number {
    return this.tokens[this.furthest]?.column ?? 1;
  }

  /** The call of an editor, and an optional `where` condition. */
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

  /** The name of a function, its arguments, and keys if it is a converter. */
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
      // The bare name of a function can also be an argument.
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

  /** `IsMatch` or `delete_key`: upper-case and lower-case parts are separate tokens. */
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
    this.depth += 1;
    this.steps += 1;
    if (this.depth > MOST_DEPTH || this.steps > MOST_STEPS_A_TOKEN * this.tokens.length)
      throw new TooNested();
    const fits = steps.every((step) => step());
    this.depth -= 1;
    if (fits) return true;
    this.at = at;
    this.found.functions.length = lengths.functions;
    this.found.roots.length = lengths.roots;
    return false;
  }

  /** Joins the tokens up to the parenthesis into a function name, such as `IsMatch`. */
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
