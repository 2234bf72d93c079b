import {
  describeDifference,
  explanationsOf,
  isAboutWhatIsRead,
  liveDifferences,
  readLiveSettings,
  renderProcessing,
} from '../../../../lib/collector';
import { deployedExample, EXAMPLES } from '../../../_helpers/pipeline/examples';

const spec = deployedExample('plain');
const scram = deployedExample('scram-tls');
const BROKERS = `brokers: [${spec.kafka.brokers.join(', ')}]`;
const OURS = `${BROKERS}, group_id: ${spec.group}, client_id: spillway-plain`;

const settingsOf = (receivers: string, pipelines = 'traces: {receivers: [kafka]}') =>
  readLiveSettings(`receivers: {${receivers}}\nservice: {pipelines: {${pipelines}}}`);
const differencesOf = (kafka: string) => liveDifferences(settingsOf(`kafka: {${kafka}}`), spec);
const said = (kafka: string) => differencesOf(kafka).map(describeDifference);

describe('the differences between a live configuration and the spec', () => {
  it.each(EXAMPLES)('are empty for a configuration rendered from the spec (%s)', (name) => {
    const rendered = deployedExample(name);

    expect(liveDifferences(readLiveSettings(renderProcessing(rendered, 'latest')), rendered)).toEqual([]);
  });

  it.each([
    [
      'other brokers',
      `brokers: ["other:9092"], group_id: ${spec.group}`,
      'brokers',
      true,
      'connects to other:9092 (line 1); the spec says kafka-1.internal:9092',
    ],
    [
      'another port',
      `brokers: ["kafka-1.internal:9094"], group_id: ${spec.group}`,
      'brokers',
      true,
      'connects to kafka-1.internal:9094',
    ],
    [
      'another group',
      `${BROKERS}, group_id: orders`,
      'group',
      true,
      'reads in the group orders (line 1); the spec says plain-processing.',
    ],
    [
      'another topic',
      `${OURS}, traces: {topics: [spans]}`,
      'topics',
      true,
      'reads traces from spans (line 1); the spec says traces from otlp_spans.',
    ],
    [
      'one more topic',
      `${OURS}, traces: {topics: [otlp_spans, more]}`,
      'topics',
      false,
      'reads traces from otlp_spans, more',
    ],
    [
      'a pattern with something left out',
      `${OURS}, traces: {topics: ["^otlp_.*"], exclude_topics: [old]}`,
      'topics',
      false,
      'reads traces from ^otlp_.* without old',
    ],
    ['no topic at all', `${OURS}, traces: {topics: []}`, 'topics', true, 'reads traces from no topic'],
    [
      'a protocol version',
      `${OURS}, protocol_version: 4.2.0`,
      'protocol_version',
      true,
      'has the protocol_version 4.2.0 (line 1); the spec says none.',
    ],
    [
      'a login',
      `${OURS}, auth: {sasl: {mechanism: PLAIN, username: u, password: secret}}`,
      'auth',
      true,
      'logs in with PLAIN as u (line 1); the spec says no login.',
    ],
    ['TLS', `${OURS}, tls: {}`, 'tls', true, 'connects with TLS (line 1); the spec says no TLS.'],
    [
      'the client id of every Collector',
      `${BROKERS}, group_id: ${spec.group}`,
      'client_id',
      false,
      'has the client_id otel-collector (line 1); the spec says spillway-plain.',
    ],
    [
      'the client id of another pipeline',
      `${BROKERS}, group_id: ${spec.group}, client_id: spillway-b`,
      'client_id',
      false,
      'has the client_id spillway-b',
    ],
  ])('name %s', (_what, kafka, what, explains, sentence) => {
    const found = differencesOf(kafka).find((each) => each.what === what);

    expect(found).toMatchObject({ what, explains, receiver: 'kafka' });
    expect(found && describeDifference(found)).toContain(`The receiver kafka ${sentence}`);
    expect(JSON.stringify(found)).not.toContain('secret');
  });

  it.each([
    [
      'one of several brokers, in other letters, and without the port that is the default',
      `brokers: ["x:1", "KAFKA-1.internal"], group_id: ${spec.group}, client_id: own`,
    ],
    ['a client id of its own', `${BROKERS}, group_id: ${spec.group}, client_id: own`],
    ['a pattern for the one topic', `${OURS}, traces: {topics: ["^otlp_spans$"]}`],
    [
      'what only the environment knows',
      'brokers: "${env:B}", group_id: "${env:G}", client_id: "${env:C}", traces: {topics: ["${env:T}"]}, tls: "${env:T}", auth: {sasl: "${env:S}"}',
    ],
  ])('do not count %s', (_what, kafka) => {
    expect(said(kafka)).toEqual([]);
  });

  it('explain nothing if the environment may override the value', () => {
    const found = differencesOf(
      'brokers: "${env:B:-other:9092}", group_id: "${env:G:-orders}", client_id: own',
    );

    expect(found.map(({ what, explains }) => [what, explains])).toEqual([
      ['brokers', false],
      ['group', false],
    ]);
  });

  it.each([
    ['another mechanism', 'mechanism: PLAIN, username: otel', 'logs in with PLAIN as otel'],
    ['another user', 'mechanism: SCRAM-SHA-512, username: reader', 'logs in with SCRAM-SHA-512 as reader'],
    ['no login', undefined, 'does not log in'],
  ])('name %s', (_what, sasl, sentence) => {
    const auth = sasl === undefined ? '' : `, auth: {sasl: {${sasl}}}`;
    const settings = settingsOf(`kafka: {group_id: g${auth}}`);
    const found = liveDifferences(settings, scram).find(({ what }) => what === 'auth');

    expect(found?.explains).toBe(true);
    expect(found && describeDifference(found)).toContain(
      `${sentence} (line 1); the spec says SCRAM-SHA-512 as otel.`,
    );
  });

  it.each([
    ['4.2', '4.0', true],
    ['4.0', '4.0', false],
    ['3.9.1', '4.0', false],
    ['2.0', '4.0', true],
    ['2.0', '3.9', false],
    ['v2.8', undefined, true],
    ['newest', '4.0', true],
  ])('let protocol_version %s with brokers of %s explain: %s', (version, kafkaVersion, explains) => {
    const settings = settingsOf(`kafka: {${OURS}, protocol_version: "${version}"}`);

    expect(liveDifferences(settings, spec, { kafkaVersion })).toMatchObject([
      {
        what: 'protocol_version',
        explains,
        spec: kafkaVersion ? `none, and the brokers support ${kafkaVersion}` : 'none',
      },
    ]);
  });

  it('do not include brokers if the spec leaves them to MSK', () => {
    const settings = settingsOf('kafka: {brokers: ["b-1:9098"]}');
    const unknown = { ...spec, kafka: { ...spec.kafka, brokers: [] } };

    expect(liveDifferences(settings, unknown).map(({ what }) => what)).not.toContain('brokers');
  });

  it('take the receivers of one group together', () => {
    const three = deployedExample('scram-tls');
    const each = ['traces', 'metrics', 'logs'];
    const receivers = each.map((signal) => `kafka/${signal}: {group_id: ${three.group}}`).join(', ');
    const pipelines = each.map((signal) => `${signal}: {receivers: [kafka/${signal}]}`).join(', ');
    const about = (settings: ReturnType<typeof settingsOf>) =>
      liveDifferences(settings, three).filter(isAboutWhatIsRead).map(describeDifference);

    expect(about(settingsOf(receivers, pipelines))).toEqual([]);
    expect(about(settingsOf(receivers, pipelines.replace(/, logs.*/, '')))).toEqual([
      'The receiver kafka/traces reads logs from no topic (line 1); the spec says logs from otlp_logs.',
    ]);
  });

  it('point to the receiver that reads topics outside the spec', () => {
    const settings = settingsOf(
      `kafka: {${OURS}}, kafka/more: {${OURS}, traces: {topics: [__proto__]}}`,
      'traces: {receivers: [kafka, kafka/more]}',
    );

    expect(liveDifferences(settings, spec)).toEqual([
      {
        what: 'topics',
        receiver: 'kafka/more',
        line: 1,
        path: ['receivers', 'kafka/more', 'traces', 'topics'],
        live: 'traces from otlp_spans, __proto__',
        spec: 'traces from otlp_spans',
        explains: false,
      },
    ]);
  });
});

describe('the explanation why nothing is read', () => {
  it('is every explaining difference if each receiver has one', () => {
    const settings = settingsOf(
      'kafka: {brokers: ["other:1"], group_id: orders}, kafka/b: {group_id: orders}',
      'traces: {receivers: [kafka]}, logs: {receivers: [kafka/b]}',
    );
    const explaining = explanationsOf(settings, liveDifferences(settings, spec));

    expect(explaining.map(({ receiver, what }) => `${receiver} ${what}`)).toEqual(
      ['kafka brokers', 'kafka group', 'kafka/b brokers', 'kafka/b group', 'kafka topics'].filter(
        (each) => each !== 'kafka topics',
      ),
    );
  });

  it('is empty if one receiver would read', () => {
    const settings = settingsOf(
      `kafka: {brokers: ["other:1"], group_id: ${spec.group}}, kafka/b: {${OURS}}`,
      'traces: {receivers: [kafka, kafka/b]}',
    );

    expect(explanationsOf(settings, liveDifferences(settings, spec))).toEqual([]);
  });
});
