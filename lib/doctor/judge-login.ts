import { advice, type Finding, fault, ok } from './finding';
import type { LoginOutcome } from './ports';
import type { Connection } from './target';

/** Judges the outcome of a login: first the mechanism, then user and password. */
export function judgeLogin(address: string, { login, tls }: Connection, outcome: LoginOutcome): Finding[] {
  if (login.mechanism === 'none') return [ok('sasl mechanism', address, 'no login is configured')];
  const name = login.mechanism === 'other' ? login.name : login.mechanism;
  const mechanism = ok('sasl mechanism', address, `${name} is offered`);
  const as = 'username' in login ? ` as ${login.username}` : '';
  if (outcome.ok) {
    const exposed = tls === undefined && login.mechanism !== 'AWS_MSK_IAM';
    return [
      mechanism,
      exposed
        ? advice('sasl login', 'SASL_WITHOUT_TLS', address, `logged in${as}, without TLS`)
        : ok('sasl login', address, `logged in${as}`),
    ];
  }
  switch (outcome.kind) {
    case 'not-offered': {
      const offered = outcome.mechanisms.join(', ') || 'none';
      return [
        fault('sasl mechanism', 'SASL_MECHANISM_NOT_OFFERED', address, `the listener offers: ${offered}`),
      ];
    }
    case 'not-expected':
      return [fault('sasl mechanism', 'SASL_NOT_EXPECTED', address, `${name} is configured`)];
    case 'no-token':
      return [fault('sasl login', 'SASL_NO_TOKEN', address, outcome.said)];
    case 'broken':
      return [fault('sasl login', 'REQUEST_FAILED', address, outcome.said)];
    case 'refused':
      return [
        mechanism,
        fault('sasl login', refusalCode(login.mechanism, outcome.step), address, `rejected the login${as}`),
      ];
  }
}

/** SCRAM rejects an unknown user in its first step, and a wrong password in its second. */
function refusalCode(mechanism: Connection['login']['mechanism'], step: number) {
  switch (mechanism) {
    case 'SCRAM-SHA-256':
    case 'SCRAM-SHA-512':
      return step === 1 ? 'SASL_UNKNOWN_USER' : 'SASL_WRONG_PASSWORD';
    case 'AWS_MSK_IAM':
      return 'SASL_TOKEN_REFUSED';
    default:
      return 'SASL_USER_OR_PASSWORD';
  }
}
