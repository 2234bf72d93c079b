import { lint } from '../../../../lib/lint';

const OPTIONS = { version: '0.160.0' };

function configMap(name: string, config: string): string {
  const lines = config.split('\n').map((line) => `    ${line}`);
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata:\n  config: |\n${lines.join('\n')}\n`;
}

const CONFIG = `receivers: {kafka: {brokers: ["k:9092"], topic: spans}}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}`;
const PADDING = `\n${'# a comment that is not short, and is there in order to fill the file\n'.repeat(300)}`;

const codesIn = (text: string) => {
  const codes = lint([{ name: 'a.yaml', text }], OPTIONS).findings.map(({ code }) => code);
  return new Map([...new Set(codes)].map((code) => [code, codes.filter((each) => each === code).length]));
};
const many = (count: number, config = CONFIG) =>
  Array.from({ length: count }, (_, index) => configMap(`otel-${index}`, config));
const asList = (items: string[]) =>
  `apiVersion: v1\nkind: List\nitems:\n${items.map((item) => `- ${item.trimEnd().replaceAll('\n', '\n  ')}\n`).join('')}`;

describe('A large file', () => {
  it.each([
    ['a list of 500 resources', asList(many(500))],
    [
      'a list in JSON',
      JSON.stringify({
        kind: 'List',
        items: many(500).map((_, index) => ({ kind: 'ConfigMap', data: { [`c${index}`]: CONFIG } })),
      }),
    ],
  ])('%s: each configuration is checked', (_, text) => {
    expect(codesIn(text).get('CONFIG_KEY_RENAMED')).toBe(500);
  });

  it.each([
    ['documents', many(500, CONFIG + PADDING).join('---\n')],
    ['a list', asList(many(500, CONFIG + PADDING))],
  ])('10 MB of %s: is checked as far as the limit', (_, text) => {
    expect(text.length).toBeGreaterThan(10_000_000);
    const found = codesIn(text);

    expect(found.get('CONFIG_TOO_LARGE')).toBe(1);
    expect(found.get('CONFIG_KEY_RENAMED')).toBeGreaterThan(80);
  });

  it('10 MB with something else in it: the configuration is checked', () => {
    const other = configMap('dashboard', '{"a": "some words that are no configuration"},\n'.repeat(220_000));
    expect(other.length).toBeGreaterThan(10_000_000);

    const found = codesIn(`${other}---\n${configMap('otel', CONFIG)}`);

    expect([found.get('CONFIG_KEY_RENAMED'), found.has('CONFIG_TOO_LARGE')]).toEqual([1, false]);
  });

  it('10 MB of one configuration: is one finding', () => {
    expect([...codesIn(configMap('otel', CONFIG + PADDING.repeat(500)))]).toEqual([['CONFIG_TOO_LARGE', 1]]);
  });

  it('thousands of configurations: the first thousand are checked', () => {
    const found = codesIn(asList(many(1_100)));

    expect([found.get('CONFIG_KEY_RENAMED'), found.get('CONFIG_TOO_LARGE')]).toEqual([1_000, 1]);
  });

  it.each([
    ['brackets', `kind: A\nexporters_: ${'['.repeat(20_000)}`],
    ['dashes', `pipelines:\n${'- '.repeat(20_000)}a\n`],
    [
      'maps',
      `kind: A\nexporters_:\n${Array.from({ length: 1_500 }, (_, index) => `${' '.repeat(index + 1)}a:\n`).join('')}`,
    ],
  ])('thousands of nested %s: is one finding', (_, text) => {
    expect([...codesIn(text).values()]).toEqual([1]);
  });

  it('a configuration in a resource in a ConfigMap: is found, but not without end', () => {
    const nested = (times: number): string =>
      times === 0 ? CONFIG : configMap(`n${times}`, nested(times - 1));

    expect(codesIn(nested(2)).get('CONFIG_KEY_RENAMED')).toBe(1);
    expect([...codesIn(nested(30))]).toEqual([['CONFIG_NOT_FOUND', 1]]);
  });

  it('a configuration inside a configuration: is part of it', () => {
    const creator = CONFIG.replace(
      'receivers: {',
      'receivers: {receiver_creator: {receivers: {kafka/x: {rule: a, config: {receivers: {}, exporters: {}}}}}, ',
    );
    const { files } = lint([{ name: 'a.yaml', text: configMap('otel', creator) }], OPTIONS);

    expect(files.map(({ configuration }) => configuration)).toEqual(['ConfigMap/otel data.config']);
  });
});
