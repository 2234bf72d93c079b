import { describeRule, findingsIn, ingestion, processing } from '../../../_helpers/lint/lint-rule';

const receiver = (kafka: string) => processing({ kafka });

describeRule('CONFIG_KEY_UNKNOWN', [
  {
    what: 'a mistyped setting',
    given: receiver('group-id: g'),
    found: ['error a.yaml:2'],
    says: 'The receiver kafka has the unknown setting "group-id". Did you mean group_id?',
  },
  { what: 'a setting that is there', given: receiver('group_id: g') },
]);

describeRule('CONFIG_KEY_REMOVED', [
  {
    what: 'a setting of sarama',
    given: receiver('resolve_canonical_bootstrap_servers_only: true'),
    found: ['error a.yaml:2'],
  },
  {
    what: 'a setting of sarama in a version that still has it, as a warning',
    given: receiver('resolve_canonical_bootstrap_servers_only: true'),
    situation: { minor: 158 },
    found: ['warning a.yaml:2'],
  },
  { what: 'settings that stay', given: receiver('group_id: g') },
]);

describeRule('CONFIG_KEY_RENAMED', [
  {
    what: 'the topic of before v0.124, and sets it per signal',
    given: receiver('topic: spans'),
    found: ['error a.yaml:2'],
    becomes: ['topic: spans', 'traces: {topics: [spans]}'],
  },
  {
    what: 'one topic where a list is expected',
    given: receiver('traces: {topic: spans}'),
    found: ['error a.yaml:2'],
    becomes: ['topic: spans', 'topics: [spans]'],
  },
  {
    what: 'an old spelling that this version still accepts, as a warning',
    given: receiver('traces: {topic: spans}'),
    situation: { minor: 145 },
    found: ['warning a.yaml:2'],
    says: 'which v0.147 removes',
    becomes: ['topic: spans', 'topics: [spans]'],
  },
  {
    what: 'TLS below auth, and moves it next to auth',
    given: ingestion({ kafka: 'auth: {tls: {ca_file: /ca.pem}}' }),
    found: ['error a.yaml:4'],
    becomes: ['auth: {tls: {ca_file: /ca.pem}}', 'tls: {ca_file: /ca.pem}'],
  },
  { what: 'the spelling of the version', given: receiver('traces: {topics: [spans]}') },
  { what: 'the only spelling of v0.115', given: receiver('topic: spans'), situation: { minor: 115 } },
]);

describeRule('CONFIG_KEY_MISPLACED', [
  {
    what: "a producer's setting in the exporter, and moves it in",
    given: ingestion({ kafka: 'required_acks: -1' }),
    found: ['error a.yaml:4'],
    becomes: ['required_acks: -1', 'producer: {required_acks: -1}'],
  },
  {
    what: "a producer's setting outside of it, and moves it in",
    given: ingestion({ kafka: 'required_acks: -1, producer: {linger: 5ms}' }),
    found: ['error a.yaml:4'],
    becomes: ['required_acks: -1, producer: {linger: 5ms}', 'producer: {linger: 5ms, required_acks: -1}'],
  },
  { what: 'it at its place', given: ingestion({ kafka: 'producer: {required_acks: -1}' }) },
]);

describeRule('CONFIG_TYPE_WRONG', [
  {
    what: 'a number instead of a string',
    given: receiver('brokers: [9092]'),
    found: ['error a.yaml:2'],
    says: 'brokers[0] of the receiver kafka is a number',
  },
  { what: 'a text', given: receiver('brokers: ["kafka:9092"]') },
  { what: 'a placeholder', given: receiver('session_timeout: "${env:T}"') },
]);

describeRule('CONFIG_VALUE_INVALID', [
  {
    what: 'a value that is not one of the two choices',
    given: receiver('initial_offset: newest'),
    found: ['error a.yaml:2'],
    says: 'initial_offset of the receiver kafka',
  },
  {
    what: 'a value that the Collector refuses only at start',
    given: receiver('heartbeat_interval: 20s'),
    found: ['error a.yaml:2'],
  },
  { what: 'one of the two', given: receiver('initial_offset: latest') },
]);

describeRule('CONFIG_COMPONENT_UNDEFINED', [
  {
    what: 'a processor that no section defines',
    given: processing({ order: 'memory_limiter, batch' }),
    found: ['error a.yaml:9'],
    says: 'names the processor batch, which is not defined',
  },
  { what: 'processors that one defines', given: processing() },
]);

describeRule('CONFIG_COMPONENT_UNKNOWN', [
  {
    what: 'a type whose settings are not known',
    given: processing({ processors: 'redaction: {}', order: 'redaction' }),
    found: ['info a.yaml:3'],
    says: 'The processor redaction has a type whose settings Spillway does not know',
  },
  { what: 'types that are known', given: processing() },
]);

describeRule('CONFIG_ID_INVALID', [
  {
    what: 'an id without a name behind the slash',
    given: processing().replace('memory_limiter: {', '"batch/": {}, memory_limiter: {'),
    found: ['error a.yaml:3'],
  },
  { what: 'type and name', given: processing({ processors: 'batch/large: {}', order: 'batch/large' }) },
]);

describeRule('CONFIG_SERVICE_INVALID', [
  {
    what: 'a pipeline without exporters',
    given: processing().replace('exporters: [otlp_http]', 'exporters: []'),
    found: ['error a.yaml:9'],
  },
  { what: 'a pipeline', given: processing() },
]);

describe('The verdict of a finding', () => {
  it('knows whether the Collector refuses a value in validate or at start', () => {
    const refusals = ['initial_offset: newest', 'heartbeat_interval: 20s', 'session_timeout: 5s'].map(
      (kafka) =>
        findingsIn(receiver(kafka))
          .filter(({ path }) => path.length > 2 && kafka.startsWith(String(path.at(-1))))
          .map(({ code, refusal }) => [code, refusal]),
    );

    expect(refusals).toEqual([
      [['CONFIG_VALUE_INVALID', 'validate']],
      [['CONFIG_VALUE_INVALID', 'start']],
      [['KAFKA_SESSION_TIMEOUT_TIGHT', undefined]],
    ]);
  });
});

describeRule('CONFIG_COMPONENT_REMOVED', [
  {
    what: 'a component that the distributions no longer have',
    given: processing({ others: 'logging: {}' }),
    found: ['error a.yaml:4'],
    says: 'which v0.111 removed from the distributions. Use the debug exporter',
  },
  {
    what: 'a component that a later version does not have, as a warning',
    given: processing({ others: 'sapm: {endpoint: "x:1"}' }),
    situation: { minor: 146 },
    found: ['warning a.yaml:4'],
    says: 'which v0.147 removes',
  },
  { what: 'a component that Spillway does not know', given: processing({ others: 'clickhouse: {}' }) },
]);
