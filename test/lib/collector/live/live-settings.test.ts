import { membersPerTask, ownClientIds, readLiveSettings, renderProcessing } from '../../../../lib/collector';
import { deployedExample } from '../../../_helpers/pipeline/examples';

/** Receivers and pipelines in YAML's flow style. */
const config = (receivers: string, pipelines = 'traces: {receivers: [kafka]}') =>
  `receivers: {${receivers}}\nservice: {pipelines: {${pipelines}}}`;
const known = (value: unknown) => ({ kind: 'known', value });
const first = (text: string) => readLiveSettings(text).receivers[0];

describe('readLiveSettings', () => {
  it('reads a rendered configuration without its password', () => {
    const spec = deployedExample('scram-tls');
    const settings = readLiveSettings(renderProcessing(spec, 'earliest'));

    expect(settings.receivers).toHaveLength(1);
    expect(settings.receivers[0]).toMatchObject({
      id: 'kafka',
      brokers: known(spec.kafka.brokers),
      groupId: known('checkout-processing'),
      clientId: known('spillway-checkout'),
      groupInstanceId: known(''),
      protocolVersion: known(''),
      login: { mechanism: known('SCRAM-SHA-512'), username: known('otel'), region: known('') },
      tls: known('on'),
      sessionTimeoutMs: known(10_000),
      reads: [
        { signal: 'traces', subscription: known({ topics: ['otlp_spans'], excludeTopics: [] }) },
        { signal: 'metrics', subscription: known({ topics: ['otlp_metrics'], excludeTopics: [] }) },
        { signal: 'logs', subscription: known({ topics: ['otlp_logs'], excludeTopics: [] }) },
      ],
    });
    expect(JSON.stringify(settings)).not.toContain('PASSWORD');
  });

  it("fills in the Collector's defaults, and names the line of each setting or of the section around it", () => {
    const text = [
      'receivers:',
      '  kafka:',
      '    # nothing but the group',
      '    group_id: g',
      'service:',
      '  pipelines:',
      '    profiles: {receivers: [kafka]}',
    ].join('\n');

    expect(first(text)).toMatchObject({
      line: 2,
      brokers: known(['localhost:9092']),
      groupId: known('g'),
      clientId: known('otel-collector'),
      login: { mechanism: known('none') },
      tls: known('off'),
      reads: [
        {
          signal: 'profiles',
          subscription: known({ topics: ['otlp_profiles'], excludeTopics: [] }),
          line: 2,
        },
      ],
      lines: { group: 4, brokers: 2 },
    });
  });

  it('resolves the fallback of a placeholder', () => {
    const text = config(
      'kafka: {group_id: "${env:G:-g1}", brokers: ["${env:B}"], client_id: "${env:ID:-a}-$$b", session_timeout: "${env:T:-20s}", protocol_version: "${file:v}", tls: "${env:TLS}", auth: {sasl: "${env:SASL}"}, traces: {topics: "${env:TOPICS:-a,b}"}}',
    );

    expect(first(text)).toMatchObject({
      groupId: { kind: 'fallback', value: 'g1' },
      brokers: { kind: 'unknown' },
      clientId: { kind: 'fallback', value: 'a-$b' },
      sessionTimeoutMs: { kind: 'fallback', value: 20_000 },
      protocolVersion: { kind: 'unknown' },
      tls: { kind: 'unknown' },
      login: { mechanism: { kind: 'unknown' } },
      reads: [{ subscription: { kind: 'fallback', value: { topics: ['a', 'b'] } } }],
    });
  });

  it.each([
    ['tls: {}', 'on'],
    ['tls: ', 'off'],
    ['tls: {insecure: true}', 'off'],
    ['tls: {insecure: true, ca_file: /ca.pem}', 'on'],
    ['auth: {tls: {}}', 'on'],
    ['', 'off'],
  ])('reads `%s` as TLS %s', (settings, tls) => {
    expect(first(config(`kafka: {${settings}}`)).tls).toEqual(known(tls));
  });

  it.each([
    [
      '{sasl: {mechanism: AWS_MSK_IAM_OAUTHBEARER, aws_msk: {region: eu-west-1}}}',
      'AWS_MSK_IAM',
      '',
      'eu-west-1',
    ],
    ['{sasl: {mechanism: PLAIN, username: u, password: secret}}', 'PLAIN', 'u', ''],
    ['{plain_text: {username: u, password: secret}}', 'PLAIN', 'u', ''],
    ['{kerberos: {realm: r}}', 'Kerberos', '', ''],
  ])('reads the login auth: %s', (auth, mechanism, username, region) => {
    const { login } = first(config(`kafka: {auth: ${auth}}`));

    expect(login).toEqual({ mechanism: known(mechanism), username: known(username), region: known(region) });
    expect(JSON.stringify(login)).not.toContain('secret');
  });

  it('keeps patterns and exclusions, and knows the older single topic', () => {
    const text = config(
      'kafka: {traces: {topics: ["^otlp_.*"], exclude_topics: ["^otlp_old"]}, logs: {topic: old_logs}, metrics: {topics: []}}',
      'traces: {receivers: [kafka]}, logs: {receivers: [kafka]}, metrics: {receivers: [kafka]}',
    );

    expect(first(text).reads.map(({ subscription }) => subscription)).toEqual([
      known({ topics: ['^otlp_.*'], excludeTopics: ['^otlp_old'] }),
      known({ topics: ['old_logs'], excludeTopics: [] }),
      known({ topics: [], excludeTopics: [] }),
    ]);
  });

  it.each([
    ['not YAML', 'a: [', 'CONFIG_MALFORMED'],
    ['no map', '- a', 'CONFIG_MALFORMED'],
    ['empty', '', 'CONFIG_MALFORMED'],
    ['one word', 'earliest', 'CONFIG_MALFORMED'],
    [
      'without a kafka receiver',
      'receivers: {otlp: {}}\nservice: {pipelines: {traces: {receivers: [otlp]}}}',
      'CONFIG_NO_KAFKA_RECEIVER',
    ],
    ['with a pipeline that names an undefined receiver', config('otlp: {}'), 'CONFIG_MALFORMED'],
  ])('refuses a text that is %s, with its error code', (_what, text, code) => {
    expect(() => readLiveSettings(text)).toThrow(expect.objectContaining({ code }));
  });

  it('keeps components that have the name of an inherited property', () => {
    const settings = readLiveSettings(
      [
        'receivers: {kafka/__proto__: {group_id: g}, kafka/constructor: {group_id: g}}',
        'processors: {batch/toString: {timeout: 3s}}',
        'exporters: {otlp/__proto__: {}}',
        'service:',
        '  pipelines:',
        '    traces/__proto__: {receivers: [kafka/__proto__, kafka/constructor], processors: [batch/toString], exporters: [otlp/__proto__]}',
      ].join('\n'),
    );

    expect(settings.receivers.map(({ id }) => id)).toEqual(['kafka/__proto__', 'kafka/constructor']);
    expect(membersPerTask(settings, 'g')).toBe(2);
    expect(settings.holding).toMatchObject({
      batchTimeoutMs: 3_000,
      queues: [{ exporter: 'otlp/__proto__' }],
    });
  });
});

describe('membersPerTask', () => {
  const both =
    'traces: {receivers: [kafka]}, logs: {receivers: [kafka, kafka/more]}, logs/b: {receivers: [kafka]}';

  it.each([
    ['each signal of each receiver of the group', 'kafka: {group_id: g}, kafka/more: {group_id: g}', 3],
    ['nothing of another group', 'kafka: {group_id: g}, kafka/more: {group_id: other}', 2],
    ['a receiver whose group is not known', 'kafka: {group_id: g}, kafka/more: {group_id: "${env:G}"}', 3],
    [
      'a receiver whose group the environment may replace',
      'kafka: {group_id: g}, kafka/more: {group_id: "${env:G:-other}"}',
      3,
    ],
    [
      'no receiver that subscribes to nothing',
      'kafka: {group_id: g}, kafka/more: {group_id: g, logs: {topics: []}}',
      2,
    ],
  ])('counts %s', (_what, receivers, members) => {
    expect(membersPerTask(readLiveSettings(config(receivers, both)), 'g')).toBe(members);
  });
});

describe('ownClientIds', () => {
  it('leaves out the name that every Collector has', () => {
    const settings = readLiveSettings(
      config(
        'kafka: {client_id: mine}, kafka/b: {}, kafka/c: {client_id: "${env:X}"}, kafka/d: {client_id: mine}',
        'traces: {receivers: [kafka, kafka/b, kafka/c, kafka/d]}',
      ),
    );

    expect(ownClientIds(settings)).toEqual(['mine']);
  });
});
