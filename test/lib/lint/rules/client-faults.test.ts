import { describeRule, processing } from '../../../_helpers/lint/lint-rule';

const pausing = processing({
  kafka: 'brokers: [k:9092], group_id: g, initial_offset: earliest, message_marking: {after: true}',
});

describeRule('KAFKA_PAUSE_SURVIVES_REBALANCE', [
  {
    what: 'a receiver that pauses in a version whose pause survives',
    given: pausing,
    situation: { minor: 144 },
    found: ['warning a.yaml:2'],
    says: 'until it restarts',
  },
  { what: 'the last such version', given: pausing, situation: { minor: 150 }, found: ['warning a.yaml:2'] },
  { what: 'the version in which a rebalance ends the pause', given: pausing, situation: { minor: 152 } },
  { what: 'sarama, which does not pause', given: pausing, situation: { minor: 130 } },
  {
    what: 'a receiver that retries',
    given: pausing.replace(
      'message_marking',
      'error_backoff: {enabled: true, initial_interval: 1s, multiplier: 2, max_interval: 5s, max_elapsed_time: 0}, message_marking',
    ),
    situation: { minor: 144 },
  },
  {
    what: 'a receiver that marks before the pipeline',
    given: processing({}),
    situation: { minor: 144 },
  },
]);

describeRule('KAFKA_GROUP_PROTOCOL_STEP', [
  {
    what: 'a receiver with the default strategy of sarama',
    given: processing({}),
    situation: { minor: 130 },
    found: ['info a.yaml:2'],
    says: 'INCONSISTENT_GROUP_PROTOCOL',
  },
  {
    what: 'a receiver that names its strategy',
    given: processing({ kafka: 'brokers: [k:9092], group_rebalance_strategy: range' }),
    situation: { minor: 130 },
  },
  { what: 'a receiver that already has franz-go', given: processing({}), situation: { minor: 138 } },
]);

const eventHubs = processing({ kafka: 'brokers: ["ns.servicebus.windows.net:9093"], tls: {}' });

describeRule('KAFKA_EVENT_HUBS_CLIENT', [
  {
    what: 'Event Hubs in a version around franz-go 1.21.0',
    given: eventHubs,
    situation: { minor: 151 },
    found: ['info a.yaml:2'],
    says: '1.21.1',
  },
  { what: 'Event Hubs in a later version', given: eventHubs, situation: { minor: 155 } },
  { what: 'another broker', given: processing({}), situation: { minor: 151 } },
]);
