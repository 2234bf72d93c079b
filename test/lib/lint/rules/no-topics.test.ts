import { describeRule, findingsIn, ingestion, processing } from '../../../_helpers/lint/lint-rule';

const read = (kafka: string, pipelines = 'traces') => processing({ kafka, pipelines });

describeRule('KAFKA_NO_TOPICS', [
  {
    what: 'an empty list',
    given: read('traces: {topics: []}'),
    found: ['error a.yaml:2'],
    says: 'remove the line to read otlp_spans.',
  },
  { what: 'an empty text', given: read('traces: {topics: ""}'), found: ['error a.yaml:2'] },
  {
    what: 'an empty list of one of two signals',
    given: read('traces: {topics: [a]}, logs: {topics: []}', 'traces, logs'),
    found: ['error a.yaml:2'],
    says: 'an empty list of topics for logs',
  },
  {
    what: 'an empty list in a block, at its line',
    given: `receivers:
  kafka:
    group_id: g
    metrics:
      topics: []
exporters: {debug: }
service: {pipelines: {metrics: {receivers: [kafka], exporters: [debug]}}}
`,
    found: ['error a.yaml:5'],
  },
  {
    what: 'an empty list in the first version with lists',
    given: read('traces: {topics: []}'),
    situation: { minor: 141 },
    found: ['error a.yaml:2'],
  },
  {
    what: 'an empty list and an empty older topic',
    given: read('traces: {topics: [], topic: ""}'),
    situation: { minor: 145 },
    found: ['error a.yaml:2'],
  },
  {
    what: 'an empty list and an older topic, which then counts',
    given: read('traces: {topics: [], topic: a}'),
    situation: { minor: 145 },
  },
  {
    what: 'a version that refuses a list',
    given: read('traces: {topics: []}'),
    situation: { minor: 130 },
  },
  { what: 'a key with nothing after it, which keeps the default', given: read('traces: {topics: }') },
  { what: 'a signal that no pipeline reads', given: read('logs: {topics: []}') },
  { what: 'topics known only in the environment', given: read('traces: {topics: "${env:T}"}') },
  { what: 'an exporter', given: ingestion({ kafka: 'traces: {topic: ""}' }) },
]);

describe('An empty list of topics', () => {
  it('is the only finding about the topics', () => {
    const facts = { topics: new Map(), tasks: 6 };
    const found = findingsIn([ingestion(), read('traces: {topics: []}')], { facts });

    expect(found.filter(({ file, message }) => file === 'b.yaml' && message.includes('topic'))).toMatchObject(
      [{ code: 'KAFKA_NO_TOPICS' }],
    );
  });
});
