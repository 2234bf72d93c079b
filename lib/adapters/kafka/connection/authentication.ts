import { SpillwayError } from '../../../errors';
import { rememberSecret } from '../../../output/redact';
import type { KafkaConnection } from '../../../pipeline';
import { bearerLogin } from './bearer-login';
import type { SaslOptions } from './kafkajs-logins';

/** Makes a login token for MSK, signed with the available AWS credentials. */
export type MskTokenProvider = (region: string) => Promise<string>;

/**
 * The SASL settings for the spec's connection; `undefined` without authentication.
 *
 * @throws SpillwayError `KAFKA_PASSWORD_MISSING`, `KAFKA_TLS_REQUIRED`
 */
export function saslOptions(
  connection: Pick<KafkaConnection, 'auth' | 'tls'>,
  secrets: { password?: string | undefined; mskToken?: MskTokenProvider | undefined },
): SaslOptions | undefined {
  const { auth, tls } = connection;
  switch (auth.mechanism) {
    case 'none':
      return undefined;
    case 'AWS_MSK_IAM': {
      if (!tls.enabled) {
        throw new SpillwayError(
          'KAFKA_TLS_REQUIRED',
          'kafka.auth is AWS_MSK_IAM but kafka.tls is off: MSK offers IAM on TLS listeners only.',
          'Set kafka.tls.enabled to true and use the IAM port of the brokers (9098, public 9198).',
        );
      }
      const token = secrets.mskToken ?? mskToken;
      return {
        mechanism: 'oauthbearer',
        authenticationProvider: bearerLogin(async () => {
          const value = await token(auth.region);
          rememberSecret(value);
          return value;
        }),
      };
    }
    default: {
      if (secrets.password === undefined) {
        throw new SpillwayError(
          'KAFKA_PASSWORD_MISSING',
          `kafka.auth is ${auth.mechanism} as ${auth.username}, but no password was given.`,
          'Check that the environment variable or secret named in kafka.auth.password exists.',
        );
      }
      rememberSecret(secrets.password);
      const mechanism = KAFKAJS_NAME[auth.mechanism];
      return { mechanism, username: auth.username, password: secrets.password };
    }
  }
}

/** The login as messages describe it, for example `SCRAM-SHA-256 as otel`. */
export function describeAuth(auth: KafkaConnection['auth']): string {
  if (auth.mechanism === 'none') return 'no authentication';
  return auth.mechanism === 'AWS_MSK_IAM' ? auth.mechanism : `${auth.mechanism} as ${auth.username}`;
}

const KAFKAJS_NAME = {
  PLAIN: 'plain',
  'SCRAM-SHA-256': 'scram-sha-256',
  'SCRAM-SHA-512': 'scram-sha-512',
} as const;

async function mskToken(region: string): Promise<string> {
  // Loaded on demand, because it loads the AWS credential providers, which takes 90 ms in a cold start.
  const { generateAuthToken } = await import('aws-msk-iam-sasl-signer-js');
  try {
    return (await generateAuthToken({ region })).token;
  } catch (cause) {
    throw new SpillwayError(
      'KAFKA_AUTH_FAILED',
      `A token for AWS_MSK_IAM in ${region} could not be signed: ${cause instanceof Error ? cause.name : 'failed'}.`,
      'Check that AWS credentials are available: a role, a profile or environment variables.',
      { cause },
    );
  }
}
