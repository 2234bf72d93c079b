import { describeRule, ingestion, processing } from '../../../_helpers/lint/lint-rule';

const receivers = (a: string, b: string) => `receivers:
  kafka/a: {brokers: [k:9092], ${a}}
  kafka/b: {brokers: [k:9092], ${b}}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka/a, kafka/b], exporters: [debug]}}}
`;
const loop = (from: string, to: string) => `receivers:
  kafka: {brokers: ["k-1:9092"], traces: {topics: ["${from}"]}}
exporters:
  kafka: {brokers: ["k-1:9092"], traces: {topic: "${to}"}}
service: {pipelines: {traces: {receivers: [kafka], exporters: [kafka]}}}
`;

describeRule('KAFKA_TOPIC_OF_TWO_SIGNALS', [
  {
    what: 'one topic for all signals, as before v0.124',
    given: ingestion({ kafka: 'topic: otel', pipelines: 'traces, logs' }),
    situation: { minor: 115 },
    found: ['error a.yaml:4'],
    says: 'writes both traces and logs on the topic otel',
  },
  {
    what: 'one topic listed twice for one signal',
    given: processing({
      kafka: 'traces: {topics: [otel]}, metrics: {topics: [otel]}',
      pipelines: 'traces, metrics',
    }),
    found: ['error a.yaml:2'],
  },
  { what: 'one topic for one signal', given: ingestion({ kafka: 'topic: otel' }), situation: { minor: 115 } },
  {
    what: 'two pipelines of one signal',
    given: ingestion({ kafka: 'traces: {topic: a}', pipelines: 'traces, traces/b' }),
  },
  { what: 'the defaults', given: processing({ pipelines: 'traces, metrics, logs' }) },
]);

describeRule('KAFKA_TOPIC_READ_TWICE', [
  {
    what: 'one topic in one group',
    given: receivers('group_id: g', 'group_id: g'),
    found: ['error a.yaml:3'],
  },
  {
    what: 'one topic in two groups',
    given: receivers('group_id: g', 'group_id: h'),
    found: ['warning a.yaml:3'],
    says: 'arrives twice',
  },
  {
    what: 'one topic in two groups, each for its own backend',
    given: `receivers: {kafka/a: {brokers: [k:9092], group_id: a}, kafka/b: {brokers: [k:9092], group_id: b}}
exporters: {debug/a: {}, debug/b: {}}
service:
  pipelines:
    traces/a: {receivers: [kafka/a], exporters: [debug/a]}
    traces/b: {receivers: [kafka/b], exporters: [debug/b]}
`,
  },
  { what: 'two topics', given: receivers('traces: {topics: [a]}', 'traces: {topics: [b]}') },
  {
    what: 'topics known only in the environment',
    given: receivers('traces: {topics: ["${env:A}"]}', 'traces: {topics: ["${env:A}"]}'),
  },
]);

describeRule('KAFKA_TOPIC_LOOP', [
  { what: 'one topic both ways', given: loop('spans', 'spans'), found: ['error a.yaml:4'] },
  {
    what: 'a pattern that matches the written topic',
    given: loop('^spans', 'spans-sampled'),
    found: ['error a.yaml:4'],
  },
  { what: 'two topics', given: loop('spans', 'spans-sampled') },
  { what: 'two clusters', given: loop('spans', 'spans').replace('"k-1:9092"', '"k-2:9092"') },
  { what: 'a topic known only in the environment', given: loop('spans', '${env:T}') },
]);

describeRule('KAFKA_TOPIC_PATTERN', [
  {
    what: 'a pattern',
    given: processing({ kafka: 'traces: {topics: ["^otlp_spans.*"]}' }),
    found: ['info a.yaml:2'],
  },
  { what: 'a name', given: processing({ kafka: 'traces: {topics: [otlp_spans]}' }) },
]);

describeRule('KAFKA_TOPIC_EMPTY', [
  { what: 'an empty topic', given: ingestion({ kafka: 'traces: {topic: ""}' }), found: ['error a.yaml:4'] },
  {
    what: 'an empty topic of a receiver with one topic per signal',
    given: processing({ kafka: 'traces: {topic: ""}' }),
    situation: { minor: 130 },
    found: ['error a.yaml:2'],
  },
  { what: 'no topic, which is the default', given: ingestion() },
  {
    what: 'an empty topic for all signals, which is the default',
    given: [ingestion({ kafka: 'topic: ""' }), processing({ kafka: 'topic: ""' })],
    situation: { minor: 115 },
  },
  {
    what: 'an empty topic of a receiver with a list per signal, which means the default',
    given: processing({ kafka: 'traces: {topic: ""}' }),
    situation: { minor: 145 },
  },
]);
