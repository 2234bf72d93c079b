import { describeRule, ingestion, processing } from '../../../_helpers/lint/lint-rule';

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
  { what: 'a queue that waits', given: behindBatch('sending_queue: {block_on_overflow: true}') },
  { what: 'no queue, which waits', given: behindBatch('sending_queue: {enabled: false}') },
  { what: 'a queue known only in the environment', given: behindBatch('sending_queue: "${file:/q.yaml}"') },
  { what: 'a receiver that hears of it', given: processing() },
  {
    what: 'an exporter without a queue',
    given: processing({ processors: 'batch: {}', order: 'batch', others: 'debug: {}' }),
  },
]);

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
  { what: 'retries without end', given: retry('retry_on_failure: {max_elapsed_time: 0}') },
  { what: 'retries without end, with a unit', given: retry('retry_on_failure: {max_elapsed_time: 0s}') },
  {
    what: 'a time known only in the environment',
    given: retry('retry_on_failure: {max_elapsed_time: "${env:T}"}'),
  },
  { what: 'debug, which sends nothing', given: processing({ others: 'debug: {}' }) },
]);
