import { renderIngestion, renderProcessing } from '../../../lib/collector';
import { secretVariableNames, specFindings } from '../../../lib/lint';
import { parsePipelineSpec } from '../../../lib/pipeline';
import { EXAMPLES, exampleText } from '../../_helpers/pipeline/examples';

/** Everything that the linter says of a spec: `line path CODE`. */
function findingsOf(text: string) {
  const spec = parsePipelineSpec(text, 'a.yaml');
  const options = spec.kafka.brokers.length > 0 ? {} : { brokersText: '${env:BROKERS}' };
  const result = specFindings(spec, text, {
    ingestion: renderIngestion(spec, options),
    processing: renderProcessing(spec, 'earliest', options),
  });
  return {
    ignored: result.ignored,
    findings: result.findings
      .filter(({ severity }) => severity !== 'info')
      .map(({ place, path, code }) => `${place.line} ${path.join('.')} ${code}`),
    text: JSON.stringify(result),
  };
}

/** The plain example with lines in its processing tier, which begin at line 28. */
const withLines = (...lines: string[]) =>
  exampleText('plain').replace(
    / {4}backend:\n/,
    `${lines.map((line) => `    ${line}\n`).join('')}    backend:\n`,
  );
const lineOf = (text: string, part: string) => text.slice(0, text.indexOf(part)).split('\n').length;

describe('the findings of a spec', () => {
  it.each(EXAMPLES)('are none for examples/%s.yaml', (name) => {
    expect(findingsOf(exampleText(name))).toMatchObject({ findings: [], ignored: [] });
  });

  it.each([
    [
      'a misspelt key of a processor',
      ['processors:', '  filter/health: { traces: { spann: ["true"] } }'],
      'tiers.processing.processors.filter/health.traces.spann CONFIG_KEY_UNKNOWN',
      'spann',
    ],
    [
      'a statement that does not parse',
      ['processors:', '  transform:', '    trace_statements: ["set(attributes["]'],
      'tiers.processing.processors.transform.trace_statements.0 CONFIG_VALUE_INVALID',
      '"set(',
    ],
    [
      'a policy without its section',
      ['tailSampling:', '  policies: [{ name: slow, type: latency, latency: { threshold: 5 } }]'],
      'tiers.processing.tailSampling.policies.0.latency.threshold CONFIG_KEY_UNKNOWN',
      'threshold',
    ],
  ])('name the place of %s in the spec', (_what, lines, finding, part) => {
    const text = withLines(...lines);

    expect(findingsOf(text).findings).toContain(`${lineOf(text, part)} ${finding}`);
  });

  it('point to the backend for its endpoint, and to the kafka section for its login', () => {
    const endpoint = exampleText('plain').replace(/endpoint: .*/, 'endpoint: http://a:b:c');
    const port = exampleText('msk-iam').replace(
      '\nkafka:\n',
      "\nkafka:\n  brokers: ['b-1.orders.abc.c1.kafka.eu-west-1.amazonaws.com:9092']\n",
    );

    expect(findingsOf(endpoint).findings).toEqual([
      expect.stringMatching(/ tiers\.processing\.backend\.endpoint CONFIG_VALUE_INVALID$/),
    ]);
    expect(findingsOf(port).findings).toEqual([expect.stringMatching(/ kafka\.brokers KAFKA_MSK_PORT$/)]);
  });

  it('name secrets in headers, addresses, processors and variables, and show none', () => {
    const text = `${withLines(
      'processors:',
      '  attributes/a: { actions: [{ key: k, action: insert, value: Bearer hunter2hunter2 }] }',
    )
      .replace(/endpoint: https?:\/\//, '$&otel:hunter2@')
      .replace(
        'backend:\n',
        'backend:\n      headers: { x-api-key: hunter2, Authorization: { ssm: /token } }\n',
      )}
deploy:
  processing: { environment: { BACKEND_TOKEN: hunter2, REGION: eu } }
`;
    const { findings, text: all } = findingsOf(text);

    expect(findings.map((each) => each.replace(/^\d+ /, ''))).toEqual([
      'tiers.processing.processors.attributes/a.actions.0.value SECRET_IN_CLEAR',
      'tiers.processing.backend.headers.x-api-key SECRET_IN_CLEAR',
      'tiers.processing.backend.endpoint SECRET_IN_CLEAR',
      'deploy.processing.environment.BACKEND_TOKEN SECRET_IN_CLEAR',
    ]);
    expect(all).not.toContain('hunter2');
  });

  it('can be silenced by a comment in the spec, and are then known', () => {
    const text = withLines('processors:', '  filter: { spann: 1 } # spillway: ignore CONFIG_KEY_UNKNOWN');

    expect(findingsOf(text)).toMatchObject({ findings: [], ignored: ['CONFIG_KEY_UNKNOWN'] });
  });
});

describe('variables of a container', () => {
  it('are secrets by their names or values', () => {
    const environment = {
      API_KEY: 'a',
      backend_password: 'b',
      HEADER: 'Bearer abc123',
      TOKEN_URL: 'https://idp',
    };

    expect(secretVariableNames(environment)).toEqual(['API_KEY', 'backend_password', 'HEADER']);
  });

  it('are not if the value is empty or known only later', () => {
    expect(secretVariableNames({ API_KEY: '', TOKEN: '${Token[TOKEN.1]}' })).toEqual([]);
  });
});
