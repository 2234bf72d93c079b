import { describeRule, processing } from '../../../_helpers/lint/lint-rule';

const marking = (more: string) => processing({ kafka: `brokers: [k:9092]${more}` });
const BACKOFF = ', error_backoff: {enabled: true, initial_interval: 100ms, multiplier: 2, max_interval: 5s}';
const AFTER = ', message_marking: {after: true}';

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
