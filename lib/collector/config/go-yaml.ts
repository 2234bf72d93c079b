import type { Document, ScalarTag, Tags } from 'yaml';

/** Differences between the Collector's YAML parser (gopkg.in/yaml.v3, mostly YAML 1.1) and the one that is used here. */

const UNDERSCORED: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?[0-9][0-9_]*(\.[0-9_]*)?$/,
  resolve: (text: string) => Number(text.replaceAll('_', '')),
};

/** The Collector reads `1_000` as a number. It reads `2026-01-01` as a date, which no setting accepts. */
export const GO_TAGS = (tags: Tags): Tags => [...tags, 'timestamp', UNDERSCORED];

/** What the Collector's parser refuses although it is valid in another version of YAML. */
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
    message: `The Collector reads YAML 1.1 and refuses the directive %YAML ${version}. Remove the line.`,
    at: [start, start + '%YAML'.length],
  };
}

/** Control characters other than tabs and line ends. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression searches for control characters
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f]/;
