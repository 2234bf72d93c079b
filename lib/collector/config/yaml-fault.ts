/** Where the parser quotes the text, which may be a secret: `password: |s3cret` is a block scalar's header to it. */
const QUOTED = /(extra characters|YAML token|YAML stream|YAML document|tag|alias[^:]*): .*$/s;

/** What the parser says of a text that is not YAML, without a piece of the text. */
export function yamlFault(message: string): string {
  return message.replace(QUOTED, '$1');
}
