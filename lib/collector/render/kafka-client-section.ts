import { SpillwayError } from '../../errors';
import type { KafkaConnection } from '../../pipeline';
import { fromEnv, literal, literalList } from './yaml-text';

/** The environment variable with the SASL password in the containers of both tiers. */
export const PASSWORD_VARIABLE = 'SPILLWAY_KAFKA_PASSWORD';

/**
 * The settings that kafkareceiver and kafkaexporter share: brokers, client ID, SASL and TLS, as lines below the
 * component. `protocol_version` is left out on purpose. It sets both the lowest and the highest version of the client,
 * and if it is newer than the brokers, the client consumes nothing and logs no error.
 *
 * @param clientId see {@link clientIdOf}
 * @param brokersText replaces the spec's list, see {@link RenderOptions}
 * @throws SpillwayError `BROKERS_UNKNOWN` if neither is set
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

/** The Collector splits a string with commas, but not the elements of a list. */
function brokersValue({ brokers }: KafkaConnection, text: string | undefined): string {
  // Not escaped, because it may be a token that is replaced later.
  if (text !== undefined) return `"${text}"`;
  if (brokers.length > 0) return literalList(brokers);
  throw new SpillwayError(
    'BROKERS_UNKNOWN',
    'The spec has no kafka.brokers, and the brokers of the cluster in deploy.msk.clusterArn are known only to MSK, which this command does not ask.',
    'Set kafka.brokers (aws kafka get-bootstrap-brokers --cluster-arn ARN shows them), or deploy with the CDK, which asks MSK.',
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
  // `tls: {}` means TLS with the system's CA certificates, while `tls:` without a body would be plaintext.
  return settings.length === 0 ? ['tls: {}'] : ['tls:', ...settings];
}
