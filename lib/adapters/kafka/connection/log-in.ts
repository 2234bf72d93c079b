import { SpillwayError } from '../../../errors';
import { saslAuthenticate } from '../protocol/sasl-authenticate';
import { saslHandshake } from '../protocol/sasl-handshake';
import { type Exchange, ExchangeFailure } from './exchange';
import { type SaslOptions, saslLogin } from './kafkajs-logins';

/** The error code of a listener without SASL. */
const ILLEGAL_SASL_STATE = 34;

/**
 * The most iterations of SCRAM that are computed, in well under a second. The broker chooses the number; Kafka itself
 * allows 16,384 at most.
 */
const MOST_ITERATIONS = 100_000;

const KAFKA_NAME = {
  plain: 'PLAIN',
  'scram-sha-256': 'SCRAM-SHA-256',
  'scram-sha-512': 'SCRAM-SHA-512',
  oauthbearer: 'OAUTHBEARER',
} as const;

export type LoginProblem =
  | { kind: 'not-offered'; mechanisms: string[] }
  /** The listener has no SASL. */
  | { kind: 'not-expected' }
  /** `step` is the number of the response that rejected the login, from 1. SCRAM rejects an unknown user in the first. */
  | { kind: 'refused'; step: number }
  /** What the broker sent does not belong to a login: it is another cluster, an attacker, or broken. */
  | { kind: 'implausible' };

/** A login that did not succeed. The message may contain what the broker said. */
export class LoginFailure extends Error {
  constructor(
    readonly problem: LoginProblem,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Logs in with SASL.
 *
 * @throws LoginFailure, ExchangeFailure, SpillwayError if no token could be made
 */
export async function logIn(exchange: Exchange, sasl: SaslOptions): Promise<void> {
  const mechanism = KAFKA_NAME[sasl.mechanism];
  const { errorCode, mechanisms } = await exchange.ask(saslHandshake, { mechanism });
  if (errorCode === ILLEGAL_SASL_STATE) {
    throw new LoginFailure({ kind: 'not-expected' }, 'ILLEGAL_SASL_STATE: the listener expects no login');
  }
  if (errorCode !== 0 || !mechanisms.includes(mechanism)) {
    const offered = mechanisms.join(', ') || 'nothing';
    const said = `UNSUPPORTED_SASL_MECHANISM: the listener offers ${offered}`;
    throw new LoginFailure({ kind: 'not-offered', mechanisms }, said);
  }
  let step = 0;
  // kafkajs wraps what is thrown during its logins, so this is remembered.
  let thrown: LoginFailure | ExchangeFailure | undefined;
  try {
    await saslLogin(sasl)({
      async saslAuthenticate({ request, response }) {
        try {
          const answer = await exchange.ask(saslAuthenticate, { withLength: await request.encode() });
          step += 1;
          if (answer.errorCode !== 0) {
            throw new LoginFailure({ kind: 'refused', step }, answer.errorMessage || 'no reason given');
          }
          const parsed = await response.parse(await response.decode(answer.withLength));
          limitWork(parsed);
          return parsed;
        } catch (error) {
          if (error instanceof LoginFailure || error instanceof ExchangeFailure) thrown = error;
          throw error;
        }
      },
    }).authenticate();
  } catch (error) {
    if (thrown) throw thrown;
    if (error instanceof LoginFailure || error instanceof SpillwayError) throw error;
    throw new LoginFailure({ kind: 'implausible' }, 'the broker did not answer as this mechanism requires');
  }
}

/** `i` of SCRAM's first response, which kafkajs would compute however large it is. */
function limitWork(parsed: unknown): void {
  if (typeof parsed !== 'object' || parsed === null || !('i' in parsed)) return;
  const iterations = Number.parseInt(String(parsed.i), 10);
  if (iterations <= MOST_ITERATIONS) return;
  throw new LoginFailure(
    { kind: 'implausible' },
    `the broker asks for ${String(parsed.i).slice(0, 20)} iterations of SCRAM, more than ${MOST_ITERATIONS}`,
  );
}
