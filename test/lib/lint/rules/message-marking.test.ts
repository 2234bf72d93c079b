import { chained, describeRule, processing } from '../../../_helpers/lint/lint-rule';

const marking = (more: string) => processing({ kafka: `brokers: [k:9092]${more}` });
const BACKOFF = ', error_backoff: {enabled: true, initial_interval: 100ms, multiplier: 2, max_interval: 5s}';
const AFTER = ', message_marking: {after: true}';

const withoutLimiter = (others: string, more = '') =>
  processing({ kafka: `brokers: [k:9092]${more}`, processors: '', order: '', others });

describeRule('KAFKA_RECEIVER_SKIPS_REFUSED', [
  { what: 'the defaults', given: marking(''), found: ['warning a.yaml:2'] },
  {
    what: 'on_error',
    given: marking(', message_marking: {after: true, on_error: true}'),
    found: ['warning a.yaml:2'],
  },
  {
    what: 'error_backoff that is off',
    given: marking(', error_backoff: {enabled: false}'),
    found: ['warning a.yaml:2'],
  },
  { what: 'error_backoff', given: marking(BACKOFF) },
  { what: 'after, which stops instead', given: marking(AFTER) },
  { what: 'what only the environment knows', given: marking(', error_backoff: {enabled: "${env:B}"}') },
  {
    what: 'a pipeline that refuses nothing',
    given: processing({ kafka: 'brokers: [k:9092]', processors: 'batch: {}', order: 'batch' }),
  },
  { what: 'sarama', given: marking(''), situation: { minor: 130 } },
  {
    what: 'a queue that drops, and names it',
    given: processing({ kafka: 'brokers: [k:9092]', processors: '', order: '' }),
    found: ['warning a.yaml:2'],
    says: '(the full queue of otlp_http)',
  },
  {
    what: 'no queue, and names the backend',
    given: withoutLimiter('otlp_http: {endpoint: e, sending_queue: {enabled: false}}'),
    found: ['warning a.yaml:2'],
    says: '(the backend of otlp_http)',
  },
  {
    what: 'a queue that waits for the result, of a named exporter',
    given: withoutLimiter('otlp_http/b: {endpoint: e, sending_queue: {wait_for_result: true}}'),
    found: ['warning a.yaml:2'],
    says: '(the backend of otlp_http/b)',
  },
  {
    what: 'a refusal behind a connector',
    given: chained({ behind: 'memory_limiter' }),
    found: ['warning a.yaml:2'],
    says: '(memory_limiter)',
  },
  {
    what: 'a connector that aggregates',
    given: chained({ connector: 'spanmetrics', behind: 'memory_limiter' }),
  },
  {
    what: 'a queue that waits, and no memory_limiter',
    given: withoutLimiter('otlp_http: {endpoint: e, sending_queue: {block_on_overflow: true}}'),
  },
  { what: 'debug', given: withoutLimiter('debug: {}') },
  {
    what: 'a queue that only the environment knows',
    given: withoutLimiter('otlp_http: {endpoint: e, sending_queue: {block_on_overflow: "${env:W}"}}'),
  },
]);

describeRule('KAFKA_RECEIVER_GIVES_UP', [
  {
    what: 'five minutes',
    given: marking(`${BACKOFF.slice(0, -1)}, max_elapsed_time: 5m}`),
    found: ['warning a.yaml:2'],
    says: 'for 300 s',
  },
  {
    what: 'on_error, which skips too',
    given: marking(
      `, message_marking: {after: true, on_error: true}${BACKOFF.slice(0, -1)}, max_elapsed_time: 1m}`,
    ),
    found: ['warning a.yaml:2'],
  },
  {
    what: 'five minutes of sarama',
    given: marking(`${BACKOFF.slice(0, -1)}, max_elapsed_time: 5m}`),
    situation: { minor: 130 },
    found: ['warning a.yaml:2'],
  },
  { what: 'no end', given: marking(BACKOFF) },
  { what: 'no end, written out', given: marking(`${BACKOFF.slice(0, -1)}, max_elapsed_time: 0s}`) },
  {
    what: 'after, which reads the record again',
    given: marking(`${AFTER}${BACKOFF.slice(0, -1)}, max_elapsed_time: 5m}`),
  },
  {
    what: 'a pipeline that refuses nothing',
    given: withoutLimiter(
      'otlp_http: {endpoint: e, sending_queue: {block_on_overflow: true}}',
      `${BACKOFF.slice(0, -1)}, max_elapsed_time: 5m}`,
    ),
  },
  { what: 'error_backoff that is off', given: marking(', error_backoff: {max_elapsed_time: 5m}') },
  {
    what: 'a time known only in the environment',
    given: marking(`${BACKOFF.slice(0, -1)}, max_elapsed_time: "\${env:T}"}`),
  },
]);

describeRule('KAFKA_POISON_STOPS_PARTITION', [
  { what: 'after alone', given: marking(AFTER + BACKOFF), found: ['info a.yaml:2'] },
  {
    what: 'on_permanent_error: false',
    given: marking(`, message_marking: {after: true, on_error: true, on_permanent_error: false}${BACKOFF}`),
    found: ['info a.yaml:2'],
  },
  {
    what: 'a pipeline that refuses nothing, since decoding can fail',
    given: withoutLimiter('debug: {}', AFTER),
    found: ['info a.yaml:2'],
  },
  {
    what: 'on_permanent_error',
    given: marking(', message_marking: {after: true, on_permanent_error: true}'),
  },
  {
    what: 'on_error, which it then follows',
    given: marking(', message_marking: {after: true, on_error: true}'),
  },
  { what: 'the defaults', given: marking('') },
  {
    what: 'a value that only the environment knows',
    given: marking(', message_marking: {after: "${env:A}"}'),
  },
  { what: 'sarama', given: marking(AFTER), situation: { minor: 130 } },
]);

const TWO_SYNC =
  'otlp_http: {endpoint: e, sending_queue: {enabled: false}}, otlp/b: {endpoint: "b:1", sending_queue: {wait_for_result: true}}';

describeRule('KAFKA_FAN_OUT_SKIPS', [
  {
    what: 'two backends without queues, one of which can hide the other',
    given: withoutLimiter(TWO_SYNC, `, message_marking: {after: true, on_permanent_error: true}${BACKOFF}`),
    found: ['warning a.yaml:2'],
    says: 'one of otlp_http, otlp/b refuses',
  },
  {
    what: 'marking before the pipeline',
    given: withoutLimiter(TWO_SYNC, BACKOFF),
    found: ['warning a.yaml:2'],
  },
  { what: 'a receiver that stops instead', given: withoutLimiter(TWO_SYNC, AFTER + BACKOFF) },
  {
    what: 'a queue before one of them',
    given: withoutLimiter(TWO_SYNC.replace('enabled: false', ''), BACKOFF),
  },
  { what: 'one backend', given: withoutLimiter(TWO_SYNC.split(', otlp/b')[0] ?? '', BACKOFF) },
]);

describeRule('KAFKA_RECEIVER_STOPS_PARTITION', [
  {
    what: 'after alone',
    given: marking(AFTER),
    found: ['warning a.yaml:2'],
    says: 'until the next rebalance',
  },
  {
    what: 'after in a pipeline that refuses nothing',
    given: processing({ kafka: 'message_marking: {after: true}', processors: 'batch: {}', order: 'batch' }),
  },
  {
    what: 'an error_backoff that ends, up to v0.150',
    given: marking(`${AFTER}${BACKOFF.slice(0, -1)}, max_elapsed_time: 5m}`),
    situation: { minor: 150 },
    found: ['warning a.yaml:2'],
    says: 'retries for 300 s only',
  },
  {
    what: 'an error_backoff that ends, from v0.152 on',
    given: marking(`${AFTER}${BACKOFF.slice(0, -1)}, max_elapsed_time: 5m}`),
    situation: { minor: 152 },
  },
  { what: 'after with error_backoff', given: marking(AFTER + BACKOFF) },
  { what: 'after with on_error', given: marking(', message_marking: {after: true, on_error: true}') },
  { what: 'the defaults', given: marking('') },
]);

describeRule('KAFKA_ERROR_BACKOFF_ZERO', [
  {
    what: 'enabled alone',
    given: marking(', error_backoff: {enabled: true}'),
    found: ['warning a.yaml:2'],
    says: 'no initial_interval, multiplier, max_interval',
  },
  {
    what: 'a missing multiplier',
    given: marking(', error_backoff: {enabled: true, initial_interval: 1s, max_interval: 5s}'),
    found: ['warning a.yaml:2'],
    says: 'has no multiplier',
  },
  { what: 'all three', given: marking(BACKOFF) },
  { what: 'error_backoff that is off', given: marking(', error_backoff: {enabled: false}') },
]);
