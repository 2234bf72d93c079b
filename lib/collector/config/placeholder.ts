/** `${env:NAME}`, `${NAME}` or `${file:…}`: a value that the Collector expands at start. */
export interface Placeholder {
  /** Also `env` for the short form `${NAME}`. */
  scheme: string;
  /** The name of the variable, or the path of the file. */
  name: string;
  /** The default value in `${env:NAME:-fallback}`. */
  fallback: string | undefined;
}

const PLACEHOLDER = /\$\{([^{}]*)\}/g;
const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):/;

/** All placeholders in a text. `$${…}` is not one, because `$$` is a literal dollar sign. */
export function placeholdersIn(text: string): Placeholder[] {
  if (!text.includes('${')) return [];
  return [...text.replaceAll('$$', '').matchAll(PLACEHOLDER)].map(([, inside = '']) => {
    const [prefix, scheme = 'env'] = SCHEME.exec(inside) ?? [''];
    const rest = inside.slice(prefix.length);
    const end = rest.indexOf(':-');
    return end === -1
      ? { scheme, name: rest, fallback: undefined }
      : { scheme, name: rest.slice(0, end), fallback: rest.slice(end + 2) };
  });
}

/** Is the value, or a part of it, known only after a template is rendered, or when the Collector runs? */
export function isPlaceholder(value: unknown): value is string {
  return typeof value === 'string' && (placeholdersIn(value).length > 0 || encloses(value, '{{', '}}'));
}

/** Whether `open` is followed by `close`, anywhere. A regular expression would look for `close` after each `open`. */
function encloses(text: string, open: string, close: string): boolean {
  const from = text.indexOf(open);
  return from !== -1 && text.indexOf(close, from + open.length) !== -1;
}

/**
 * `<PASSWORD>`, `%PASSWORD%`, `__PASSWORD__` and the like as the whole value. The look-ahead keeps what it has matched:
 * without it, a value of many such parts takes forever to fail.
 */
const MARKED =
  /^(?:(?=((?:<[^<>]+>|%\w+%|__[^\W_]+(?:_[^\W_]+)*__|@@?\w+@@?|\[\[.+\]\]|\[[A-Z][A-Z _-]*\])[-:@/._]?))\1)+$/;

/** What a program replaces, anywhere in a value: `$(NAME)`, `#{NAME}`. */
const REPLACED = /\$\(\w+\)|\$\{|#\{[\w.]+\}/;

/** The same between two marks, such as `{{ … }}`. */
const ENCLOSED = [
  ['{{', '}}'],
  ['{%', '%}'],
  ['<%', '%>'],
] as const;

/** A variable of a shell. */
const VARIABLE = /^\$[A-Z_][A-Z0-9_]*$/;

/** Marks in place of letters: `xxxx`, `sk-XXXXXXXX`, `***`, `…`. */
const MASKED = /x{4,}|^x{3}$|\*{3,}|^[*.•_?#-]{2,}$|…|\.{3}$/i;

/** Words that ask for a value. */
const ASKED =
  /^(?:change|replace)[-_ ]?(?:me|this)(?:[-_ !].*)?$|^(?:your|(?:replace|insert|enter|put|paste)[-_ ]).*|[-_ ]here$|^(?:todo|fixme|tbd|redacted|removed|hidden|masked|placeholder|dummy|sensitive|example)$/i;

/** A reference to a store of secrets, or an encrypted value. */
const STORED = /^(?:vault:|ref\+|op:\/\/|arn:aws|ENC\[)/;

/** Does the text stand for a value that a person or a program puts in later? `false` for what could be a value itself. */
export function isStandIn(text: string): boolean {
  const value = text.trim();
  return (
    [MARKED, REPLACED, VARIABLE, MASKED, ASKED, STORED].some((pattern) => pattern.test(value)) ||
    ENCLOSED.some(([open, close]) => encloses(value, open, close))
  );
}
