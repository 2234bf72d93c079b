import type { Document, ScalarTag, Tags } from 'yaml';

/** What the Collector's YAML reader (gopkg.in/yaml.v3, YAML 1.1 for the most part) does otherwise than the one here. */

const UNDERSCORED: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?[0-9][0-9_]*(\.[0-9_]*)?$/,
  resolve: (text: string) => Number(text.replaceAll('_', '')),
};

/** `1_000` is a number to it, and `2026-01-01` a date, which no setting takes. */
export const GO_TAGS = (tags: Tags): Tags => [...tags, 'timestamp', UNDERSCORED];

/** What it does not read although it is YAML of another version. */
export function refusedByGo(
  text: string,
  { directives }: Pick<Document, 'directives'>,
): { message: string; at: [start: number, end: number] } | undefined {
  const control = text.search(CONTROL_CHARACTERS);
  if (control !== -1) {
    const code = text.charCodeAt(control).toString(16).toUpperCase().padStart(4, '0');
    return { message: `The control character U+${code} is not allowed in YAML.`, at: [control, control + 1] };
  }
  const { explicit, version } = directives?.yaml ?? {};
  if (!explicit || version === '1.1') return undefined;
  const start = Math.max(0, text.search(/^%YAML/m));
  return {
    message: `The directive %YAML ${version} is refused: the Collector reads YAML 1.1; take the line out.`,
    at: [start, start + '%YAML'.length],
  };
}

/** Other than tab and line ends. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f]/;
