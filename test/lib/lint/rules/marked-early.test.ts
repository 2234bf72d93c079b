import { chained, describeRule, processing } from '../../../_helpers/lint/lint-rule';

const AFTER = ', message_marking: {after: true, on_permanent_error: true}';
const WAITS = 'otlp_http: {endpoint: e, sending_queue: {wait_for_result: true}}';
const given = (order: string, others = WAITS, kafka = AFTER, pipelines = 'logs') =>
  processing({
    kafka: `brokers: [k:9092]${kafka}`,
    processors:
      'memory_limiter: {check_interval: 1s, limit_percentage: 80}, batch: {}, batch/2: {}, groupbytrace: {}, resource: {}',
    order,
    others,
    pipelines,
  });

describeRule('KAFKA_MARKED_BEFORE_DELIVERED', [
  {
    what: 'batch, where the pipeline names it',
    given: given('memory_limiter, batch'),
    found: ['warning a.yaml:9'],
    says: 'batch in logs accepts data before the backend has it.',
  },
  { what: 'a named batch', given: given('resource, batch/2'), found: ['warning a.yaml:9'] },
  {
    what: 'groupbytrace',
    given: given('groupbytrace', WAITS, AFTER, 'traces'),
    found: ['warning a.yaml:9'],
  },
  {
    what: 'the default queue',
    given: given('memory_limiter', 'otlp_http: {endpoint: e}'),
    found: ['warning a.yaml:4'],
    says: 'Set sending_queue.wait_for_result: true.',
  },
  {
    what: 'a queue that waits for room only',
    given: given('memory_limiter', 'otlp: {endpoint: "e:1", sending_queue: {block_on_overflow: true}}'),
    found: ['warning a.yaml:4'],
  },
  {
    what: 'the queue of a Kafka exporter',
    given: given('', 'kafka: {brokers: [k:9092], producer: {required_acks: -1}}', AFTER, 'metrics'),
    found: ['warning a.yaml:4'],
  },
  {
    what: 'a queue of v0.115, which cannot wait for the result',
    given: given('', 'otlphttp: {endpoint: e}'),
    situation: { minor: 115 },
    found: ['warning a.yaml:4'],
    says: 'Set sending_queue.enabled: false.',
  },
  {
    what: 'a queue on disk, which lasts as long as the disk',
    given: given('', 'otlp_http: {endpoint: e, sending_queue: {storage: file_storage}}'),
    found: ['info a.yaml:4'],
    says: 'only as long as that disk',
  },
  {
    what: 'batch and queue at once',
    given: given('batch', 'otlp_http: {endpoint: e}'),
    found: ['warning a.yaml:4', 'warning a.yaml:9'],
  },
  {
    what: 'one queue of two exporters, once for two pipelines',
    given: given('', `${WAITS}, otlp/b: {endpoint: "b:1"}`, AFTER, 'logs, metrics'),
    found: ['warning a.yaml:4'],
    says: 'sending queue of otlp/b',
  },
  {
    what: 'batch behind a connector',
    given: chained({ kafka: AFTER, behind: 'batch/2', others: WAITS }),
    found: ['warning a.yaml:9'],
    says: 'batch/2 in traces/out',
  },
  {
    what: 'settings that come from an anchor',
    given: `x-marking: &marking {after: true, on_permanent_error: true}
${given('batch', WAITS, ', message_marking: *marking')}`,
    found: ['warning a.yaml:10'],
  },
  { what: 'a queue that waits for the result', given: given('memory_limiter, resource') },
  {
    what: 'no queue',
    given: given('memory_limiter', 'otlp_http: {endpoint: e, sending_queue: {enabled: false}}'),
  },
  { what: 'marking before the pipeline, which loses anyway', given: given('batch', WAITS, '') },
  { what: 'debug', given: given('', 'debug: {}') },
  { what: 'a connector that hands errors on', given: chained({ kafka: AFTER, others: WAITS }) },
  {
    what: 'metrics that a connector makes of the data, next to an exporter for the data',
    given: chained({ kafka: AFTER, connector: 'spanmetrics', also: 'otlp_http', others: WAITS }),
  },
  {
    what: 'marking known only in the environment',
    given: given('batch', WAITS, ', message_marking: {after: "${env:A}"}'),
  },
]);
