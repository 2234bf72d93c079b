import {
  compareKafkaReleases,
  OLDEST_FOR_KAFKA_4,
  parseKafkaRelease,
} from '../../collector/config/kafka-release';
import { removePair } from '../../collector/config/text-edit';
import type { Report, Rule } from '../rule';
import { FRANZ_GO_SINCE, type KafkaComponent, kafkaComponents } from '../settings/kafka-client';
import { textAt } from '../settings/values';

export const protocolVersionSet: Rule = {
  code: 'KAFKA_PROTOCOL_VERSION_SET',
  severity: 'warning',
  title: 'protocol_version pins the protocol',
  explanation:
    'Without protocol_version client and broker agree on the newest that both know. With it the client neither speaks anything newer nor anything older, so an upgrade or a downgrade of the brokers can end in a Collector that stays up, logs nothing above INFO and consumes nothing. Take it out.',
  source: 'docs/collector-facts.md',
  *check(context) {
    // sarama needs it to use what came after its default, 2.1.
    if (context.version.minor < FRANZ_GO_SINCE) return;
    for (const kafka of kafkaComponents(context)) {
      const version = textAt(kafka.component.settings, ['protocol_version'], '');
      if (version === undefined || version === '') continue;
      yield {
        ...pointAt(kafka),
        message: `protocol_version: ${version} of ${kafka.component.id} is the lowest and the highest that the client speaks; take it out, and it agrees with the brokers by itself.`,
      };
    }
  },
};

export const protocolVersionAbove: Rule = {
  code: 'KAFKA_PROTOCOL_VERSION_ABOVE',
  severity: 'error',
  title: "protocol_version above the brokers'",
  explanation:
    "The client asks in a version that the brokers do not know: it stays up, logs only at INFO, and consumes nothing. Take protocol_version out, or name the brokers' version.",
  source: 'docs/collector-facts.md',
  *check(context) {
    const cluster = parseKafkaRelease(context.facts.kafkaVersion);
    if (!cluster) return;
    for (const kafka of kafkaComponents(context)) {
      const text = textAt(kafka.component.settings, ['protocol_version']);
      const version = parseKafkaRelease(text);
      if (!version || compareKafkaReleases(version, cluster) <= 0) continue;
      yield {
        ...pointAt(kafka),
        message: `protocol_version: ${text} of ${kafka.component.id} is above the brokers' ${context.facts.kafkaVersion}, which refuse it while the Collector stays up and moves nothing; take it out.`,
      };
    }
  },
};

export const protocolVersionBelow: Rule = {
  code: 'KAFKA_PROTOCOL_VERSION_BELOW',
  severity: 'error',
  title: 'protocol_version below what Kafka 4 speaks',
  explanation:
    'Kafka 4.0 took out the protocol versions of clients before 2.1 (KIP-896). protocol_version sets the highest version that the client speaks, so one below 2.1 finds nothing in common with such brokers. Take it out.',
  source:
    'https://cwiki.apache.org/confluence/display/KAFKA/KIP-896%3A+Remove+old+client+protocol+API+versions+in+Kafka+4.0',
  *check(context) {
    const [major = 0] = parseKafkaRelease(context.facts.kafkaVersion) ?? [];
    if (major < 4) return;
    for (const kafka of kafkaComponents(context)) {
      const text = textAt(kafka.component.settings, ['protocol_version']);
      const version = parseKafkaRelease(text);
      if (!version || compareKafkaReleases(version, OLDEST_FOR_KAFKA_4) >= 0) continue;
      yield {
        ...pointAt(kafka),
        message: `protocol_version: ${text} of ${kafka.component.id} is below 2.1, the oldest that Kafka ${context.facts.kafkaVersion} speaks; take it out.`,
      };
    }
  },
};

function pointAt({ file, component }: KafkaComponent): Pick<Report, 'file' | 'path' | 'fix'> {
  const path = [...component.path, 'protocol_version'];
  const edit = removePair(file.document, path);
  return { file, path, fix: edit && { title: 'takes protocol_version out', edits: [edit] } };
}
