import { describeRule, processing } from '../../../_helpers/lint/lint-rule';

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
