import { lint, parseLintConfig } from '../../../../lib/lint';
import { processing } from '../../../_helpers/lint/lint-rule';

const NAME = '.spillwaylint.yaml';

/** One message for each finding, without the name of the file. */
function faultsOf(text: string): string[] {
  try {
    parseLintConfig(text, NAME);
    return [];
  } catch (error) {
    expect(error).toMatchObject({
      code: 'LINT_CONFIG_INVALID',
      hint: expect.stringContaining('docs/lint-config.md'),
    });
    return (error as Error).message.split('\n').map((line) => line.replace(`${NAME}:`, ''));
  }
}

describe('The configuration of the linter', () => {
  it('has settings for all files, and overrides by path, of which a later one wins', () => {
    const config = parseLintConfig(
      `version: 0.160.0
rules: { NO_HEALTH_CHECK: off, QUEUE_DROPS: info }
overrides:
  - files: ['legacy/**']
    version: 0.145.0
    rules: { QUEUE_DROPS: error }
  - files: [legacy/adot/*.yaml]
    distribution: adot
    version: 0.49.0
`,
      NAME,
    );

    expect(config.settingsFor('gateway.yaml')).toEqual({
      version: '0.160.0',
      rules: { NO_HEALTH_CHECK: 'off', QUEUE_DROPS: 'info' },
    });
    expect(config.settingsFor('legacy/in.yaml')).toEqual({
      version: '0.145.0',
      rules: { NO_HEALTH_CHECK: 'off', QUEUE_DROPS: 'error' },
    });
    expect(config.settingsFor('legacy/adot/in.yaml')).toEqual({
      version: '0.49.0',
      distribution: 'adot',
      rules: { NO_HEALTH_CHECK: 'off', QUEUE_DROPS: 'error' },
    });
  });

  it.each([
    ['*.old.yaml', ['a.old.yaml', 'deep/in/a.old.yaml'], ['a.yaml']],
    ['otel/*.yaml', ['otel/a.yaml'], ['otel/deep/a.yaml', 'a.yaml', 'x/otel/a.yaml']],
    ['otel/**', ['otel/a.yaml', 'otel/deep/a.yaml', 'otel/.hidden/a.yaml'], ['a.yaml']],
    ['**/{dev,test}/*.y?ml', ['dev/a.yaml', 'x/test/a.yaml'], ['prod/a.yaml']],
    ['../shared/*.yaml', ['../shared/a.yaml'], ['shared/a.yaml']],
  ])('matches the glob %s', (glob, matching, others) => {
    const text = `overrides: [{ files: ['${glob}'], rules: { QUEUE_DROPS: off } }]`;
    const config = parseLintConfig(text, NAME);
    const isOff = (file: string) => config.settingsFor(file).rules?.QUEUE_DROPS === 'off';

    expect(matching.filter((file) => !isOff(file))).toEqual([]);
    expect(others.filter(isOff)).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['only a comment', '# later\n'],
    ['empty settings', 'rules:\noverrides: []\n'],
    ['an alias', 'rules: &r { QUEUE_DROPS: off }\noverrides: [{ files: [a], rules: *r }]'],
    ['a version that looks like a number', 'version: 0.160'],
  ])('may have %s', (_what, text) => {
    expect(faultsOf(text)).toEqual([]);
  });

  it.each([
    [
      'an unknown rule',
      'rules:\n  NO_HELTH_CHECK: off',
      '2:3 rules has the unknown rule "NO_HELTH_CHECK". Did you mean NO_HEALTH_CHECK?',
    ],
    ['an unknown setting', 'rule: {}', '1:1 The file has the unknown setting "rule". Did you mean rules?'],
    [
      'a setting that is unknown in an override',
      'overrides: [{files: [a], file: b}]',
      '1:26 overrides[0] has the unknown setting "file". Did you mean files?',
    ],
    [
      'an unknown severity',
      'rules: {QUEUE_DROPS: warn}',
      '1:22 rules.QUEUE_DROPS must be one of off, error, warning, info. Did you mean warning?',
    ],
    [
      'a severity that is a number',
      'rules: {QUEUE_DROPS: 2}',
      '1:22 rules.QUEUE_DROPS must be one of off, error, warning, info.',
    ],
    ['a severity that is not there', 'rules: {QUEUE_DROPS: }', '1:22 rules.QUEUE_DROPS must be text.'],
    ['rules as a list', 'rules: [QUEUE_DROPS]', '1:8 rules must be a map.'],
    ['a list', '- rules', '1:1 The file must be a map.'],
    [
      'an unknown version',
      'version: 0.99.0',
      /^1:10 version: "0\.99\.0" is not a Collector version that Spillway knows/,
    ],
    [
      'an unknown release of a distribution',
      'distribution: adot\nversion: 0.1.0',
      /^2:10 version: "adot-0\.1\.0" is not an ADOT release/,
    ],
    [
      'an unknown distribution',
      'distribution: contib',
      '1:15 distribution must be one of contrib, adot. Did you mean contrib?',
    ],
    [
      'an override without files',
      'overrides: [{rules: {QUEUE_DROPS: off}}]',
      '1:13 overrides[0] has no files. Set a list of globs.',
    ],
    ['files that are not a list', 'overrides: [{files: a.yaml}]', '1:21 overrides[0].files must be a list.'],
    ['a glob that is not text', 'overrides: [{files: [{}]}]', '1:22 overrides[0].files[0] must be text.'],
    ['a broken text', 'rules: [', /^\d:\d+ The file is not YAML: /],
    ['a key twice', 'rules: {}\nrules: {}', /^2:1 The file is not YAML: Map keys must be unique/],
    [
      'a property of every JavaScript object',
      'rules: {__proto__: off, toString: off}',
      '1:9 rules has the unknown rule "__proto__".',
    ],
  ])('is refused with %s, at its place', (_what, text, expected) => {
    const [fault] = faultsOf(text).filter((line) => !/^\d+ findings:$/.test(line));

    expect(fault).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  it('lists everything that is wrong at once', () => {
    expect(faultsOf('rules: {A_RULE: off, QUEUE_DROPS: never}\nversion: {}\n')).toEqual([
      '3 findings:',
      '1:9 rules has the unknown rule "A_RULE".',
      '1:35 rules.QUEUE_DROPS must be one of off, error, warning, info.',
      '2:10 version must be text.',
    ]);
  });
});

describe('Linting with a configuration', () => {
  const text = processing({ extensions: 'pprof: {}' });
  const severitiesOf = (options: Parameters<typeof lint>[1]) =>
    lint([{ name: 'a.yaml', text }], options)
      .findings.filter(({ code }) => code === 'NO_HEALTH_CHECK')
      .map(({ severity }) => severity);

  it('leaves rules out that are off, and changes severities', () => {
    expect(severitiesOf({ rules: { NO_HEALTH_CHECK: 'off' } })).toEqual([]);
    expect(severitiesOf({ rules: { NO_HEALTH_CHECK: 'error' } })).toEqual(['error']);
  });

  it('prefers the options to the configuration', () => {
    const config = parseLintConfig('rules: { NO_HEALTH_CHECK: off }', NAME);

    expect(severitiesOf({ config })).toEqual([]);
    expect(severitiesOf({ config, rules: { NO_HEALTH_CHECK: 'error' } })).toEqual(['error']);
  });

  it('keeps the verdict on a file, which the Collector refuses whatever is reported', () => {
    const { findings, files } = lint([{ name: 'a.yaml', text: `nonsense: 1\n${text}` }], {
      rules: { CONFIG_KEY_UNKNOWN: 'off' },
    });

    expect(findings.map(({ code }) => code)).not.toContain('CONFIG_KEY_UNKNOWN');
    expect(files).toMatchObject([{ verdict: 'refused-at-validate' }]);
  });

  it('checks each file for its own Collector', () => {
    const config = parseLintConfig('overrides: [{ files: [old.yaml], version: 0.145.0 }]', NAME);
    const topic = processing({ kafka: 'brokers: [k:9092], traces: {topic: spans}' });

    const { files, findings } = lint(
      [
        { name: 'old.yaml', text: topic },
        { name: 'new.yaml', text: topic },
      ],
      { config },
    );

    expect(files.map(({ collector, verdict }) => [collector, verdict])).toEqual([
      ['Collector v0.145.0', 'accepted'],
      ['Collector v0.165.1', 'refused-at-validate'],
    ]);
    expect(
      findings
        .filter(({ severity, code }) => severity === 'error' && code.startsWith('CONFIG_'))
        .map(({ file }) => file),
    ).toEqual(['new.yaml']);
  });

  it('refuses feature gates that are no IDs', () => {
    expect(() => lint([{ name: 'a.yaml', text }], { featureGates: 'a b' })).toThrow(
      expect.objectContaining({ code: 'FEATURE_GATES_INVALID', message: expect.stringContaining('"a b"') }),
    );
  });
});
