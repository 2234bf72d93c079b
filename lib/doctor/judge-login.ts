import { advice, type Finding, fault, ok } from './finding';
import type { LoginOutcome } from './ports';
import type { Connection } from './target';

/** What a login tells: of the mechanism, then of the user and password. */
export function judgeLogin(address: string, { login, tls }: Connection, outcome: LoginOutcome): Finding[] {
  if (login.mechanism === 'none') return [ok('sasl mechanism', address, 'no login is set')];
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
      return [fault('sasl mechanism', 'SASL_MECHANISM_NOT_OFFERED', address, `offered: ${offered}`)];
    }
    case 'not-expected':
      return [fault('sasl mechanism', 'SASL_NOT_EXPECTED', address, `${name} is set`)];
    case 'no-token':
      return [fault('sasl login', 'SASL_NO_TOKEN', address, outcome.said)];
    case 'broken':
      return [fault('sasl login', 'REQUEST_FAILED', address, outcome.said)];
    case 'refused':
      return [
        mechanism,
        fault('sasl login', refusalCode(login.mechanism, outcome.step), address, `refused${as}`),
      ];
  }
}

/** SCRAM's first answer is about the user's name alone; whoever gets to the second is known. */
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
