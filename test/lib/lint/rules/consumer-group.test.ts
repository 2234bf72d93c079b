import { describeRule, processing } from '../../../_helpers/lint/lint-rule';
import { example } from '../../../_helpers/pipeline/examples';

const receiver = (more: string) => processing({ kafka: `brokers: [k:9092]${more}` });
const SAMPLING = {
  processors: 'tail_sampling: {policies: [{name: all, type: always_sample}]}',
  order: 'tail_sampling',
};

describeRule('KAFKA_METADATA_REFRESH_LONG', [
  {
    what: 'the default of ten minutes',
    given: receiver(', initial_offset: earliest'),
    found: ['info a.yaml:2'],
    says: 'every 600 s',
  },
  {
    what: 'the default where latest skips records, which the rules on initial_offset report',
    given: receiver(''),
  },
  { what: 'two minutes', given: receiver(', metadata: {refresh_interval: 2m}'), found: ['info a.yaml:2'] },
  {
    what: 'more than the spec assumes',
    given: receiver(', metadata: {refresh_interval: 2m}'),
    situation: { facts: { spec: example('plain') } },
    found: ['warning a.yaml:2'],
    says: 'the spec assumes 60 s',
  },
  { what: 'a minute', given: receiver(', metadata: {refresh_interval: 1m}') },
  {
    what: 'one known only in the environment',
    given: receiver(', metadata: {refresh_interval: "${env:R}"}'),
  },
]);

describeRule('KAFKA_SESSION_TIMEOUT_TIGHT', [
  {
    what: 'a session that brokers refuse',
    given: receiver(', session_timeout: 5s'),
    found: ['warning a.yaml:2'],
    says: '6 s',
  },
  {
    what: 'a heartbeat of half a session',
    given: receiver(', heartbeat_interval: 5s'),
    found: ['warning a.yaml:2'],
    says: 'Set it to 3s or less',
  },
  {
    what: 'a heartbeat as long as the session',
    given: receiver(', heartbeat_interval: 10s'),
    found: ['warning a.yaml:2'],
  },
  { what: 'the defaults', given: receiver('') },
  { what: 'a third', given: receiver(', session_timeout: 30s, heartbeat_interval: 10s') },
  {
    what: 'a heartbeat above the session, which does not start',
    given: receiver(', heartbeat_interval: 11s'),
  },
]);

describeRule('KAFKA_EAGER_REBALANCE', [
  {
    what: 'range before tail_sampling',
    given: processing({ kafka: 'group_rebalance_strategies: [range, cooperative-sticky]', ...SAMPLING }),
    found: ['info a.yaml:2'],
  },
  {
    what: 'cooperative-sticky',
    given: processing({ kafka: 'group_rebalance_strategies: [cooperative-sticky]', ...SAMPLING }),
  },
  {
    what: 'range without tail_sampling',
    given: processing({ kafka: 'group_rebalance_strategies: [range]' }),
  },
]);

const eventHubs = (more: string) =>
  processing({ kafka: `brokers: ["demo.servicebus.windows.net:9093"]${more}` });

describeRule('KAFKA_EVENT_HUBS_LEADER_EPOCH', [
  { what: 'Event Hubs', given: eventHubs(''), found: ['info a.yaml:2'] },
  { what: 'Event Hubs without epochs', given: eventHubs(', use_leader_epoch: false') },
  { what: 'Kafka', given: receiver('') },
]);
