import { chained, describeRule, ingestion, processing } from '../../../_helpers/lint/lint-rule';

const behindBatch = (exporter: string, kafka?: string) =>
  processing({
    processors: 'batch: {}',
    order: 'batch',
    others: `otlp_http: {${exporter}}`,
    ...(kafka === undefined ? {} : { kafka }),
  });

describeRule('QUEUE_DROPS', [
  {
    what: 'the default queue, and makes it wait',
    given: behindBatch('endpoint: e'),
    found: ['warning a.yaml:4'],
    becomes: ['endpoint: e}', 'endpoint: e, sending_queue: {block_on_overflow: true}}'],
  },
  {
    what: 'a queue with a size, and makes it wait',
    given: behindBatch('sending_queue: {queue_size: 10}'),
    found: ['warning a.yaml:4'],
    becomes: ['queue_size: 10', 'queue_size: 10, block_on_overflow: true'],
  },
  {
    what: 'a queue that is set to drop, and makes it wait',
    given: behindBatch('sending_queue: {block_on_overflow: false}'),
    found: ['warning a.yaml:4'],
    becomes: ['block_on_overflow: false', 'block_on_overflow: true'],
  },
  {
    what: 'the queue of the ingestion tier',
    given: ingestion({ kafka: 'brokers: [k:9092]' }),
    found: ['warning a.yaml:4'],
  },
  {
    what: 'a queue of v0.120, which has another setting for it',
    given: behindBatch('endpoint: e'),
    situation: { minor: 120 },
    found: ['warning a.yaml:4'],
    becomes: ['endpoint: e}', 'endpoint: e, sending_queue: {blocking: true}}'],
  },
  {
    what: 'a queue of v0.115, which cannot wait',
    given: behindBatch('endpoint: e'),
    situation: { minor: 115 },
    found: ['warning a.yaml:4'],
    says: 'sending_queue.enabled: false',
  },
  {
    what: 'a queue behind the batch of the pipeline before the connector',
    given: chained({ order: 'batch', others: 'otlp: {endpoint: "e:1"}' }),
    found: ['warning a.yaml:4'],
    says: 'behind batch nothing retries it',
  },
  {
    what: 'a queue behind a connector that aggregates',
    given: chained({ connector: 'spanmetrics', others: 'otlp: {endpoint: "e:1"}' }),
    found: ['warning a.yaml:4'],
    says: 'behind spanmetrics nothing retries it',
  },
  {
    what: 'a queue behind a connector that hands errors on',
    given: chained({ others: 'otlp: {endpoint: "e:1"}' }),
  },
  {
    what: 'a queue behind a processor that Spillway does not know',
    given: processing({ processors: 'own: {}', order: 'own' }),
  },
  {
    what: 'a queue whose sender waits for the result',
    given: behindBatch('sending_queue: {wait_for_result: true}'),
  },
  { what: 'a queue that waits', given: behindBatch('sending_queue: {block_on_overflow: true}') },
  { what: 'no queue, which waits', given: behindBatch('sending_queue: {enabled: false}') },
  { what: 'a queue known only in the environment', given: behindBatch('sending_queue: "${file:/q.yaml}"') },
  { what: 'a receiver that hears of it', given: processing() },
  {
    what: 'an exporter without a queue',
    given: processing({ processors: 'batch: {}', order: 'batch', others: 'debug: {}' }),
  },
]);

const ENDLESS = ', error_backoff: {enabled: true, initial_interval: 100ms, multiplier: 2, max_interval: 5s}';
const synchronous = (more: string, kafka: string) =>
  processing({
    kafka: `brokers: [k:9092]${kafka}`,
    others: `otlp_http: {endpoint: e, sending_queue: {enabled: false}${more}}`,
  });

const retry = (settings: string) => processing({ others: `otlp_http: {${settings}}` });

describeRule('RETRY_GIVES_UP', [
  { what: 'the default', given: retry('endpoint: e'), found: ['warning a.yaml:4'], says: 'for 300 s' },
  {
    what: 'half an hour',
    given: retry('retry_on_failure: {max_elapsed_time: 30m}'),
    found: ['warning a.yaml:4'],
    says: '1800 s',
  },
  {
    what: 'no retries',
    given: retry('retry_on_failure: {enabled: false}'),
    found: ['warning a.yaml:4'],
    says: 'does not retry',
  },
  {
    what: 'an exporter without a queue, before a receiver that skips what is refused',
    given: retry('sending_queue: {enabled: false}'),
    found: ['warning a.yaml:4'],
  },
  {
    what: 'an exporter without a queue, before a receiver that gives up too',
    given: synchronous('', `${ENDLESS.slice(0, -1)}, max_elapsed_time: 5m}`),
    found: ['warning a.yaml:4'],
  },
  {
    what: 'an exporter without a queue behind batch',
    given: processing({
      kafka: `brokers: [k:9092]${ENDLESS}`,
      processors: 'batch: {}',
      order: 'batch',
      others: 'otlp_http: {sending_queue: {enabled: false}}',
    }),
    found: ['warning a.yaml:4'],
  },
  {
    what: 'the queue of the ingestion tier',
    given: ingestion({ order: 'memory_limiter' }),
    found: ['warning a.yaml:4'],
  },
  {
    what: 'an exporter without a queue, before a receiver that retries without end',
    given: synchronous('', ENDLESS),
  },
  {
    what: 'the same without retries in the exporter',
    given: synchronous(', retry_on_failure: {enabled: false}', ENDLESS),
  },
  {
    what: 'a queue that waits for the result, before such a receiver, behind a connector',
    given: chained({
      kafka: ENDLESS,
      order: 'memory_limiter',
      behind: 'resource',
      others: 'otlp/b: {endpoint: "e:1", sending_queue: {wait_for_result: true}}',
    }),
  },
  {
    what: 'an exporter without a queue, before a receiver that keeps the record',
    given: synchronous('', ', message_marking: {after: true}'),
  },
  {
    what: 'an exporter without a queue that answers its client',
    given: ingestion({ kafka: 'sending_queue: {enabled: false}', order: 'memory_limiter' }),
  },
  { what: 'retries without end', given: retry('retry_on_failure: {max_elapsed_time: 0}') },
  { what: 'retries without end, with a unit', given: retry('retry_on_failure: {max_elapsed_time: 0s}') },
  {
    what: 'a time known only in the environment',
    given: retry('retry_on_failure: {max_elapsed_time: "${env:T}"}'),
  },
  { what: 'debug, which sends nothing', given: processing({ others: 'debug: {}' }) },
]);
