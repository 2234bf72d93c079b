/**
 * Messages in which the parser quotes the text. The quoted part may be a secret, because `password: |s3cret` looks like
 * a block scalar.
 */
const QUOTED = /(extra characters|YAML token|YAML stream|YAML document|tag|alias[^:]*): .*$/s;

/** The parser's error message without the text that it quotes. */
export function withoutQuotes(message: string): string {
  return message.replace(QUOTED, '$1');
}
