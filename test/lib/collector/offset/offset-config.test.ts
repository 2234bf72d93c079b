import { readOffsetConfig } from '../../../../lib/collector';
import { SpillwayError } from '../../../../lib/errors';

function failure(text: string): SpillwayError {
  try {
    readOffsetConfig(text);
  } catch (error) {
    if (error instanceof SpillwayError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

const withReceiver = (body: string) => `receivers:
  kafka:
${body}
service:
  pipelines:
    traces: { receivers: [kafka] }
`;

describe('readOffsetConfig', () => {
  it('fills in the defaults of the Collector: latest, its group and its topics', () => {
    const text = `receivers: { kafka: }
service:
  pipelines:
    traces: { receivers: [kafka] }
    logs/audit: { receivers: [otlp, kafka] }
`;

    expect(readOffsetConfig(text)).toEqual({
      initialOffset: 'latest',
      receivers: [
        {
          id: 'kafka',
          line: 1,
          brokers: ['localhost:9092'],
          groupId: 'otel-collector',
          topics: { traces: ['otlp_spans'], logs: ['otlp_logs'] },
          initialOffset: 'latest',
        },
      ],
    });
  });

  it('reads only kafka receivers that a pipeline uses, through anchors and merge keys', () => {
    const text = `base: &base
  brokers: [a:1, b:2]
  group_id: shared
  initial_offset: earliest
receivers:
  kafka/a: { <<: *base, traces: { topics: [t1, t2] } }
  kafka/b: { <<: *base, metrics: { topics: "m1,m2" } }
  kafka/unused: { initial_offset: latest }
  kafkametrics: {}
service:
  pipelines:
    traces: { receivers: [kafka/a] }
    metrics: { receivers: [kafka/b, kafkametrics] }
`;

    const { receivers, initialOffset } = readOffsetConfig(text);

    expect(initialOffset).toBe('earliest');
    expect(receivers.map(({ id, groupId, topics }) => ({ id, groupId, topics }))).toEqual([
      { id: 'kafka/a', groupId: 'shared', topics: { traces: ['t1', 't2'] } },
      { id: 'kafka/b', groupId: 'shared', topics: { metrics: ['m1', 'm2'] } },
    ]);
    expect(receivers[0]?.brokers).toEqual(['a:1', 'b:2']);
  });

  it.each([
    ['earliest', 'earliest'],
    ['"latest"', 'latest'],
    [`\${env:OFFSET}`, { kind: 'env', variable: 'OFFSET', fallback: undefined }],
    [`\${OFFSET}`, { kind: 'env', variable: 'OFFSET', fallback: undefined }],
    [`"\${env:OFFSET:-latest}"`, { kind: 'env', variable: 'OFFSET', fallback: 'latest' }],
    ['Latest', { kind: 'other', text: 'Latest' }],
    [`\${file:offset.txt}`, { kind: 'other', text: `\${file:offset.txt}` }],
    ['', { kind: 'other', text: 'null' }],
  ])('reads initial_offset: %s', (written, expected) => {
    expect(readOffsetConfig(withReceiver(`    initial_offset: ${written}`)).initialOffset).toEqual(expected);
  });

  it.each([
    ['"^otlp_.*$$"', ['^otlp_.*$']],
    ["'t1, t2'", ['t1', 't2']],
    ["''", []],
    ['[]', []],
    ['', ['otlp_spans']],
  ])('reads topics as the Collector sees them: %s', (written, topics) => {
    const { receivers } = readOffsetConfig(withReceiver(`    traces: { topics: ${written} }`));

    expect(receivers[0]?.topics).toEqual({ traces: topics });
  });

  it.each([
    ['text that is not YAML', 'receivers: [\n', /is not valid YAML: .* \(line 2\)/],
    ['a key written twice', 'service: {}\nservice: {}\n', /is not valid YAML: .* \(line 2\)/],
    ['no map at all', 'hello', /must be a map of sections \(line 1\)/],
    ['no service', 'receivers: {}\n', /must have a map as service \(line 1\)/],
    ['no pipelines', 'receivers: {}\nservice: {}\n', /must have a map as service\.pipelines \(line 2\)/],
    [
      'a receiver that does not exist',
      'receivers:\n  otlp:\nservice:\n  pipelines:\n    traces: { receivers: [kafka] }\n',
      /has no receiver kafka, which a pipeline uses \(line 1\)/,
    ],
    ['a receiver that is a list', withReceiver('    - a'), /must have a map as receiver kafka \(line 2\)/],
  ])('names the line of %s', (_case, text, message) => {
    const error = failure(text);

    expect(error.code).toBe('CONFIG_MALFORMED');
    expect(error.message).toMatch(message);
  });

  it('refuses a configuration that reads from no Kafka', () => {
    const error = failure(
      'receivers: { otlp: }\nservice:\n  pipelines:\n    traces: { receivers: [otlp] }\n',
    );

    expect(error.code).toBe('CONFIG_NO_KAFKA_RECEIVER');
    expect(error.message).toContain('line 3');
  });

  it('refuses receivers that disagree, because Spillway changes them together', () => {
    const error = failure(`receivers:
  kafka/a: { initial_offset: earliest }
  kafka/b: {}
service:
  pipelines:
    traces: { receivers: [kafka/a] }
    logs: { receivers: [kafka/b] }
`);

    expect(error.code).toBe('CONFIG_OFFSET_MIXED');
    expect(error.message).toBe(
      'initial_offset is earliest in kafka/a (line 2) but latest in kafka/b (line 3).',
    );
  });
});
