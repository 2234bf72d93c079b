import { SpillwayError } from '../../errors';
import type { KafkaConnection } from '../../pipeline';
import { fromEnv, literal, literalList } from './yaml-text';

/** Environment variable that holds the SASL password in both tiers' containers. */
export const PASSWORD_VARIABLE = 'SPILLWAY_KAFKA_PASSWORD';

/**
 * What kafkareceiver and kafkaexporter have in common: brokers, client id, SASL and TLS, as lines below the component.
 * `protocol_version` is left out on purpose: it would set both the lowest and the highest version spoken, and
 * one above the brokers' makes the client consume nothing without an error.
 *
 * @param clientId see {@link clientIdOf}
 * @param brokersText in place of the spec's list, see {@link RenderOptions}
 * @throws SpillwayError `BROKERS_UNKNOWN` when there are none of either kind
 */
export function kafkaClientLines(
  kafka: KafkaConnection,
  clientId: string,
  brokersText: string | undefined,
): string[] {
  return [
    `brokers: ${brokersValue(kafka, brokersText)}`,
    `client_id: ${literal(clientId)}`,
    ...saslLines(kafka),
    ...tlsLines(kafka),
  ];
}

/** The Collector splits a text at its commas, but not one that is an element of a list. */
function brokersValue({ brokers }: KafkaConnection, text: string | undefined): string {
  // As it stands: a placeholder for what is only known later may hold what would be escaped.
  if (text !== undefined) return `"${text}"`;
  if (brokers.length > 0) return literalList(brokers);
  throw new SpillwayError(
    'BROKERS_UNKNOWN',
    'The spec has no kafka.brokers: only MSK knows those of the cluster in deploy.msk.clusterArn, and it is not asked here.',
    'Write them into kafka.brokers (aws kafka get-bootstrap-brokers --cluster-arn ARN), or deploy with the CDK, which asks MSK.',
  );
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
