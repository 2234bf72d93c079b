import { parseConfig } from '../../../lib/collector/config/config-document';
import { isStandIn, placeholdersIn } from '../../../lib/collector/config/placeholder';
import { SpillwayError } from '../../../lib/errors';
import { lint } from '../../../lib/lint';
import { parsePipelineSpec } from '../../../lib/pipeline';
import { nearestNames } from '../../../lib/pipeline/nearest-names';
import { expectLinear } from '../../_helpers/process/expect-linear';

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

/** A configuration with one setting, header, section or component more, `count` times. */
const config = ({ receivers = '', exporter = '', sections = '' }) =>
  `receivers:\n  otlp: {protocols: {grpc: {}}}\n${receivers}exporters:\n  otlp:\n    endpoint: a:4317\n${exporter}${sections}service: {pipelines: {traces: {receivers: [otlp], exporters: [otlp]}}}\n`;

const CONFIGS: [string, (count: number) => string][] = [
  ['headers', (count) => config({ exporter: `    headers:\n${lines(count, (i) => `      k${i}: v\n`)}` })],
  ['unknown settings', (count) => config({ exporter: lines(count, (i) => `    k${i}: v\n`) })],
  ['unknown sections', (count) => config({ sections: lines(count, (i) => `k${i}: v\n`) })],
  ['receivers', (count) => config({ receivers: lines(count, (i) => `  otlp/${i}: {}\n`) })],
  ['the same key', (count) => config({ exporter: `    headers:\n${lines(count, () => '      k: v\n')}` })],
  [
    'pipelines in a row',
    (count) =>
      `connectors: {${lines(count, (i) => `forward/${i}: {}, `)}}\n${config({}).replace(
        /\{traces: .*\}\}\n/,
        `{${lines(count, (i) => `traces/${i}: {receivers: [otlp, forward/${i}], exporters: [otlp, forward/${i + 1}]}, `)}}}\n`,
      )}`,
  ],
  ['placeholders', (count) => config({ exporter: `    compression: "${'${A:-b}'.repeat(count)}"\n` })],
];

const VALUES: [string, (count: number) => string][] = [
  ['a placeholder that does not end', (count) => `\${${':-'.repeat(count)}`],
  ['openings of a template', (count) => '{{'.repeat(count)],
  ['openings of another template', (count) => '<%'.repeat(count)],
  ['marks of underscores', (count) => `${'__a__'.repeat(count)}!`],
  ['marks of at signs', (count) => `${'@a@@'.repeat(count)}!`],
  ['marks of brackets', (count) => `${'[[a]]'.repeat(count)}!`],
];

describe('the time for four times the text is about four times as long', () => {
  it.each(CONFIGS)('of a configuration with many %s', (_what, text) => {
    expectLinear((count) => void lint([{ name: 'a.yaml', text: text(count) }]), 400);
  });

  it.each(VALUES)('of a value: %s', (_what, text) => {
    expectLinear((count) => {
      placeholdersIn(text(count));
      isStandIn(text(count));
    }, 20_000);
  });

  it('of a live configuration with many keys', () => {
    expectLinear((count) => void parseConfig(lines(count, (i) => `k${i}: v\n`)), 2_000);
  });

  it.each([
    ['unknown keys', (count: number) => lines(count, (i) => `k${i}: v\n`)],
    ['the same key', (count: number) => lines(count, () => 'k: v\n')],
  ])('of a spec with many %s', (_what, text) => {
    expectLinear((count) => {
      expect(() => parsePipelineSpec(text(count), 'a.yaml')).toThrow(SpillwayError);
    }, 500);
  });
});

it('a way through thousands of connectors is not followed to its end', () => {
  const count = 3_000;
  const text = `receivers: {otlp: {}}\nexporters: {debug: {}}\nconnectors: {${lines(count, (i) => `forward/${i}: {}, `)}}\nservice: {pipelines: {traces/start: {receivers: [otlp], exporters: [forward/0]}, ${lines(count, (i) => `traces/${i}: {receivers: [forward/${i}], exporters: [${i + 1 === count ? 'debug' : `forward/${i + 1}`}]}, `)}}}\n`;

  const { files } = lint([{ name: 'a.yaml', text }]);

  expect(files[0]?.delivery[0]).toMatchObject({
    ...{ pipeline: 'traces/start', delivers: 'unknown' },
    brokenBy: { because: expect.stringContaining('does not follow connectors as far as') },
  });
});

const nested = (depth: number): string => (depth > 0 ? `A((x) => ${nested(depth - 1)})` : 'A()');

it.each([
  ['lambdas', `set(attributes["a"], ${nested(60)})`],
  ['brackets', `set(attributes["a"], ${'('.repeat(50_000)}`],
  ['lists', `set(attributes["a"], ${'['.repeat(50_000)}`],
])('a statement of OTTL with many %s is not parsed to its end', (_what, statement) => {
  const text = `receivers: {otlp: {}}\nexporters: {debug: {}}\nprocessors: {transform: {trace_statements: [${JSON.stringify(statement)}]}}\nservice: {pipelines: {traces: {receivers: [otlp], processors: [transform], exporters: [debug]}}}\n`;
  const beganMs = performance.now();

  expect(() => lint([{ name: 'a.yaml', text }])).not.toThrow();

  expect(performance.now() - beganMs).toBeLessThan(10_000);
});

it('a name of a megabyte is compared with no other', () => {
  expect(nearestNames('k'.repeat(1_000_000), ['kafka'])).toEqual([]);
});

it('a thousand unknown settings with long names are compared in seconds', () => {
  const text = config({ exporter: lines(1_000, (i) => `    ${'k'.repeat(60)}${i}: v\n`) });
  const beganMs = performance.now();

  expect(lint([{ name: 'a.yaml', text }]).findings.length).toBeGreaterThan(1_000);

  expect(performance.now() - beganMs).toBeLessThan(8_000);
});

const BOMB = `a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${lines(9, (i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(10)}]\n`)}`;

describe.each([
  ['an alias bomb', BOMB],
  ['a list of many aliases', `a: &a [1]\nb: [${'*a, '.repeat(200)}]\n`],
  ['an alias inside its own anchor', 'a: &a [*a]\n'],
  ['an alias without an anchor', 'a: *b\n'],
  ['a deep nesting', `a: ${'['.repeat(5_000)}${']'.repeat(5_000)}\n`],
  ['a nesting that does not end', `a: ${'{a: '.repeat(5_000)}`],
])('%s', (_what, text) => {
  it('in a spec is an error with a code', () => {
    expect(() => parsePipelineSpec(text, 'a.yaml')).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^SPEC_/) }),
    );
  });

  it('in a live configuration is an error with a code, or read', () => {
    try {
      parseConfig(text);
    } catch (error) {
      expect(error).toMatchObject({ code: 'CONFIG_MALFORMED' });
    }
  });

  it('is a finding of the linter', () => {
    expect(lint([{ name: 'a.yaml', text }]).findings.length).toBeGreaterThan(0);
  });
});
