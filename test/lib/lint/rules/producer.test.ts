import { describeRule, ingestion } from '../../../_helpers/lint/lint-rule';

const producer = (settings: string) => ingestion({ kafka: `producer: {${settings}}` });

describeRule('KAFKA_ACKS_NOT_ALL', [
  { what: 'the default', given: ingestion(), found: ['warning a.yaml:4'], says: 'is 1' },
  {
    what: 'required_acks: 0',
    given: producer('required_acks: 0'),
    found: ['warning a.yaml:4'],
    says: 'does not wait for any broker',
  },
  { what: '-1', given: producer('required_acks: -1') },
  { what: 'all', given: producer('required_acks: all') },
  { what: 'one known only in the environment', given: producer('required_acks: "${env:A}"') },
]);

describeRule('KAFKA_AUTO_CREATE_TOPICS', [
  { what: 'the default', given: ingestion(), found: ['info a.yaml:4'], says: 'otlp_spans' },
  {
    what: 'one topic of all signals, which it names once',
    given: ingestion({
      kafka: 'traces: {topic: one}, metrics: {topic: one}, logs: {topic: one}',
      pipelines: 'traces, metrics, logs',
    }),
    found: ['info a.yaml:4'],
    says: 'creates one if missing',
  },
  {
    what: 'the default, as a warning if the brokers allow it',
    given: ingestion(),
    situation: { facts: { autoCreateTopics: true } },
    found: ['warning a.yaml:4'],
  },
  { what: 'brokers that make none', given: ingestion(), situation: { facts: { autoCreateTopics: false } } },
  { what: 'a switch that is off', given: producer('allow_auto_topic_creation: false') },
  { what: 'versions before the switch', given: ingestion(), situation: { minor: 115 } },
]);
