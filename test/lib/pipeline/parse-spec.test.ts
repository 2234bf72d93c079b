import { SpillwayError } from '../../../lib/errors';
import { parsePipelineSpec, signalsOf } from '../../../lib/pipeline';

const MINIMAL = `name: checkout
kafka:
  brokers: [kafka-1:9092]
group: checkout
signals: { traces: { topic: otlp_spans } }
tiers:
  processing:
    cluster: telemetry
    service: checkout
    backend: { endpoint: http://backend }
`;

function refusal(text: string): SpillwayError {
  try {
    parsePipelineSpec(text, 'pipeline.yaml');
  } catch (error) {
    if (error instanceof SpillwayError) return error;
    throw error;
  }
  throw new Error('the spec was accepted');
}

const withKafka = (line: string) =>
  MINIMAL.replace('brokers: [kafka-1:9092]', `brokers: [kafka-1:9092]\n  ${line}`);
const withProcessing = (line: string) =>
  MINIMAL.replace('service: checkout', `service: checkout\n    ${line}`);

describe('parsePipelineSpec', () => {
  it.each(['__proto__', 'constructor', 'toString'])('accepts a topic and a group called %s', (name) => {
    const text = MINIMAL.replace('otlp_spans', name).replace('group: checkout', `group: ${name}`);

    expect(parsePipelineSpec(text, 'pipeline.yaml')).toMatchObject({
      group: name,
      signals: { traces: { topic: name } },
    });
  });

  it.each([
    ['a header', MINIMAL.replace('http://backend', 'http://backend, headers: { __proto__: x }')],
    ['a processor', withProcessing('processors: { __proto__: { a: 1 } }')],
    ['a variable', `${MINIMAL}deploy: { processing: { environment: { __proto__: x } } }\n`],
    ['a key of the spec', `${MINIMAL}__proto__: 1\n`],
  ])('reports %s called __proto__ once, and does not lose it', (_what, text) => {
    expect(refusal(text).message).toMatch(
      /^pipeline\.yaml:\d+:\d+ \S*__proto__: (expected|unknown key) [^\n]+$/,
    );
  });

  it('returns a processor with all its keys', () => {
    const { processors } = parsePipelineSpec(
      withProcessing('processors: { attributes: { __proto__: 1 } }'),
      'p.yaml',
    ).tiers.processing;

    expect(JSON.stringify(processors)).toBe('{"attributes":{"__proto__":1}}');
  });

  it('fills in every default of a minimal spec', () => {
    // Act
    const spec = parsePipelineSpec(MINIMAL, 'pipeline.yaml');

    // Assess
    expect(spec.kafka.auth).toEqual({ mechanism: 'none' });
    expect(spec.kafka.tls).toEqual({ enabled: false, insecureSkipVerify: false });
    expect(signalsOf(spec)).toEqual([
      { signal: 'traces', topic: 'otlp_spans', encoding: 'otlp_proto', retention: 7 * 86_400_000 },
    ]);
    expect(spec.tiers.ingestion).toEqual({
      collectorVersion: '0.165.1',
      batch: { sendBatchSize: 8192, timeout: 200 },
      auth: { mechanism: 'none' },
      compression: 'lz4',
    });
    expect(spec.tiers.processing.stopTimeout).toBe(60_000);
    expect(spec.policy).toMatchObject({ mode: 'act', drainedWithinMs: 60_000, metadataRefreshMs: 60_000 });
  });

  it.each([
    [
      'a key that does not exist',
      withKafka('brokrs: [x:1]'),
      '4:3 kafka.brokrs: unknown key "brokrs". Did you mean brokers?',
    ],
    [
      'a missing broker list',
      MINIMAL.replace('brokers: [kafka-1:9092]', 'tls: {}'),
      '3:3 kafka.brokers: is missing, expected a list of host:port, or deploy.msk.clusterArn to get the brokers from MSK.',
    ],
    [
      'an empty broker list',
      MINIMAL.replace('kafka-1:9092', ''),
      '3:12 kafka.brokers: expected at least one broker.',
    ],
    [
      'a broker without a port',
      MINIMAL.replace('kafka-1:9092', 'kafka-1'),
      '3:13 kafka.brokers.0: expected host:port, for example kafka-1.internal:9092.',
    ],
    [
      'a duration in an unknown unit',
      withKafka('connectTimeout: 5x'),
      '4:19 kafka.connectTimeout: expected a duration such as 5s, at least 100ms, not "5x".',
    ],
    [
      'a duration without a unit',
      withKafka('connectTimeout: 5'),
      '4:19 kafka.connectTimeout: expected a duration such as 5s, at least 100ms.',
    ],
    [
      'a refresh interval that the receiver would not start with',
      `${MINIMAL}policy: { metadataRefresh: 2h }\n`,
      '11:28 policy.metadataRefresh: expected at most 1h, because the receiver does not start with more.',
    ],
    [
      'an unknown mechanism',
      withKafka('auth: { mechanism: SCRAM-SHA-1, username: otel }'),
      '4:22 kafka.auth.mechanism: expected none, PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or AWS_MSK_IAM. Did you mean SCRAM-SHA-512?',
    ],
    [
      'IAM over a plaintext connection',
      withKafka('auth: { mechanism: AWS_MSK_IAM, region: eu-west-1 }'),
      '3:3 kafka.tls: expected tls: {} with AWS_MSK_IAM, because MSK accepts IAM over TLS only.',
    ],
    [
      'a number of tasks in words',
      withProcessing('tasks: { steady: many }'),
      '10:22 tiers.processing.tasks.steady: expected partitions, or a whole number of at least 1.',
    ],
    [
      'more tasks at least than at most',
      withProcessing('tasks: { min: 5, max: 2 }'),
      '10:19 tiers.processing.tasks.min: expected min to be at most max.',
    ],
    [
      'a processor that the rendered configuration has already',
      withProcessing('processors: { tail_sampling: {} }'),
      '10:19 tiers.processing.processors.tail_sampling: expected another processor, because Spillway renders tail_sampling and memory_limiter itself.',
    ],
    [
      'one topic for two signals',
      MINIMAL.replace('topic: otlp_spans }', 'topic: otlp_spans }, logs: { topic: otlp_spans }'),
      '5:10 signals: expected a different topic for each signal.',
    ],
    [
      'no signal',
      MINIMAL.replace('traces: { topic: otlp_spans }', ''),
      '5:10 signals: expected at least one of traces, metrics, logs.',
    ],
    [
      'tail sampling with delivery: at-least-once',
      withProcessing('tailSampling: {}').replace('group:', 'delivery: at-least-once\ngroup:'),
      '11:19 tiers.processing.tailSampling: expected no tailSampling with delivery: at-least-once, because tail_sampling accepts spans before it decides on their trace, and the offsets of traces that it holds are committed.',
    ],
    [
      'a processor that accepts early, with delivery: at-least-once',
      withProcessing('processors: { filter: {}, batch/own: {} }').replace(
        'group:',
        'delivery: at-least-once\ngroup:',
      ),
      '11:42 tiers.processing.processors.batch/own: expected no batch/own with delivery: at-least-once, because it accepts data before the backend has it, and the offsets of what it holds are committed.',
    ],
    ['an empty file', '', '1:1 (top): expected object, received null.'],
  ])('names file, line, column, path and what was expected: %s', (_case, text, finding) => {
    const error = refusal(text);

    expect(error.code).toBe('SPEC_INVALID');
    expect(error.message).toBe(`pipeline.yaml:${finding}`);
  });

  it('explains a union by the variant that was meant', () => {
    const error = refusal(
      withKafka(
        'auth: { mechanism: PLAIN, username: otel, password: { secretsManager: kafka, feild: key } }',
      ),
    );

    expect(error.message).toBe(
      'pipeline.yaml:4:80 kafka.auth.password.feild: unknown key "feild". Did you mean field?',
    );
  });

  it('rejects an alias as a key, because no rights can be granted on it', () => {
    const password = '{ secretsManager: kafka, kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:alias/kafka" }';
    const error = refusal(withKafka(`auth: { mechanism: PLAIN, username: otel, password: ${password} }`));

    expect(error.message).toMatch(
      /^pipeline\.yaml:4:\d+ kafka\.auth\.password\.kmsKeyArn: expected the ARN of a key, .*not of an alias\.$/,
    );
  });

  it('rejects a password in the spec, and does not repeat it', () => {
    const error = refusal(withKafka('auth: { mechanism: PLAIN, username: otel, password: hunter2 }'));

    expect(error.message).toContain(
      'kafka.auth.password: expected { env: NAME } or { secretsManager: ID, field: KEY }',
    );
    expect(`${error.message} ${error.hint}`).not.toContain('hunter2');
  });

  const ON_MSK =
    'deploy: { msk: { clusterArn: arn:aws:kafka:eu-west-1:111122223333:cluster/orders/0a1b-2 } }\n';
  const onMsk = (login: string) => `${MINIMAL.replace('brokers: [kafka-1:9092]', login)}${ON_MSK}`;

  it('accepts a spec without brokers that names the cluster on MSK', () => {
    const iam = 'auth: { mechanism: AWS_MSK_IAM, region: eu-west-1 }\n  tls: {}';

    expect(parsePipelineSpec(onMsk(iam), 'pipeline.yaml').kafka.brokers).toEqual([]);
    expect(parsePipelineSpec(onMsk('tls: {}'), 'pipeline.yaml').kafka.brokers).toEqual([]);
  });

  it('keeps the list of a spec that has both', () => {
    expect(parsePipelineSpec(`${MINIMAL}${ON_MSK}`, 'pipeline.yaml').kafka.brokers).toEqual(['kafka-1:9092']);
  });

  it.each([
    [
      'PLAIN',
      'tls: {}',
      '3:3 kafka.brokers: is missing, expected a list of host:port, or another login, because MSK has no listener for PLAIN, only for SCRAM-SHA-512 and AWS_MSK_IAM.',
    ],
    [
      'SCRAM-SHA-256',
      'tls: {}',
      '3:3 kafka.brokers: is missing, expected a list of host:port, or another login, because MSK has no listener for SCRAM-SHA-256, only for SCRAM-SHA-512 and AWS_MSK_IAM.',
    ],
    [
      'SCRAM-SHA-512',
      'connectTimeout: 5s',
      '3:3 kafka.tls: expected tls: {} with brokers from MSK, which accepts SCRAM over TLS only.',
    ],
  ])(
    'rejects a login that MSK has no listener for, if MSK is to return the brokers: %s',
    (mechanism, more, finding) => {
      const auth = `auth: { mechanism: ${mechanism}, username: otel, password: { env: PASSWORD } }\n  ${more}`;

      expect(refusal(onMsk(auth)).message).toBe(`pipeline.yaml:${finding}`);
    },
  );

  it('reports all findings together, each on its own line', () => {
    const error = refusal(`${MINIMAL}policy: { mode: perhaps, stableFor: long }\nextra: 1\n`);

    expect(error.message.split('\n')).toEqual([
      '3 findings:',
      'pipeline.yaml:11:17 policy.mode: expected one of observe, act.',
      'pipeline.yaml:11:37 policy.stableFor: expected a duration such as 3m, not "long".',
      'pipeline.yaml:12:1 extra: unknown key "extra".',
    ]);
  });

  it('reports contradictions between keys together with findings about other keys', () => {
    const error = refusal(`${MINIMAL}policy: { mode: atc, maxPause: 1s }
nmae: x
`);

    expect(error.message).toContain('policy.mode: expected one of observe, act. Did you mean act?');
    expect(error.message).toContain('policy.maxPause: expected at least 75s');
    expect(error.message).toContain('nmae: unknown key "nmae". Did you mean name?');
  });

  it('reports where a file stops being valid YAML', () => {
    const error = refusal('name: [a\ngroup: b\n');

    expect(error.code).toBe('SPEC_NOT_YAML');
    expect(error.message).toMatch(/^pipeline\.yaml:2:\d+ is not YAML: /);
  });
});
