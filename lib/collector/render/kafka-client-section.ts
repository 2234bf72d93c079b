import type { KafkaConnection } from '../../pipeline';
import { fromEnv, literal, literalList } from './yaml-text';

/** Environment variable that holds the SASL password in both tiers' containers. */
export const PASSWORD_VARIABLE = 'SPILLWAY_KAFKA_PASSWORD';

/**
 * What kafkareceiver and kafkaexporter have in common: brokers, SASL and TLS, as lines below the component.
 * `protocol_version` is left out on purpose: it would set both the lowest and the highest version spoken, and
 * one above the brokers' makes the client consume nothing without an error.
 */
export function kafkaClientLines(kafka: KafkaConnection): string[] {
  return [`brokers: ${literalList(kafka.brokers)}`, ...saslLines(kafka), ...tlsLines(kafka)];
}

function saslLines({ auth }: KafkaConnection): string[] {
  switch (auth.mechanism) {
    case 'none':
      return [];
    case 'AWS_MSK_IAM':
      return [
        'auth:',
        '  sasl:',
        '    mechanism: AWS_MSK_IAM_OAUTHBEARER',
        '    aws_msk:',
        `      region: ${literal(auth.region)}`,
      ];
    default:
      return [
        'auth:',
        '  sasl:',
        `    mechanism: ${auth.mechanism}`,
        `    username: ${literal(auth.username)}`,
        `    password: ${fromEnv(PASSWORD_VARIABLE)}`,
      ];
  }
}

function tlsLines({ tls }: KafkaConnection): string[] {
  if (!tls.enabled) return [];
  const settings = [
    ...(tls.caFile === undefined ? [] : [`  ca_file: ${literal(tls.caFile)}`]),
    ...(tls.insecureSkipVerify ? ['  insecure_skip_verify: true'] : []),
  ];
  // `tls: {}` is TLS with the system's roots; `tls:` without a body would be plaintext.
  return settings.length === 0 ? ['tls: {}'] : ['tls:', ...settings];
}
