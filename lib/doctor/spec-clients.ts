import { KAFKA_DEFAULTS } from '../collector/config/kafka-defaults';
import { type PipelineSpec, signalsOf } from '../pipeline';
import type { Client, Connection, Login } from './target';

/**
 * The Kafka clients of both tiers, configured as `spillway render` configures them.
 *
 * @param secrets the password and the CA (PEM text) that the spec refers to
 */
export function specClients(
  spec: PipelineSpec,
  secrets: { password?: string | undefined; ca?: string | undefined },
): (Client & { connection: Connection })[] {
  const { brokers, tls, connectTimeout, requestTimeout } = spec.kafka;
  const topics = signalsOf(spec).map(({ topic }) => topic);
  const connection: Connection = {
    brokers,
    login: loginOf(spec.kafka.auth, secrets.password),
    ...(tls.enabled
      ? {
          tls: {
            ...(secrets.ca === undefined ? {} : { ca: secrets.ca }),
            verify: tls.insecureSkipVerify ? 'none' : 'full',
          },
        }
      : {}),
    connectTimeoutMs: connectTimeout,
    requestTimeoutMs: requestTimeout,
  };
  return [
    { who: 'processing tier', from: 'spec', reads: { groupId: spec.group, topics }, connection },
    {
      ...{ who: 'ingestion tier', from: 'spec' },
      writes: { topics, maxMessageBytes: KAFKA_DEFAULTS.maxMessageBytes, acks: 'all' },
      connection,
    },
  ];
}

function loginOf(auth: PipelineSpec['kafka']['auth'], password: string | undefined): Login {
  switch (auth.mechanism) {
    case 'none':
    case 'AWS_MSK_IAM':
      return auth;
    default:
      return { mechanism: auth.mechanism, username: auth.username, password: password ?? '' };
  }
}
