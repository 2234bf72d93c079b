import fc from 'fast-check';
import { applyFixes, lint } from '../../../../lib/lint';

const OPTIONS = { version: '0.160.0' };

/** Lines of a Kafka component with mistakes that have fixes, and with what a fix has to leave alone. */
const SETTINGS = [
  'topic: spans',
  'topic: "spans" # the topic',
  "encoding: 'otlp_json'",
  'tls:',
  '# a comment: with "quotes" and \'others\'',
  'auth: {tls: {ca_file: /ca.pem}}',
  'group_id: $GROUP',
  'client_id: "\\u00e4 ${env:ID}"',
  'partition_traces_by_id: false',
  'producer: {required_acks: -1}',
  '',
];

const configs = fc
  .record({
    settings: fc.uniqueArray(fc.constantFrom(...SETTINGS), { selector: (line) => line.split(':')[0] }),
    isExporter: fc.boolean(),
    order: fc.constantFrom('[batch, memory_limiter]', '[memory_limiter, batch]', '[batch]'),
    ending: fc.constantFrom('', '\n', '\n# The end.\n'),
  })
  .map(({ settings, isExporter, order, ending }) => {
    const kafka = ['brokers: [broker.example:9092]', ...settings].map((line) => (line ? `    ${line}` : ''));
    const section = (name: string, isKafka: boolean, other: string) =>
      isKafka ? `${name}:\n  kafka:\n${kafka.join('\n')}` : `${name}: {${other}}`;
    const [from, to] = isExporter ? ['otlp', 'kafka'] : ['kafka', 'debug'];
    return `${section('receivers', !isExporter, 'otlp: {protocols: {grpc: {endpoint: "0.0.0.0:4317"}}}')}
processors: {batch: {}, memory_limiter: {check_interval: 1s, limit_percentage: 80}}
${section('exporters', isExporter, 'debug: {}')}
service:
  pipelines:
    traces: {receivers: [${from}], processors: ${order}, exporters: [${to}]}${ending}`;
  });

const indented = (text: string, by: number) =>
  text.replaceAll(/^(?=.)/gm, ' '.repeat(by)).replace(/\n?$/, '\n');

/** Each puts a configuration into a file, so that the file of the fixed configuration is the fixed file. */
const WRAPPERS: [name: string, wrap: (config: string) => string][] = [
  [
    'a literal block',
    (text) => `kind: ConfigMap\napiVersion: v1\ndata:\n  a: |\n${indented(text, 4)}  b: c\n`,
  ],
  [
    'a literal block without its last line break',
    (text) => `kind: ConfigMap\napiVersion: v1\ndata:\n  a: |-\n${indented(text, 6)}# behind\n`,
  ],
  [
    'a map',
    (text) =>
      `# before\napiVersion: a/v1\nkind: OpenTelemetryCollector\nspec:\n  config:\n${indented(text, 4)}  replicas: 2\n`,
  ],
  ['a map in a list', (text) => `items:\n- alternateConfig:\n${indented(text, 4)}- b: c\n`],
  [
    'a string of JSON',
    (text) => JSON.stringify({ a: 'b', environment: [{ name: 'C', value: text }] }, null, 2),
  ],
  ['a quoted string', (text) => `a: b\nconfig: ${JSON.stringify(text)} # behind\n`],
  [
    'the second document',
    (text) =>
      `kind: A\n---\nkind: ConfigMap\napiVersion: v1\ndata:\n  a: |\n${indented(text, 4)}---\nkind: B\n`,
  ],
  [
    'a string of compose',
    (text) => `services: {}\nconfigs:\n  a:\n    content: |\n${indented(text.replaceAll('$', '$$$$'), 6)}`,
  ],
];

describe.each(WRAPPERS)('A configuration in %s', (_, wrap) => {
  it.each(['\n', '\r\n'])('is fixed as it would be alone, and nothing else changes (line ends %j)', (eol) => {
    fc.assert(
      fc.property(configs, (given) => {
        const config = given.replaceAll('\n', eol);
        const file = (text: string) => wrap(text.replaceAll('\r\n', '\n')).replaceAll('\n', eol);
        const [alone] = applyFixes([{ name: 'a.yaml', text: config }], OPTIONS);
        const [inside] = applyFixes([{ name: 'a.yaml', text: file(config) }], OPTIONS);

        expect(inside?.text).toBe(file(alone?.text ?? ''));
        expect(applyFixes([{ name: 'a.yaml', text: inside?.text ?? '' }], OPTIONS)[0]?.applied).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });

  it('has the findings that it would have alone', () => {
    fc.assert(
      fc.property(configs, (config) => {
        const findings = (text: string) =>
          lint([{ name: 'a.yaml', text }], OPTIONS).findings.map(({ code, message }) => `${code} ${message}`);

        expect(findings(wrap(config)).sort()).toEqual(findings(config).sort());
      }),
      { numRuns: 12 },
    );
  });
});
