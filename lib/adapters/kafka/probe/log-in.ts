import type { LoginOutcome } from '../../../doctor/ports';
import type { Login } from '../../../doctor/target';
import { SpillwayError } from '../../../errors';
import { type MskTokenProvider, saslOptions } from '../connection/authentication';
import { type Exchange, ExchangeFailure } from '../connection/exchange';
import { LoginFailure, logIn } from '../connection/log-in';

type SaslLogin = Exclude<Login, { mechanism: 'none' | 'other' }>;

/** Logs in, and says how it ended. The password is never part of a message. */
export async function tryLogin(
  exchange: Exchange,
  login: SaslLogin,
  mskToken?: MskTokenProvider,
): Promise<LoginOutcome> {
  try {
    await logIn(exchange, optionsOf(login, mskToken));
    return { ok: true };
  } catch (error) {
    if (error instanceof LoginFailure) return outcomeOf(error, login);
    if (error instanceof ExchangeFailure) return { ok: false, kind: 'broken', said: error.message };
    if (error instanceof SpillwayError) return { ok: false, kind: 'no-token', said: error.message };
    throw error;
  }
}

function outcomeOf({ problem, message }: LoginFailure, { mechanism }: SaslLogin): LoginOutcome {
  switch (problem.kind) {
    case 'refused': {
      const said = mechanism === 'AWS_MSK_IAM' ? 'the token was rejected' : message;
      return { ok: false, kind: 'refused', step: problem.step, said };
    }
    case 'implausible':
      return { ok: false, kind: 'broken', said: message };
    default:
      return { ok: false, ...problem };
  }
}

function optionsOf(login: SaslLogin, mskToken: MskTokenProvider | undefined) {
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
  if (!options) throw new ExchangeFailure('closed', 'there are no credentials to log in with');
  return options;
}
