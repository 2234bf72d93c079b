import { describeRule, ingestion, processing } from '../../../_helpers/lint/lint-rule';

const cluster = (partitions: Record<string, number>, tasks?: number) => ({
  facts: {
    topics: new Map(Object.entries(partitions).map(([topic, count]) => [topic, { partitions: count }])),
    ...(tasks === undefined ? {} : { tasks }),
  },
});

describeRule('KAFKA_TOPIC_MISSING', [
  {
    what: 'a topic that does not exist',
    given: processing(),
    situation: cluster({ spans: 6 }),
    found: ['error a.yaml:2'],
    says: 'otlp_spans',
  },
  {
    what: 'a missing topic of an exporter',
    given: ingestion({ kafka: 'logs: {topic: log}', pipelines: 'logs' }),
    situation: cluster({ otlp_logs: 1 }),
    found: ['error a.yaml:4'],
  },
  { what: 'one that is there', given: [ingestion(), processing()], situation: cluster({ otlp_spans: 6 }) },
  {
    what: 'a pattern',
    given: processing({ kafka: 'traces: {topics: ["^spans"]}' }),
    situation: cluster({ a: 1 }),
  },
  { what: 'a cluster whose topics are not known', given: processing() },
]);

describeRule('KAFKA_TASKS_ABOVE_PARTITIONS', [
  {
    what: 'eight tasks on six partitions',
    given: processing(),
    situation: cluster({ otlp_spans: 6 }, 8),
    found: ['warning a.yaml:2'],
    says: 'can keep 6 of the 8 tasks busy',
  },
  {
    what: 'more tasks than the largest signal has',
    given: processing({ pipelines: 'traces, logs' }),
    situation: cluster({ otlp_spans: 6, otlp_logs: 3 }, 7),
    found: ['warning a.yaml:2'],
    says: '6 of the 7 tasks busy, one per partition of its largest signal (traces: otlp_spans)',
  },
  { what: 'as many tasks as partitions', given: processing(), situation: cluster({ otlp_spans: 6 }, 6) },
  {
    what: 'a signal with two topics, whose partitions are added',
    given: processing({ kafka: 'traces: {topics: [a, b]}' }),
    situation: cluster({ a: 4, b: 4 }, 8),
  },
  {
    what: 'a signal whose topic is not known',
    given: processing({ kafka: 'traces: {topics: [a, b]}' }),
    situation: cluster({ a: 4 }, 8),
  },
  {
    what: 'an empty list of topics, which has a rule of its own',
    given: processing({ kafka: 'traces: {topics: []}' }),
    situation: cluster({ otlp_spans: 6 }, 8),
  },
  { what: 'an unknown number of tasks', given: processing(), situation: cluster({ otlp_spans: 1 }) },
]);
