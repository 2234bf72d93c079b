import { judgeConnection } from '../../../lib/doctor/judge-connection';
import type { Certificate, ConnectionResult, ProbeNode, TlsProblem } from '../../../lib/doctor/ports';
import type { Connection } from '../../../lib/doctor/target';

const NOW_MS = Date.parse('2026-11-24T12:00:00Z');
const DAY_MS = 86_400_000;
const ADDRESS = 'kafka-1:9094';

const certificate = (daysLeft: number): Certificate => ({
  subject: 'kafka-1',
  issuer: 'our CA',
  names: ['DNS:kafka-1'],
  validFromMs: NOW_MS - 10 * DAY_MS,
  validToMs: NOW_MS + daysLeft * DAY_MS,
});
const node = { address: ADDRESS, versions: new Map([[18, { min: 0, max: 4 }]]) } as unknown as ProbeNode;
const arrived = (daysLeft?: number): ConnectionResult => ({
  ...{ end: 'kafka', ip: '10.0.0.1', node },
  ...(daysLeft === undefined ? {} : { certificate: certificate(daysLeft) }),
});
const stuck = (problem: TlsProblem): ConnectionResult => ({ end: 'tls', ip: '10.0.0.1', problem });

const connection = (tls?: Connection['tls']): Connection => ({
  brokers: [ADDRESS],
  login: { mechanism: 'none' },
  ...(tls ? { tls } : {}),
  connectTimeoutMs: 5_000,
  requestTimeoutMs: 5_000,
});
const FULL = { verify: 'full' as const };
const WITH_CERTIFICATE = { ...FULL, certificate: 'PEM', key: 'PEM' };

const lastOf = (result: ConnectionResult, tls?: Connection['tls']) =>
  judgeConnection(ADDRESS, connection(tls), result, NOW_MS).at(-1);

describe('a connection attempt', () => {
  it.each<[string, string, ConnectionResult, Connection['tls']]>([
    ['no such name', 'NAME_NOT_FOUND', { end: 'name', error: 'ENOTFOUND' }, undefined],
    ['a port that is closed', 'PORT_CLOSED', tcp('refused'), undefined],
    ['packets that vanish', 'NO_ANSWER', tcp('silent'), undefined],
    ['no route', 'HOST_UNREACHABLE', tcp('unreachable'), undefined],
    ['another CA', 'TLS_UNTRUSTED_CA', stuck({ kind: 'untrusted', said: 'SELF_SIGNED' }), FULL],
    ['expired', 'TLS_CERTIFICATE_EXPIRED', stuck({ kind: 'expired' }), FULL],
    ['of tomorrow', 'TLS_CERTIFICATE_NOT_YET_VALID', stuck({ kind: 'not-yet-valid' }), FULL],
    ['for another name', 'TLS_WRONG_HOST_NAME', stuck({ kind: 'wrong-name', host: 'x' }), FULL],
    ['a plaintext port', 'TLS_NOT_SPOKEN', stuck({ kind: 'not-spoken', said: 'plain' }), FULL],
    ['a key that does not fit', 'TLS_SETTINGS_UNUSABLE', stuck({ kind: 'bad-settings', said: 'x' }), FULL],
    ['anything else', 'TLS_FAILED', stuck({ kind: 'failed', said: 'x' }), FULL],
    ['a TLS port without TLS', 'TLS_WANTED', protocol('tls-wanted'), undefined],
    ['a port that hangs up', 'CONNECTION_CLOSED', protocol('closed'), undefined],
    ['a web server', 'NOT_KAFKA', protocol('garbled'), undefined],
    ['a port that says nothing', 'NOT_KAFKA', protocol('silent'), undefined],
  ])('that ends at %s is %s', (_title, code, result, tls) => {
    expect(lastOf(result, tls)).toMatchObject({ status: 'fault', code });
  });

  it.each([
    ['bad certificate', FULL, 'TLS_CLIENT_CERTIFICATE_MISSING'],
    ['certificate required', FULL, 'TLS_CLIENT_CERTIFICATE_MISSING'],
    ['handshake failure', FULL, 'TLS_FAILED'],
    ['protocol version', FULL, 'TLS_FAILED'],
    ['bad certificate', WITH_CERTIFICATE, 'TLS_CLIENT_CERTIFICATE_REFUSED'],
    ['unknown ca', WITH_CERTIFICATE, 'TLS_CLIENT_CERTIFICATE_REFUSED'],
  ])(
    'that ends with the alert "%s" is judged by whether the client sent a certificate',
    (said, tls, code) => {
      expect(lastOf(stuck({ kind: 'alert', said }), tls)?.code).toBe(code);
    },
  );

  it.each([
    [90, 'ok', undefined],
    [31, 'ok', undefined],
    [29, 'advice', 'TLS_CERTIFICATE_EXPIRES_SOON'],
  ])('with a certificate that is valid for %i more days', (daysLeft, status, code) => {
    const findings = judgeConnection(ADDRESS, connection(FULL), arrived(daysLeft), NOW_MS);

    expect(findings.map(({ check }) => check)).toEqual(['name lookup', 'tcp', 'tls', 'api versions']);
    expect(findings[2]).toMatchObject({ status, ...(code ? { code } : {}) });
  });

  it('without certificate verification gives advice', () => {
    const findings = judgeConnection(ADDRESS, connection({ verify: 'none' }), arrived(90), NOW_MS);

    expect(findings[2]).toMatchObject({ status: 'advice', code: 'TLS_NOT_VERIFIED' });
  });
});

function tcp(error: 'refused' | 'silent' | 'unreachable'): ConnectionResult {
  return { end: 'tcp', ip: '10.0.0.1', error, afterMs: 5_000, said: 'x' };
}

function protocol(problem: 'closed' | 'silent' | 'garbled' | 'tls-wanted'): ConnectionResult {
  return { end: 'protocol', ip: '10.0.0.1', problem, said: 'x' };
}
