import {
  compareKafkaReleases,
  OLDEST_FOR_KAFKA_4,
  parseKafkaRelease,
} from '../../collector/config/kafka-release';
import { removePair } from '../../collector/config/text-edit';
import { reading } from '../examples';
import { defineRule, type Report } from '../rule';
import { FRANZ_GO_SINCE, type KafkaComponent, kafkaComponents } from '../settings/kafka-client';
import { textAt } from '../settings/values';

export const protocolVersionSet = defineRule({
  code: 'KAFKA_PROTOCOL_VERSION_SET',
  severity: 'warning',
  title: 'protocol_version pins the protocol',
  explanation:
    'Without protocol_version the client and the brokers agree on the newest version that both support. With it the client uses neither newer nor older versions. After an upgrade or a downgrade of the brokers, the Collector can stay up, log nothing above INFO and consume nothing.',
  whatToDo: 'Remove protocol_version, unless something between the Collector and the brokers needs it.',
  source: 'docs/collector-facts.md',
  examples: {
    bad: reading({ kafka: 'brokers: [kafka:9092]\nprotocol_version: 2.8.0' }),
    good: reading({ kafka: 'brokers: [kafka:9092]' }),
  },
  *check(context) {
    // sarama needs the setting to use anything newer than its default, 2.1.
    if (context.version.minor < FRANZ_GO_SINCE) return;
    for (const kafka of kafkaComponents(context)) {
      const version = textAt(kafka.component.settings, ['protocol_version'], '');
      if (version === undefined || version === '') continue;
      // No fix: whoever pinned the version may need it, for example for a proxy in front of the brokers.
      yield {
        file: kafka.file,
        path: [...kafka.component.path, 'protocol_version'],
        message: `protocol_version: ${version} of ${kafka.component.id} is both the lowest and the highest version that the client uses. Remove it, so that the client and the brokers agree on a version.`,
      };
    }
  },
});

export const protocolVersionAbove = defineRule({
  code: 'KAFKA_PROTOCOL_VERSION_ABOVE',
  severity: 'error',
  title: 'protocol_version newer than the brokers',
  explanation:
    'The client uses a protocol version that the brokers do not support. The Collector stays up, logs only at INFO and consumes nothing.',
  whatToDo: "Remove protocol_version, or set it to the brokers' version.",
  source: 'docs/collector-facts.md',
  examples: {
    bad: {
      files: { 'processing.yaml': reading({ kafka: 'brokers: [kafka:9092]\nprotocol_version: 4.2.0' }) },
      facts: { kafkaVersion: '4.0' },
    },
    good: {
      files: { 'processing.yaml': reading({ kafka: 'brokers: [kafka:9092]' }) },
      facts: { kafkaVersion: '4.0' },
    },
  },
  *check(context) {
    const cluster = parseKafkaRelease(context.facts.kafkaVersion);
    if (!cluster) return;
    for (const kafka of kafkaComponents(context)) {
      const text = textAt(kafka.component.settings, ['protocol_version']);
      const version = parseKafkaRelease(text);
      if (!version || compareKafkaReleases(version, cluster) <= 0) continue;
      yield {
        ...pointAt(kafka),
        message: `protocol_version: ${text} of ${kafka.component.id} is newer than the brokers (${context.facts.kafkaVersion}). They refuse it, and the Collector stays up but moves no data. Remove it.`,
      };
    }
  },
});

export const protocolVersionBelow = defineRule({
  code: 'KAFKA_PROTOCOL_VERSION_BELOW',
  severity: 'error',
  title: 'protocol_version older than Kafka 4 supports',
  explanation:
    'Kafka 4.0 removed the protocol versions of clients older than 2.1 (KIP-896). protocol_version sets the highest version that the client uses, so a value below 2.1 leaves no version that both sides support.',
  whatToDo: 'Remove protocol_version.',
  source:
    'https://cwiki.apache.org/confluence/display/KAFKA/KIP-896%3A+Remove+old+client+protocol+API+versions+in+Kafka+4.0',
  examples: {
    bad: {
      files: { 'processing.yaml': reading({ kafka: 'brokers: [kafka:9092]\nprotocol_version: 2.0.0' }) },
      facts: { kafkaVersion: '4.0' },
    },
    good: {
      files: { 'processing.yaml': reading({ kafka: 'brokers: [kafka:9092]' }) },
      facts: { kafkaVersion: '4.0' },
    },
  },
  *check(context) {
    const [major = 0] = parseKafkaRelease(context.facts.kafkaVersion) ?? [];
    if (major < 4) return;
    for (const kafka of kafkaComponents(context)) {
      const text = textAt(kafka.component.settings, ['protocol_version']);
      const version = parseKafkaRelease(text);
      if (!version || compareKafkaReleases(version, OLDEST_FOR_KAFKA_4) >= 0) continue;
      yield {
        ...pointAt(kafka),
        message: `protocol_version: ${text} of ${kafka.component.id} is older than 2.1, the oldest version that Kafka ${context.facts.kafkaVersion} supports. Remove it.`,
      };
    }
  },
});

function pointAt({ file, component }: KafkaComponent): Pick<Report, 'file' | 'path' | 'fix'> {
  const path = [...component.path, 'protocol_version'];
  const edit = removePair(file.document, path);
  return { file, path, fix: edit && { title: 'removes protocol_version', edits: [edit] } };
}
