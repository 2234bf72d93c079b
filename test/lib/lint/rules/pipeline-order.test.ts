import { describeRule, ingestion, processing } from '../../../_helpers/lint/lint-rule';

const ordered = (order: string) =>
  processing({
    processors:
      'memory_limiter: {check_interval: 1s, limit_percentage: 80}, batch: {}, filter: {}, tail_sampling: {}, transform: {}',
    order,
  });

describeRule('PIPELINE_MEMORY_LIMITER_NOT_FIRST', [
  {
    what: 'a limiter behind batch, and puts it first',
    given: ordered('batch, memory_limiter, filter'),
    found: ['warning a.yaml:9'],
    becomes: ['[batch, memory_limiter, filter]', '[memory_limiter, batch, filter]'],
  },
  {
    what: 'a limiter behind tail_sampling, and says where its errors end',
    given: ordered('filter, tail_sampling, transform, memory_limiter'),
    found: ['warning a.yaml:9'],
    says: 'comes after tail_sampling in traces, so its errors end there',
  },
  {
    what: 'a limiter behind processors that hand its errors on, as an info without the wrong reason',
    given: ordered('filter, transform, memory_limiter, batch'),
    found: ['info a.yaml:9'],
    says: 'comes after transform in traces, which does its work before memory_limiter refuses the data.',
  },
  {
    what: 'a named limiter behind a processor that is not known',
    given: processing({
      processors: 'memory_limiter/b: {check_interval: 1s, limit_percentage: 80}, own: {}',
      order: 'own, memory_limiter/b',
    }),
    found: ['info a.yaml:9'],
  },
  { what: 'a limiter that is first', given: ordered('memory_limiter, batch') },
  { what: 'no limiter, which another rule reports', given: ordered('batch') },
]);

describeRule('PIPELINE_NO_MEMORY_LIMITER', [
  { what: 'a pipeline that reads from Kafka', given: ordered('batch'), found: ['warning a.yaml:9'] },
  {
    what: 'a pipeline that writes to Kafka',
    given: ingestion({ processors: 'batch: {}', order: 'batch' }),
    found: ['warning a.yaml:9'],
  },
  {
    what: 'a queue that waits, and says what fills the memory',
    given: processing({
      processors: '',
      order: '',
      others: 'otlp_http: {endpoint: e, sending_queue: {block_on_overflow: true}}',
    }),
    found: ['warning a.yaml:9'],
    says: 'what its queue holds before it is full',
  },
  {
    what: 'a client of the ingestion tier without a queue',
    given: ingestion({ kafka: 'sending_queue: {enabled: false}', processors: '', order: '' }),
    found: ['warning a.yaml:9'],
  },
  {
    what: 'a Kafka receiver that waits for the backend with each record',
    given: processing({
      processors: '',
      order: '',
      others: 'otlp_http: {endpoint: e, sending_queue: {enabled: false}}',
    }),
  },
  { what: 'one with a limiter', given: ordered('memory_limiter') },
  {
    what: 'a pipeline without Kafka',
    given:
      'receivers: {otlp: {}}\nexporters: {debug: {}}\nservice: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}\n',
  },
  {
    what: 'a pipeline behind a connector',
    given: `receivers: {kafka: {}}
processors: {memory_limiter: {}}
connectors: {forward: {}}
exporters: {debug: {}}
service:
  pipelines:
    traces: {receivers: [kafka], processors: [memory_limiter], exporters: [forward]}
    traces/b: {receivers: [forward], exporters: [debug]}
`,
  },
]);

describeRule('PIPELINE_NO_BATCH', [
  {
    what: 'an exporter without batch',
    given: ingestion({ order: 'memory_limiter' }),
    found: ['info a.yaml:9'],
    says: 'Add the batch processor, or set sending_queue.batch.',
  },
  {
    what: 'an exporter without a queue, and gives advice that keeps it answering late',
    given: ingestion({ kafka: 'sending_queue: {enabled: false}', order: 'memory_limiter' }),
    found: ['info a.yaml:9'],
    says: 'Set sending_queue with wait_for_result: true and batch',
  },
  { what: 'batch', given: ingestion() },
  {
    what: 'a batch of another name',
    given: ingestion({ processors: 'batch/large: {}', order: 'batch/large' }),
  },
  { what: 'a queue that batches', given: ingestion({ kafka: 'sending_queue: {batch: {}}', order: '' }) },
  {
    what: 'a queue known only in the environment',
    given: ingestion({ kafka: 'sending_queue: "${file:/q.yaml}"', order: '' }),
  },
  { what: 'other exporters', given: ordered('memory_limiter') },
]);

describeRule('PIPELINE_BATCH_BEFORE_TAIL_SAMPLING', [
  {
    what: 'batch before tail_sampling, and moves it behind',
    given: ordered('memory_limiter, batch, transform, tail_sampling'),
    found: ['warning a.yaml:9'],
    becomes: [
      '[memory_limiter, batch, transform, tail_sampling]',
      '[memory_limiter, transform, tail_sampling, batch]',
    ],
  },
  {
    what: 'batch on both sides',
    given: ordered('batch, tail_sampling, batch'),
    found: ['warning a.yaml:9'],
    says: 'Remove it',
  },
  { what: 'batch behind', given: ordered('memory_limiter, tail_sampling, batch') },
  { what: 'batch alone', given: ordered('batch') },
  { what: 'tail_sampling alone', given: ordered('tail_sampling') },
]);

describeRule('PIPELINE_DROP_AFTER_BATCH', [
  { what: 'filter behind batch', given: ordered('memory_limiter, batch, filter'), found: ['info a.yaml:9'] },
  { what: 'filter before batch', given: ordered('memory_limiter, filter, batch') },
  { what: 'transform behind batch, which drops nothing', given: ordered('memory_limiter, batch, transform') },
]);
