import { advice, type Finding, fault, ok } from './finding';
import type { Certificate, TlsProblem, Way } from './ports';
import type { Connection } from './target';

const DAY_MS = 86_400_000;
const SOON_MS = 30 * DAY_MS;

/** What the way to one address tells, up to its end: the last finding is a fault unless it ends at Kafka. */
export function judgeWay(address: string, connection: Connection, way: Way, nowMs: number): Finding[] {
  const host = hostOf(address);
  if (way.end === 'name') return [fault('name lookup', 'NAME_NOT_FOUND', host, way.error)];
  const found: Finding[] = [ok('name lookup', host, host === way.ip ? 'an address' : way.ip)];
  if (way.end === 'tcp') return [...found, judgeTcp(address, way)];
  found.push(ok('tcp', address, 'open'));
  if (way.end === 'tls') {
    const problem = judgeTls(address, connection, way.problem, way.certificate);
    return [...found, problem];
  }
  if (way.end === 'protocol' && way.problem === 'tls-wanted') {
    return [...found, fault('tls', 'TLS_WANTED', address, way.said)];
  }
  found.push(
    certificateFinding(address, connection, 'certificate' in way ? way.certificate : undefined, nowMs),
  );
  if (way.end === 'protocol') {
    const code = way.problem === 'closed' ? 'CONNECTION_CLOSED' : 'NOT_KAFKA';
    return [...found, fault('api versions', code, address, way.said)];
  }
  const { size } = way.node.versions;
  return [...found, ok('api versions', address, `Kafka, ${size} kinds of requests`)];
}

function judgeTcp(address: string, way: Extract<Way, { end: 'tcp' }>): Finding {
  switch (way.error) {
    case 'refused':
      return fault('tcp', 'PORT_CLOSED', address, `${way.ip} refused the connection`);
    case 'silent': {
      const seconds = (way.afterMs / 1_000).toFixed(1);
      return fault('tcp', 'NO_ANSWER', address, `no answer from ${way.ip} in ${seconds} s`);
    }
    case 'unreachable':
      return fault('tcp', 'HOST_UNREACHABLE', address, `${way.ip}: ${way.said}`);
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
      return say('TLS_UNTRUSTED_CA', `issued by ${certificate?.issuer ?? 'nobody'} (${problem.said})`);
    case 'expired':
      return say('TLS_CERTIFICATE_EXPIRED', `valid until ${dayOf(certificate?.validToMs)}`);
    case 'not-yet-valid':
      return say('TLS_CERTIFICATE_NOT_YET_VALID', `valid from ${dayOf(certificate?.validFromMs)}`);
    case 'wrong-name': {
      const names = certificate?.names.join(', ') || 'no name';
      return say('TLS_WRONG_HOST_NAME', `certificate is for ${names}`);
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

/** What servers say when a client shows no certificate: Kafka's Java the second one, others the first. */
const ABOUT_CLIENT = new Set(['certificate required', 'bad certificate']);

function certificateFinding(
  address: string,
  { tls }: Connection,
  certificate: Certificate | undefined,
  nowMs: number,
): Finding {
  if (!tls) return ok('tls', address, 'none, and none is asked for');
  if (tls.verify === 'none') return advice('tls', 'TLS_NOT_VERIFIED', address, 'any certificate is taken');
  const days = certificate ? Math.floor((certificate.validToMs - nowMs) / DAY_MS) : 0;
  if (certificate && certificate.validToMs - nowMs < SOON_MS) {
    return advice('tls', 'TLS_CERTIFICATE_EXPIRES_SOON', address, `expires in ${days} days`);
  }
  return ok('tls', address, `certificate good for ${days} days`);
}

function hostOf(address: string): string {
  return address.replace(/:\d+$/, '');
}

function dayOf(ms: number | undefined): string {
  return ms === undefined ? 'unknown' : new Date(ms).toISOString().slice(0, 10);
}
