import { advice, type Finding, fault, ok } from './finding';
import type { Certificate, ConnectionResult, TlsProblem } from './ports';
import type { Connection } from './target';

const DAY_MS = 86_400_000;
const SOON_MS = 30 * DAY_MS;

/** One finding for each step of a connection attempt. If the attempt did not reach Kafka, the last one is a fault. */
export function judgeConnection(
  address: string,
  connection: Connection,
  result: ConnectionResult,
  nowMs: number,
): Finding[] {
  const host = hostOf(address);
  if (result.end === 'name') return [fault('name lookup', 'NAME_NOT_FOUND', host, result.error)];
  const found: Finding[] = [ok('name lookup', host, host === result.ip ? 'is an address' : result.ip)];
  if (result.end === 'tcp') return [...found, judgeTcp(address, result)];
  found.push(ok('tcp', address, 'open'));
  if (result.end === 'tls') {
    const problem = judgeTls(address, connection, result.problem, result.certificate);
    return [...found, problem];
  }
  if (result.end === 'protocol' && result.problem === 'tls-wanted') {
    return [...found, fault('tls', 'TLS_WANTED', address, result.said)];
  }
  found.push(
    certificateFinding(address, connection, 'certificate' in result ? result.certificate : undefined, nowMs),
  );
  if (result.end === 'protocol') {
    const code = result.problem === 'closed' ? 'CONNECTION_CLOSED' : 'NOT_KAFKA';
    return [...found, fault('api versions', code, address, result.said)];
  }
  const { size } = result.node.versions;
  return [...found, ok('api versions', address, `Kafka, ${size} request types`)];
}

function judgeTcp(address: string, result: Extract<ConnectionResult, { end: 'tcp' }>): Finding {
  switch (result.error) {
    case 'refused':
      return fault('tcp', 'PORT_CLOSED', address, `${result.ip} refused the connection`);
    case 'silent': {
      const seconds = (result.afterMs / 1_000).toFixed(1);
      return fault('tcp', 'NO_ANSWER', address, `no answer from ${result.ip} in ${seconds} s`);
    }
    case 'unreachable':
      return fault('tcp', 'HOST_UNREACHABLE', address, `${result.ip}: ${result.said}`);
  }
}

function judgeTls(
  address: string,
  { tls }: Connection,
  problem: TlsProblem,
  certificate: Certificate | undefined,
): Finding {
  const say = (code: Parameters<typeof fault>[1], says: string) => fault('tls', code, address, says);
  switch (problem.kind) {
    case 'untrusted':
      return say(
        'TLS_UNTRUSTED_CA',
        `issued by ${certificate?.issuer ?? 'an unknown issuer'} (${problem.said})`,
      );
    case 'expired':
      return say('TLS_CERTIFICATE_EXPIRED', `valid until ${dayOf(certificate?.validToMs)}`);
    case 'not-yet-valid':
      return say('TLS_CERTIFICATE_NOT_YET_VALID', `valid from ${dayOf(certificate?.validFromMs)}`);
    case 'wrong-name': {
      const names = certificate?.names.join(', ') || 'no name';
      return say('TLS_WRONG_HOST_NAME', `the certificate is for ${names}`);
    }
    case 'not-spoken':
      return say('TLS_NOT_SPOKEN', problem.said);
    case 'bad-settings':
      return say('TLS_SETTINGS_UNUSABLE', problem.said);
    case 'failed':
      return say('TLS_FAILED', problem.said);
    case 'alert': {
      const said = `alert: ${problem.said}`;
      if (tls?.certificate !== undefined) return say('TLS_CLIENT_CERTIFICATE_REFUSED', said);
      return ABOUT_CLIENT.has(problem.said)
        ? say('TLS_CLIENT_CERTIFICATE_MISSING', said)
        : say('TLS_FAILED', said);
    }
  }
}

/** Alerts that concern a missing client certificate. Kafka on Java sends the second one, other servers the first. */
const ABOUT_CLIENT = new Set(['certificate required', 'bad certificate']);

function certificateFinding(
  address: string,
  { tls }: Connection,
  certificate: Certificate | undefined,
  nowMs: number,
): Finding {
  if (!tls) return ok('tls', address, 'not configured, and the port does not require it');
  if (tls.verify === 'none')
    return advice('tls', 'TLS_NOT_VERIFIED', address, 'certificates are not verified');
  const days = certificate ? Math.floor((certificate.validToMs - nowMs) / DAY_MS) : 0;
  if (certificate && certificate.validToMs - nowMs < SOON_MS) {
    return advice('tls', 'TLS_CERTIFICATE_EXPIRES_SOON', address, `expires in ${days} days`);
  }
  return ok('tls', address, `certificate valid for ${days} days`);
}

function hostOf(address: string): string {
  return address.replace(/:\d+$/, '');
}

function dayOf(ms: number | undefined): string {
  return ms === undefined ? 'unknown' : new Date(ms).toISOString().slice(0, 10);
}
