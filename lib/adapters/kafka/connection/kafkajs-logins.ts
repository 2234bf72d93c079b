/**
 * The only file that uses internals of kafkajs (2.2.4, pinned): its SASL mechanisms and its names of error codes. The
 * package has had no release since February 2023 and has no `exports` map, so these internals are stable.
 */

/** SASL settings of kafkajs. */
export type SaslOptions =
  | { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string }
  | { mechanism: 'oauthbearer'; authenticationProvider: SaslLogin };

/** kafkajs's interface for a login: an exchange of length-prefixed byte strings. */
export type SaslLogin = (args: { saslAuthenticate: SaslExchange }) => { authenticate(): Promise<void> };

export type SaslExchange = <D, P>(exchange: {
  request: { encode: () => Buffer | Promise<Buffer> };
  response: { decode: (answer: Buffer) => D | Promise<D>; parse: (decoded: D) => P | Promise<P> };
}) => Promise<P>;

type KafkajsLogin = (args: {
  saslAuthenticate: SaslExchange;
  host: string;
  port: number;
  logger: { debug(): void; error(): void };
}) => ReturnType<SaslLogin>;

const LOGINS: Record<
  Exclude<SaslOptions['mechanism'], 'oauthbearer'>,
  (sasl: SaslOptions) => KafkajsLogin
> = {
  plain: require('kafkajs/src/broker/saslAuthenticator/plain'),
  'scram-sha-256': require('kafkajs/src/broker/saslAuthenticator/scram256'),
  'scram-sha-512': require('kafkajs/src/broker/saslAuthenticator/scram512'),
};
const { errorCodes }: { errorCodes: { code: number; type: string; message: string }[] } =
  require('kafkajs/src/protocol/error');

// kafkajs would log what the broker says.
const silent = { debug() {}, error() {} };

/** The login of a mechanism. */
export function saslLogin(sasl: SaslOptions): SaslLogin {
  if (sasl.mechanism === 'oauthbearer') return sasl.authenticationProvider;
  const login = LOGINS[sasl.mechanism](sasl);
  return ({ saslAuthenticate }) => login({ saslAuthenticate, host: '', port: 0, logger: silent });
}

/** The name and message that Kafka has for an error code. */
export function kafkaError(code: number): { name: string; message: string } {
  const known = errorCodes.find((entry) => entry.code === code);
  return known
    ? { name: known.type, message: known.message }
    : { name: `KAFKA_ERROR_${code}`, message: `Kafka returned error code ${code}` };
}
