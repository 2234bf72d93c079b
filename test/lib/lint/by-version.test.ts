import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseFeatureGates } from '../../../lib/collector/feature-gates';
import { lint } from '../../../lib/lint';
import { ingestion, processing } from '../../_helpers/lint/lint-rule';

const FIXTURES = path.resolve(__dirname, '../../_fixtures/lint');

interface Given {
  version?: string;
  gates?: string;
}

function resultOf(text: string, { version = '0.160.0', gates = '' }: Given = {}) {
  const options = { version, ...(gates === '' ? {} : { featureGates: gates }) };
  const { findings, files } = lint([{ name: 'a.yaml', text }], options);
  return { findings, verdict: files[0]?.verdict };
}

/** `severity code` of the findings about what the Collector refuses, and their messages. */
function schemaFindings(text: string, given?: Given): string[] {
  return resultOf(text, given)
    .findings.filter(({ code }) => code.startsWith('CONFIG_') && code !== 'CONFIG_COMPONENT_UNUSED')
    .map(({ severity, code, message }) => `${severity} ${code} ${message}`);
}

function codes(text: string, given?: Given): string[] {
  return resultOf(text, given).findings.map(({ code }) => code);
}

const fixture = (name: string) => readFileSync(path.join(FIXTURES, `${name}.yaml`), 'utf8');
const kafkaReceiver = (kafka: string, more = {}) => processing({ kafka, ...more });
const kafkaExporter = (kafka: string, more = {}) => ingestion({ kafka, ...more });

describe('A component that the distributions no longer have', () => {
  it('is refused, with its successor', () => {
    const { verdict } = resultOf(fixture('logging-exporter'));

    expect(verdict).toBe('refused-at-validate');
    expect(schemaFindings(fixture('logging-exporter'))).toEqual([
      'error CONFIG_COMPONENT_REMOVED The exporter logging has the type logging, which v0.111 removed from the distributions. Use the debug exporter, which replaces it since v0.86.',
    ]);
  });

  it.each([
    ['jaeger', '0.115.0', 'Use the otlp exporter.'],
    ['jaeger', '0.160.0', 'Use the otlp_grpc exporter.'],
    ['jaeger_thrift', '0.160.0', 'Use the otlp_http exporter.'],
    ['opencensus', '0.132.0', 'Use the otlp exporter.'],
    ['sapm', '0.147.0', 'Use the otlp_http exporter.'],
    ['carbon', '0.141.0', 'v0.141'],
    ['loki', '0.165.1', 'OTLP endpoint of Loki'],
  ])('is the exporter %s at v%s', (type, version, says) => {
    const text = processing({ others: `${type}/a: {endpoint: "x:1"}` });

    expect(schemaFindings(text, { version }).join()).toContain('error CONFIG_COMPONENT_REMOVED');
    expect(schemaFindings(text, { version }).join()).toContain(says);
  });

  it.each([
    ['receivers', 'opencensus: {}'],
    ['processors', 'spanmetrics: {metrics_exporter: x}'],
    ['extensions', 'memory_ballast: {size_mib: 64}'],
  ])('is found among the %s', (section, component) => {
    const text = `${kafkaReceiver('brokers: [k:9092]')}\n`.replace(
      new RegExp(`(^${section}: \\{|^${section}:\n)`, 'm'),
      (found) => (found.endsWith('{') ? `${found}${component}, ` : `${found}  ${component}\n`),
    );

    expect(codes(text)).toContain('CONFIG_COMPONENT_REMOVED');
  });

  it('is a warning in a version that still has it', () => {
    const text = processing({ others: 'sapm: {endpoint: "x:1"}' });

    expect(schemaFindings(text, { version: '0.146.0' })[0]).toMatch(/^warning CONFIG_COMPONENT_REMOVED/);
    expect(resultOf(text, { version: '0.146.0' }).verdict).toBe('accepted');
  });

  it('is not a component that Spillway merely does not know', () => {
    const text = processing({ others: 'clickhouse: {endpoint: "x:1"}' });

    expect(schemaFindings(text)[0]).toMatch(/^info CONFIG_COMPONENT_UNKNOWN/);
  });

  it.each([
    ['otlp_http', '0.143.0', true],
    ['otlp_http', '0.144.0', false],
    ['otlphttp', '0.165.1', false],
  ])('is not %s at v%s under its other name: refused %s', (type, version, isRefused) => {
    const text = processing({ others: `${type}: {endpoint: "https://backend"}` });

    expect(resultOf(text, { version }).verdict === 'refused-at-validate').toBe(isRefused);
  });
});

describe('A setting that other versions have', () => {
  it('names the successor and since when, even if it went with a whole section', () => {
    expect(schemaFindings(fixture('telemetry-address'))).toEqual([
      'error CONFIG_KEY_REMOVED service.telemetry.metrics has the setting "address", which v0.128 removed. Use metrics.readers with a pull reader and a prometheus exporter with host and port.',
    ]);
    const older = `${processing({ others: 'otlphttp: {endpoint: "https://backend"}' })}\n  telemetry: {metrics: {address: "0.0.0.0:8888"}}\n`;
    expect(resultOf(older, { version: '0.115.0' }).verdict).toBe('accepted');
    expect(resultOf(older, { version: '0.160.0' }).verdict).toBe('refused-at-validate');
  });

  it('is named as the version at hand has it', () => {
    expect(schemaFindings(fixture('traces-topic-130'), { version: '0.130.0' })).toEqual([
      'error CONFIG_KEY_RENAMED The receiver kafka has the unknown setting "traces_topic". Rename it to traces.topic.',
    ]);
  });

  it.each([
    ['traces_topic: t', '0.115.0', 'Use topic, which applies to all signals of the component.'],
    ['traces_topic: t', '0.139.0', 'Rename it to traces.topic.'],
    ['traces_topic: t', '0.165.1', 'Rename it to traces.topics.'],
    ['traces: {topics: [t]}', '0.130.0', 'Rename it to topic, which takes one name.'],
    ['traces: {topic: t}', '0.165.1', 'Rename it to topics, which takes a list.'],
    ['traces: {topic: t}', '0.115.0', 'Set topic and encoding instead.'],
    ['group_rebalance_strategies: [range]', '0.150.0', 'Rename it to group_rebalance_strategy'],
    ['group_rebalance_strategy: range', '0.165.1', 'Rename it to group_rebalance_strategies'],
  ])('%s at v%s: %s', (kafka, version, says) => {
    expect(schemaFindings(kafkaReceiver(`brokers: [k:9092], ${kafka}`), { version }).join()).toContain(says);
  });

  it.each([
    ['otlp_http: {endpoint: "https://b", max_idle_conns: 5}', 'Move it to keepalive.max_idle_conns.'],
    ['otlp_http: {endpoint: "https://b", idle_conn_timeout: 5s}', 'Move it to keepalive.idle_conn_timeout.'],
    ['otlp_http: {endpoint: "https://b", disable_keep_alives: true}', 'Set keepalive: {enabled: false}'],
  ])('of another component, %s at v0.165.1', (others, says) => {
    expect(schemaFindings(processing({ others }), { version: '0.165.1' }).join()).toContain(says);
    expect(resultOf(processing({ others }), { version: '0.165.1' }).verdict).toBe('refused-at-validate');
    expect(resultOf(processing({ others }), { version: '0.158.0' }).verdict).toBe('accepted');
  });
});

describe('A wrong key', () => {
  it('is one finding, and not also what is missing without it', () => {
    expect(codes(fixture('auth-tls-scram'))).toEqual(['CONFIG_KEY_RENAMED']);
  });

  it.each([
    [
      'a misplaced tls',
      'auth: {sasl: {mechanism: PLAIN, username: u, password: "${env:P}", tls: {}}}',
      'KAFKA_SASL_WITHOUT_TLS',
    ],
    [
      'a typo in tls',
      'tsl: {}, auth: {sasl: {mechanism: PLAIN, username: u, password: "${env:P}"}}',
      'KAFKA_SASL_WITHOUT_TLS',
    ],
    ['a typo in initial_offset', 'initial_ofset: earliest', 'KAFKA_INITIAL_OFFSET_DEFAULT'],
    ['a typo in group_id', 'groupid: g', 'KAFKA_GROUP_ID_DEFAULT'],
    ['a misplaced refresh_interval', 'refresh_interval: 60s', 'KAFKA_METADATA_REFRESH_LONG'],
    ['a typo in brokers', 'borkers: [k:9092]', 'KAFKA_BROKERS_DEFAULT'],
  ])('does not count as missing: %s', (_what, kafka, consequence) => {
    expect(codes(kafkaReceiver(kafka))).not.toContain(consequence);
    expect(codes(kafkaReceiver(kafka)).filter((code) => /^CONFIG_KEY/.test(code))).toHaveLength(1);
  });

  it('does not hide a section: its components count as defined', () => {
    const text = kafkaReceiver('brokers: [k:9092]').replace('receivers:', 'receiver:');

    expect(schemaFindings(text)).toEqual([
      'error CONFIG_KEY_UNKNOWN The configuration has the unknown section "receiver". Did you mean receivers?',
    ]);
  });

  it('does not hide what else is wrong', () => {
    const found = schemaFindings(fixture('both-keys'));

    expect(found).toHaveLength(2);
    expect(found[0]).toContain('error CONFIG_KEY_RENAMED');
    expect(found[1]).toContain('partition_logs_by');
  });

  it.each([
    [
      'a value next to a typo',
      'initial_offset: newest, xyzzy: 1',
      ['CONFIG_KEY_UNKNOWN', 'CONFIG_VALUE_INVALID'],
    ],
    [
      'a value under the old name',
      'auth: {sasl: {mechanism: NONE}, tls: {min_version: "9"}}',
      ['CONFIG_KEY_RENAMED', 'CONFIG_VALUE_INVALID', 'CONFIG_VALUE_INVALID'],
    ],
    [
      'a value next to one of the wrong type',
      'session_timeout: [], initial_offset: newest',
      ['CONFIG_TYPE_WRONG', 'CONFIG_VALUE_INVALID'],
    ],
  ])('is named with %s', (_what, kafka, expected) => {
    const found = codes(kafkaReceiver(`brokers: [k:9092], ${kafka}`)).filter((code) =>
      /^CONFIG_(KEY|VALUE|TYPE)/.test(code),
    );

    expect(found.sort()).toEqual(expected);
  });
});

describe('A fallback', () => {
  it('is checked, because the Collector takes it where the variable is not set', () => {
    const [found] = schemaFindings(fixture('fallback-offset'));

    expect(found).toContain('error CONFIG_VALUE_INVALID initial_offset of the receiver kafka');
    expect(found).toContain('This is the fallback of OFFSET');
    expect(resultOf(fixture('fallback-offset')).verdict).toBe('refused-at-validate');
  });

  it.each([
    ['a duration', 'session_timeout: "${env:T:-soon}"'],
    ['a number', 'min_fetch_size: "${env:N:-few}"'],
    ['a part of a text', 'initial_offset: "${env:A:-new}${env:B:-est}"'],
    ['the short form', 'initial_offset: "${OFFSET:-newest}"'],
  ])('that is wrong is found in %s', (_what, kafka) => {
    expect(resultOf(kafkaReceiver(`brokers: [k:9092], ${kafka}`)).verdict).toBe('refused-at-validate');
  });

  it.each([
    'initial_offset: "${env:O:-earliest}"',
    'session_timeout: "${env:T:-10s}"',
    'min_fetch_size: "${env:N:-1}"',
    'initial_offset: "${env:A}${env:B:-est}"',
    'initial_offset: "${env:O}"',
  ])('that is right, or not the whole value, is accepted: %s', (kafka) => {
    expect(schemaFindings(kafkaReceiver(`brokers: [k:9092], ${kafka}`))).toEqual([]);
  });
});

describe('Feature gates', () => {
  const PROFILES = 'service.profilesSupport';

  it('decide over profiles', () => {
    expect(resultOf(fixture('profiles')).verdict).toBe('refused-at-validate');
    expect(schemaFindings(fixture('profiles')).join()).toContain(`pass --feature-gates ${PROFILES} here too`);
    for (const gates of [PROFILES, `+${PROFILES}`, `other.gate,${PROFILES}`, `-${PROFILES},${PROFILES}`]) {
      expect([gates, resultOf(fixture('profiles'), { gates }).verdict]).toEqual([gates, 'accepted']);
    }
    expect(resultOf(fixture('profiles'), { gates: `-${PROFILES}` }).verdict).toBe('refused-at-validate');
  });

  it('decide over a service of extensions alone', () => {
    const text = 'extensions: {health_check: {}}\nservice: {extensions: [health_check]}\n';

    expect(resultOf(text).verdict).toBe('refused-at-validate');
    expect(resultOf(text, { gates: 'service.AllowNoPipelines' }).verdict).toBe('accepted');
  });

  it('do not make a component support profiles that does not', () => {
    const text = kafkaReceiver('brokers: [k:9092]', {
      processors: 'batch: {}',
      order: 'batch',
      pipelines: 'profiles',
    });

    expect(schemaFindings(text, { gates: PROFILES }).join()).toContain('does not support profiles');
  });

  it('are refused if they are no list of IDs', () => {
    for (const text of ['', 'a,,b', 'a b', '--a', 'a=true']) expect(parseFeatureGates(text)).toBeUndefined();
  });
});

describe('The Kafka client of a version', () => {
  const iam =
    'brokers: [k:9098], auth: {sasl: {mechanism: AWS_MSK_IAM_OAUTHBEARER, aws_msk: {region: eu-west-1}}}';

  it('turned TLS on for IAM while it was sarama', () => {
    expect(codes(fixture('iam-130-exporter'), { version: '0.130.0' })).not.toContain(
      'KAFKA_MSK_IAM_WITHOUT_TLS',
    );
  });

  it.each([
    ['exporter', '0.132.0', '', false],
    ['exporter', '0.135.0', '', true],
    ['exporter', '0.135.0', '-exporter.kafkaexporter.UseFranzGo', false],
    ['exporter', '0.132.0', 'exporter.kafkaexporter.UseFranzGo', true],
    ['receiver', '0.136.0', '', false],
    ['receiver', '0.138.0', '', true],
    ['receiver', '0.138.0', '-receiver.kafkareceiver.UseFranzGo', false],
    ['receiver', '0.165.1', '-receiver.kafkareceiver.UseFranzGo', true],
  ])('needs tls for IAM: %s v%s %s %s', (kind, version, gates, needsTls) => {
    const text = kind === 'exporter' ? kafkaExporter(iam) : kafkaReceiver(iam);

    expect(codes(text, { version, gates }).includes('KAFKA_MSK_IAM_WITHOUT_TLS')).toBe(needsTls);
  });
});
