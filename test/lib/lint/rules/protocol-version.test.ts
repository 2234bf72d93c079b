import { describeRule, processing } from '../../../_helpers/lint/lint-rule';

const set = (version: string) => processing({ kafka: `brokers: [k:9092], protocol_version: ${version}` });
const cluster = (kafkaVersion: string) => ({ facts: { kafkaVersion } });

describeRule('KAFKA_PROTOCOL_VERSION_SET', [
  {
    what: 'a version, and leaves it to the author, who may need it',
    given: set('3.0.0'),
    found: ['warning a.yaml:2'],
    fixable: false,
  },
  { what: 'a version that YAML reads as a number', given: set('3.0'), found: ['warning a.yaml:2'] },
  { what: 'none', given: processing() },
  { what: 'an empty one', given: set('""') },
  { what: 'one known only in the environment', given: set('"${env:V}"') },
  {
    what: 'a version with sarama, which needs the setting',
    given: set('3.0.0'),
    situation: { minor: 130 },
  },
]);

describeRule('KAFKA_PROTOCOL_VERSION_ABOVE', [
  {
    what: "a version above the brokers'",
    given: set('4.2.0'),
    situation: cluster('4.0'),
    found: ['error a.yaml:2'],
    says: 'newer than the brokers (4.0)',
    becomes: [', protocol_version: 4.2.0', ''],
  },
  {
    what: 'a version with sarama too',
    given: set('3.10.0'),
    situation: { minor: 115, ...cluster('3.9.1') },
    found: ['error a.yaml:2'],
  },
  { what: 'the same version, whatever the patch', given: set('4.0.1'), situation: cluster('4.0.0') },
  { what: 'a version below', given: set('3.9.0'), situation: cluster('4.0') },
  { what: 'brokers of an unknown version', given: set('9.9.9') },
]);

describeRule('KAFKA_PROTOCOL_VERSION_BELOW', [
  {
    what: 'a version that Kafka 4 does not support',
    given: set('2.0.0'),
    situation: cluster('4.1'),
    found: ['error a.yaml:2'],
  },
  { what: 'the oldest that it speaks', given: set('2.1.0'), situation: cluster('4.1') },
  { what: 'an old one with old brokers', given: set('1.0.0'), situation: cluster('3.9') },
]);
