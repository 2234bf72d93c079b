import type { LoginOutcome } from '../../../doctor/ports';
import type { Login } from '../../../doctor/target';
import { SpillwayError } from '../../../errors';
import { type MskTokenProvider, saslOptions } from '../authentication';
import { saslLogin } from '../kafkajs-internals';
import { saslAuthenticateV0, saslHandshakeV1 } from './codec/sasl';
import { type Exchange, ExchangeFailure } from './exchange';

/** The error code of a listener without SASL. */
const ILLEGAL_SASL_STATE = 34;

/** A rejected login with the step that failed. SCRAM rejects an unknown user in the first one. */
class Refusal extends Error {
  constructor(
    readonly step: number,
    message: string,
  ) {
    super(message);
  }
}

/** Logs in step by step. The password is never part of a message. */
export async function logIn(
  exchange: Exchange,
  login: Exclude<Login, { mechanism: 'none' | 'other' }>,
  mskToken?: MskTokenProvider,
): Promise<LoginOutcome> {
  const mechanism = login.mechanism === 'AWS_MSK_IAM' ? 'OAUTHBEARER' : login.mechanism;
  let step = 0;
  let refusal: Refusal | undefined;
  try {
    const { errorCode, mechanisms } = await exchange.ask(saslHandshakeV1, { mechanism });
    if (errorCode === ILLEGAL_SASL_STATE) return { ok: false, kind: 'not-expected' };
    if (errorCode !== 0 || !mechanisms.includes(mechanism)) {
      return { ok: false, kind: 'not-offered', mechanisms };
    }
    await saslLogin(optionsOf(login, mskToken))({
      async saslAuthenticate({ request, response }) {
        const answer = await exchange.ask(saslAuthenticateV0, { withLength: await request.encode() });
        step += 1;
        if (answer.errorCode !== 0) {
          refusal = new Refusal(step, answer.errorMessage || 'no reason given');
          throw refusal;
        }
        return response.parse(await response.decode(answer.withLength));
      },
    }).authenticate();
    return { ok: true };
  } catch (error) {
    // kafkajs wraps the errors of its logins.
    if (refusal) return { ok: false, kind: 'refused', step: refusal.step, said: refusal.message };
    if (error instanceof ExchangeFailure) return { ok: false, kind: 'broken', said: error.message };
    if (error instanceof SpillwayError) return { ok: false, kind: 'no-token', said: error.message };
    if (login.mechanism === 'AWS_MSK_IAM' && step > 0) {
      return { ok: false, kind: 'refused', step, said: 'the token was rejected' };
    }
    return { ok: false, kind: 'broken', said: 'the login broke off' };
  }
}

function optionsOf(
  login: Exclude<Login, { mechanism: 'none' | 'other' }>,
  mskToken: MskTokenProvider | undefined,
) {
  const options =
    login.mechanism === 'AWS_MSK_IAM'
      ? saslOptions({ auth: login, tls: { enabled: true, insecureSkipVerify: false } }, { mskToken })
      : saslOptions(
          {
            auth: { ...login, password: { env: 'UNUSED' } },
            tls: { enabled: true, insecureSkipVerify: false },
          },
          { password: login.password },
        );
  if (!options) throw new ExchangeFailure('closed', 'there is nothing to log in with');
  return options;
}
