import { judgeLogin } from '../../../lib/doctor/judge-login';
import type { LoginOutcome } from '../../../lib/doctor/ports';
import type { Connection, Login } from '../../../lib/doctor/target';

const SECRET = 'correct-horse';
const scram: Login = { mechanism: 'SCRAM-SHA-512', username: 'otel', password: SECRET };
const plain: Login = { mechanism: 'PLAIN', username: 'otel', password: SECRET };
const iam: Login = { mechanism: 'AWS_MSK_IAM', region: 'eu-west-1' };

const judge = (login: Login, outcome: LoginOutcome, tls?: Connection['tls']) =>
  judgeLogin(
    'kafka:9096',
    { brokers: [], login, ...(tls ? { tls } : {}), connectTimeoutMs: 1, requestTimeoutMs: 1 },
    outcome,
  );
const refused = (step: number): LoginOutcome => ({ ok: false, kind: 'refused', step, said: 'no' });

describe('a login', () => {
  it.each<[string, Login, LoginOutcome, string]>([
    ['SCRAM, at the user’s name', scram, refused(1), 'SASL_UNKNOWN_USER'],
    ['SCRAM, at the proof', scram, refused(2), 'SASL_WRONG_PASSWORD'],
    ['PLAIN, which has one step', plain, refused(1), 'SASL_USER_OR_PASSWORD'],
    ['a token of IAM', iam, refused(1), 'SASL_TOKEN_REFUSED'],
    [
      'a mechanism',
      scram,
      { ok: false, kind: 'not-offered', mechanisms: ['PLAIN'] },
      'SASL_MECHANISM_NOT_OFFERED',
    ],
    ['any login', scram, { ok: false, kind: 'not-expected' }, 'SASL_NOT_EXPECTED'],
    ['nothing to show', iam, { ok: false, kind: 'no-token', said: 'none' }, 'SASL_NO_TOKEN'],
    ['a broken line', scram, { ok: false, kind: 'broken', said: 'closed' }, 'REQUEST_FAILED'],
  ])('that fails at %s', (_title, login, outcome, code) => {
    const findings = judge(login, outcome);

    expect(findings.at(-1)).toMatchObject({ status: 'fault', code });
    expect(JSON.stringify(findings)).not.toContain(SECRET);
  });

  it('is fine with TLS and gives advice without', () => {
    expect(judge(scram, { ok: true }, { verify: 'full' })[1]?.status).toBe('ok');
    expect(judge(scram, { ok: true })[1]).toMatchObject({ status: 'advice', code: 'SASL_WITHOUT_TLS' });
  });

  it('lists the mechanisms that the listener offers', () => {
    const [finding] = judge(scram, { ok: false, kind: 'not-offered', mechanisms: ['PLAIN', 'GSSAPI'] });

    expect(finding?.says).toBe('the listener offers: PLAIN, GSSAPI');
  });
});
