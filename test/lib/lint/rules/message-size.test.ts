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
