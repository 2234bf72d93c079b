import { describeRule, ingestion, processing } from '../../../_helpers/lint/lint-rule';

const write = (kafka: string, pipelines = 'traces') => ingestion({ kafka, pipelines });
const read = (kafka: string, pipelines = 'traces') => processing({ kafka, pipelines });

describeRule('TIERS_BROKERS_DIFFER', [
  {
    what: 'two clusters',
    given: [write('brokers: ["a:9092"]'), read('brokers: ["b:9092"]')],
    found: ['warning b.yaml:2'],
    says: 'b:9092',
  },
  {
    what: 'another broker than the default',
    given: [write('brokers: ["a:9092"]'), read('group_id: g')],
    found: ['warning b.yaml:2'],
  },
  {
    what: 'one broker in common',
    given: [write('brokers: ["a:9092", "b:9092"]'), read('brokers: ["b:9092", "c:9092"]')],
  },
  { what: 'two ports of one broker', given: [write('brokers: ["a:9096"]'), read('brokers: ["A:9098"]')] },
  {
    what: 'brokers known only in the environment',
    given: [write('brokers: "${env:B}"'), read('brokers: ["b:9092"]')],
  },
  { what: 'one tier alone', given: read('brokers: ["b:9092"]') },
  {
    what: 'a reader without any broker, which is refused',
    given: [write('brokers: ["a:9092"]'), read('brokers: []')],
  },
  {
    what: 'a writer without any broker, which is refused',
    given: [write('brokers: []'), read('brokers: ["a:9092"]')],
  },
]);

describeRule('TIERS_TOPIC_DIFFERENT', [
  {
    what: 'two topics',
    given: [write('traces: {topic: spans}'), read('traces: {topics: [otlp_spans]}')],
    found: ['error a.yaml:4'],
    says: 'kafka writes traces to spans, but kafka (b.yaml) reads otlp_spans',
  },
  {
    what: 'another topic than the default',
    given: [write('traces: {topic: spans}'), read('group_id: g')],
    found: ['error a.yaml:4'],
  },
  {
    what: 'the older topic of before v0.124 and the default',
    given: [write('topic: spans'), read('group_id: g')],
    situation: { minor: 115 },
    found: ['error a.yaml:4'],
  },
  {
    what: 'the reader that has topics, not the one with an empty list',
    given: [
      write('traces: {topic: spans}'),
      read('traces: {topics: []}'),
      read('traces: {topics: [otlp_spans]}'),
    ],
    found: ['error a.yaml:4'],
    says: 'but kafka (c.yaml) reads otlp_spans,',
  },
  {
    what: 'a pattern that does not cover it',
    given: [write('traces: {topic: spans}'), read('traces: {topics: ["^otlp_"]}')],
    found: ['error a.yaml:4'],
  },
  {
    what: 'a pattern that covers it',
    given: [write('traces: {topic: otlp_spans}'), read('traces: {topics: ["^otlp_"]}')],
  },
  {
    what: 'a pattern of Go that JavaScript does not know',
    given: [write('traces: {topic: spans}'), read('traces: {topics: ["^(?i)SPANS"]}')],
  },
  { what: 'one of several topics', given: [write('traces: {topic: a}'), read('traces: {topics: [a, b]}')] },
  {
    what: 'the older spelling of one topic',
    given: [write('traces: {topic: a}'), read('traces: {topic: a}')],
    situation: { minor: 130 },
  },
  {
    what: 'a topic chosen for each request',
    given: [write('topic_from_attribute: t'), read('traces: {topics: [a]}')],
  },
  {
    what: 'topics known only in the environment',
    given: [write('traces: {topic: a}'), read('traces: {topics: ["${env:T}"]}')],
  },
  { what: 'the defaults', given: [write(''), read('')] },
  {
    what: 'an empty list, which reads no topic',
    given: [write('traces: {topic: spans}'), read('traces: {topics: []}')],
  },
]);

describeRule('TIERS_TOPIC_UNWRITTEN', [
  {
    what: 'an additional topic that nothing writes',
    given: [write(''), read('traces: {topics: [otlp_spans, otlp_span]}')],
    found: ['info b.yaml:2'],
    says: 'reads otlp_span for traces',
  },
  { what: 'the topic that is written', given: [write(''), read('traces: {topics: [otlp_spans]}')] },
  { what: 'a receiver alone', given: read('traces: {topics: [a, b]}') },
  { what: 'an empty list', given: [write(''), read('traces: {topics: []}')] },
]);

describeRule('TIERS_ENCODING_DIFFERENT', [
  {
    what: 'JSON against the default',
    given: [write('traces: {encoding: otlp_json}'), read('')],
    found: ['error b.yaml:2'],
    says: 'decodes traces as otlp_proto, but kafka (a.yaml) writes otlp_json',
  },
  {
    what: 'the spelling of before v0.124',
    given: [write('encoding: otlp_json'), read('')],
    situation: { minor: 115 },
    found: ['error b.yaml:2'],
  },
  {
    what: 'the same encoding',
    given: [write('traces: {encoding: otlp_json}'), read('traces: {encoding: otlp_json}')],
  },
  { what: 'two topics', given: [write('traces: {encoding: otlp_json, topic: a}'), read('')] },
  { what: 'an encoding of an extension', given: [write('traces: {encoding: my_encoding}'), read('')] },
]);

describeRule('TIERS_SIGNAL_UNREAD', [
  {
    what: 'logs that no receiver reads',
    given: [write('', 'traces, logs'), read('')],
    found: ['warning a.yaml:4'],
    says: 'otlp_logs',
  },
  { what: 'signals that are read', given: [write('', 'traces, logs'), read('', 'logs, traces')] },
  { what: 'the ingestion tier alone', given: write('', 'traces, logs') },
]);
