import { readLintFile } from '../../../lib/lint/read-file';

const KAFKA = `receivers: {kafka: {}}
exporters: {kafka: {}, debug: {}}
service:
  pipelines:
`;

describe('reading a file to lint', () => {
  it.each<[what: string, text: string, found: string[], line: number]>([
    ['nothing', '', ['CONFIG_EMPTY'], 1],
    ['only comments', '# nothing\n', ['CONFIG_EMPTY'], 1],
    ['null', 'null\n', ['CONFIG_EMPTY'], 1],
    ['a list', '- a\n', ['CONFIG_NOT_A_MAP'], 1],
    ['a single string', 'config.yaml\n', ['CONFIG_NOT_A_MAP'], 1],
    ['a tab as indentation', 'a:\n\tb: 1\n', ['CONFIG_NOT_YAML'], 2],
    ['a bracket that is not closed', 'a: [1\n', ['CONFIG_NOT_YAML'], 2],
    ['a duplicate key', 'a: 1\na: 2\n', ['CONFIG_NOT_YAML'], 2],
    ['a control character', 'a: 1\nb: "\u0007"\n', ['CONFIG_NOT_YAML'], 2],
    ['a directive of YAML 1.2', '%YAML 1.2\n---\na: 1\n', ['CONFIG_NOT_YAML'], 1],
    ['an alias without an anchor', 'a: *b\n', ['CONFIG_NOT_YAML'], 1],
    ['an alias inside its own anchor', 'a: &a {b: *a}\n', ['CONFIG_ALIASES_EXPLODE'], 1],
    ['aliases that explode', bomb(), ['CONFIG_ALIASES_EXPLODE'], 1],
    ['a second document', 'a: 1\n---\nb: 1\n', ['CONFIG_SECOND_DOCUMENT'], 2],
    ['ten megabytes', `a: ${'x'.repeat(10_000_000)}\n`, ['CONFIG_TOO_LARGE'], 1],
    ['thousands of open brackets', `a: ${'['.repeat(20_000)}`, ['CONFIG_TOO_LARGE'], 1],
    ['deep nesting', `a: ${'['.repeat(300)}${']'.repeat(300)}\n`, ['CONFIG_TOO_LARGE'], 1],
    ['a map', 'a: 1\n', [], 0],
  ])('finds in %s', (_, text, found, line) => {
    const { problems } = readLintFile('a.yaml', text);

    expect(problems.map(({ code }) => code)).toEqual(found);
    if (found.length > 0) expect(problems[0]?.place.line).toBe(line);
  });

  it.each<[what: string, text: string, refusal: string | undefined, isRead: boolean]>([
    ['invalid YAML', 'a: [\n', 'validate', false],
    ['an empty text', '', 'validate', false],
    ['a second document, whose first is read', 'a: 1\n---\nb: 1\n', undefined, true],
    ['a text that is too large to check', 'x'.repeat(2_000_001), undefined, false],
  ])('detects when the Collector refuses %s', (_, text, refusal, isRead) => {
    const { file, problems } = readLintFile('a.yaml', text);

    expect([problems[0]?.refusal, file !== undefined]).toEqual([refusal, isRead]);
  });

  it.each<[what: string, pipeline: string, tiers: string[]]>([
    ['writes to Kafka', 'receivers: [otlp], exporters: [kafka]', ['ingestion']],
    ['reads from Kafka', 'receivers: [kafka], exporters: [debug]', ['processing']],
    ['does both', 'receivers: [kafka], exporters: [kafka]', ['ingestion', 'processing']],
    ['only defines it', 'receivers: [otlp], exporters: [debug]', []],
  ])('finds the tiers of a file that %s', (_, pipeline, tiers) => {
    const { file } = readLintFile('a.yaml', `${KAFKA}    traces: {${pipeline}}\n`);

    expect([...(file?.tiers ?? [])].sort()).toEqual(tiers);
  });

  it('resolves aliases and merge keys', () => {
    const { file } = readLintFile('a.yaml', 'x: &x {a: 1, b: 2}\nreceivers: {kafka: {<<: *x, b: 3}}\n');

    expect(file?.component('receiver', 'kafka')?.settings).toEqual({ a: 1, b: 3 });
  });

  it('reads numbers with underscores as the Collector does', () => {
    const { file } = readLintFile('a.yaml', 'receivers: {kafka: {size: 1_048_576}}\n');

    expect(file?.component('receiver', 'kafka')?.settings).toEqual({ size: 1_048_576 });
  });

  it('reads lines that end with a lone carriage return', () => {
    const { file } = readLintFile('a.yaml', 'receivers:\r  kafka: {group_id: g}\r');

    expect(file?.component('receiver', 'kafka')?.settings).toEqual({ group_id: 'g' });
    expect(file?.document.placeOf(['receivers', 'kafka'], 'key').line).toBe(2);
  });
});

/** Nine anchors, each a list of ten aliases of the one before. */
function bomb(): string {
  const names = [...'abcdefghi'];
  const lines = names.map((name, index) => {
    const inside = index === 0 ? 'x' : `*${names[index - 1]}`;
    return `${name}: &${name} [${Array(10).fill(inside).join(', ')}]`;
  });
  return `${lines.join('\n')}\n`;
}
