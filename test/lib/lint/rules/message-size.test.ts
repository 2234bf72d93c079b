import { describeRule, ingestion } from '../../../_helpers/lint/lint-rule';

const producer = (bytes: number) => ingestion({ kafka: `producer: {max_message_bytes: ${bytes}}` });
const limited = (maxMessageBytes: number) => ({
  facts: { topics: new Map([['otlp_spans', { partitions: 1, maxMessageBytes }]]) },
});

describeRule('KAFKA_MESSAGE_ABOVE_TOPIC', [
  {
    what: "more than the topic's limit",
    given: producer(2_000_000),
    situation: limited(1_500_000),
    found: ['error a.yaml:4'],
    says: '1500000',
  },
  {
    what: 'the default above a smaller limit',
    given: ingestion(),
    situation: limited(500_000),
    found: ['error a.yaml:4'],
  },
  {
    what: "more than the brokers' default, if the topic's limit is not known",
    given: producer(2_000_000),
    found: ['warning a.yaml:4'],
  },
  { what: 'a limit that is as large', given: producer(2_000_000), situation: limited(2_000_000) },
  { what: 'the default', given: ingestion() },
]);

const queue = (batch: string, more = '', pipelines = 'logs') =>
  ingestion({ kafka: `sending_queue: {batch: {${batch}}}${more}`, pipelines });

describeRule('KAFKA_BATCH_ABOVE_MESSAGE', [
  {
    what: 'batches above the default',
    given: queue('sizer: bytes, max_size: 2000000'),
    found: ['error a.yaml:4'],
    says: 'Set it to 900000 or less',
  },
  {
    what: 'batches that fit as protobuf, and not as JSON',
    given: queue('sizer: bytes, max_size: 900000', ', logs: {encoding: otlp_json}'),
    found: ['warning a.yaml:4'],
    says: 'otlp_json can be 4 times as long, more than max_message_bytes (1000000 bytes). Larger records are dropped. Set it to 225000',
  },
  {
    what: 'zipkin_json, which writes a whole request too',
    given: queue('sizer: bytes, max_size: 225000', ', encoding: zipkin_json', 'traces'),
    situation: { minor: 140 },
    found: ['warning a.yaml:4'],
    says: 'Set it to 180000',
  },
  {
    what: 'the longest encoding of several signals',
    given: queue('sizer: bytes, max_size: 500000', ', metrics: {encoding: otlp_json}', 'logs, metrics'),
    found: ['warning a.yaml:4'],
  },
  {
    what: 'batches of JSON with that room',
    given: queue('sizer: bytes, max_size: 225000', ', logs: {encoding: otlp_json}'),
  },
  {
    what: 'jaeger_json, which writes a record per span',
    given: queue('sizer: bytes, max_size: 900000', ', traces: {encoding: jaeger_json}', 'traces'),
  },
  { what: 'batches below', given: queue('sizer: bytes, max_size: 900000') },
  {
    what: 'larger messages',
    given: queue('sizer: bytes, max_size: 2000000', ', producer: {max_message_bytes: 3000000}'),
  },
  { what: 'a size in items', given: queue('sizer: items, max_size: 2000000') },
  {
    what: 'traces that are split by trace anyway',
    given: queue('sizer: bytes, max_size: 2000000', ', partition_traces_by_id: true', 'traces'),
  },
]);

const MAX = { processors: 'batch: {send_batch_size: 512, send_batch_max_size: 512}', order: 'batch' };

describeRule('KAFKA_RECORD_UNBOUNDED', [
  { what: 'logs', given: ingestion({ pipelines: 'logs' }), found: ['warning a.yaml:4'], says: '(logs)' },
  {
    what: 'protobuf, for which 90% of the limit is right',
    given: ingestion({ pipelines: 'logs' }),
    found: ['warning a.yaml:4'],
    says: 'max_size: 900000.',
  },
  {
    what: 'JSON, with room for what JSON adds',
    given: ingestion({ kafka: 'metrics: {encoding: otlp_json}', pipelines: 'metrics' }),
    found: ['warning a.yaml:4'],
    says: 'max_size: 225000 (the sizer counts protobuf, and otlp_json can be 4 times as long), or with sizer: items.',
  },
  {
    what: 'JSON with a larger limit',
    given: ingestion({
      kafka: 'traces: {encoding: zipkin_json}, producer: {max_message_bytes: 5000000}',
    }),
    found: ['warning a.yaml:4'],
    says: 'max_size: 900000 (the sizer',
  },
  {
    what: 'raw, which writes a record per log record',
    given: ingestion({ kafka: 'logs: {encoding: raw}', pipelines: 'logs' }),
  },
  { what: 'traces that are not split', given: ingestion(), found: ['warning a.yaml:4'] },
  {
    what: 'the signals that are not split',
    given: ingestion({ kafka: 'partition_traces_by_id: true', pipelines: 'traces, metrics' }),
    found: ['warning a.yaml:4'],
    says: '(metrics)',
  },
  { what: 'traces that are split by trace', given: ingestion({ kafka: 'partition_traces_by_id: true' }) },
  { what: 'a queue that splits', given: queue('sizer: bytes, max_size: 900000') },
  { what: 'a queue that splits by items', given: queue('max_size: 500') },
  { what: 'batches that are bounded', given: ingestion({ pipelines: 'logs', ...MAX }) },
  { what: 'a bound known only in the environment', given: queue('sizer: bytes, max_size: "${env:MAX}"') },
]);
