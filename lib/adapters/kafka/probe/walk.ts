import type { Socket } from 'node:net';
import type { Certificate, ConnectionResult, TlsProblem } from '../../../doctor/ports';
import type { Connection, TlsSettings } from '../../../doctor/target';
import type { SupportedVersions } from '../connection/api-versions';
import { type Exchange, ExchangeFailure, exchangeOver } from '../connection/exchange';
import { apiVersions } from '../protocol/api-versions';
import { openTcp } from './open-tcp';
import { alertName, openTls } from './open-tls';

/** A connection to a broker that has already answered one request. */
export interface OpenWay {
  end: 'open';
  ip: string;
  exchange: Exchange;
  versions: SupportedVersions;
  certificate: Certificate | undefined;
}

export interface WalkOptions {
  /** The Collector's client id, because quotas and ACLs may depend on it. */
  clientId: string;
  /** Called with every socket once it is open. */
  onSocket: (socket: Socket) => void;
}

/**
 * Connects step by step, from DNS to ApiVersions, and reports the step that failed. Also tries the other kind of port
 * (with or without TLS).
 */
export async function walk(
  address: string,
  connection: Connection,
  options: WalkOptions,
): Promise<OpenWay | Exclude<ConnectionResult, { end: 'kafka' }>> {
  const [host, port] = splitAddress(address);
  const tcp = await openTcp(host, port, connection.connectTimeoutMs);
  if (tcp.end !== 'open') return tcp;
  options.onSocket(tcp.socket);
  const { ip } = tcp;
  const { tls, connectTimeoutMs, requestTimeoutMs } = connection;
  const exchangeOptions = { clientId: options.clientId, timeoutMs: requestTimeoutMs };
  let socket: Socket = tcp.socket;
  let certificate: Certificate | undefined;
  if (tls) {
    const shaken = await openTls(tcp.socket, host, tls, connectTimeoutMs);
    if (!shaken.ok) {
      const problem = shaken.problem.kind === 'failed' ? shaken.problem : await moreOf(shaken.problem);
      return { end: 'tls', ip, problem, ...(shaken.certificate ? { certificate: shaken.certificate } : {}) };
    }
    ({ socket, certificate } = shaken);
  }
  const exchange = exchangeOver(socket, exchangeOptions);
  try {
    const { apis } = await exchange.ask(apiVersions, {});
    const versions = new Map(apis.map(({ apiKey, min, max }) => [apiKey, { min, max }]));
    return { end: 'open', ip, exchange, versions, certificate };
  } catch (error) {
    exchange.close();
    if (!(error instanceof ExchangeFailure)) throw error;
    if (error.kind === 'alert') {
      // With TLS 1.3 the server checks the client certificate only after the client considers the handshake done.
      const problem: TlsProblem = { kind: 'alert', said: alertName(error.message) ?? error.message };
      return { end: 'tls', ip, problem, ...(certificate ? { certificate } : {}) };
    }
    const { kind, message } = error;
    if (!tls && (kind === 'speaks-tls' || (await speaksTls()))) {
      return { end: 'protocol', ip, problem: 'tls-wanted', said: 'the port speaks TLS' };
    }
    return {
      end: 'protocol',
      ip,
      problem: kind === 'closed' || kind === 'silent' ? kind : 'garbled',
      said: message,
    };
  }

  async function speaksTls(): Promise<boolean> {
    const again = await openTcp(host, port, connectTimeoutMs);
    if (again.end !== 'open') return false;
    const anyCertificate: TlsSettings = { verify: 'none' };
    const shaken = await openTls(again.socket, host, anyCertificate, connectTimeoutMs);
    if (shaken.ok) shaken.socket.destroy();
    return shaken.ok || shaken.problem.kind === 'alert';
  }

  /**
   * If a TLS handshake failed, checks whether the port is a plaintext listener, so that this can be reported as certain.
   */
  async function moreOf(problem: TlsProblem): Promise<TlsProblem> {
    if (problem.kind !== 'not-spoken') return problem;
    const again = await openTcp(host, port, connectTimeoutMs);
    if (again.end !== 'open') return problem;
    const plain = exchangeOver(again.socket, exchangeOptions);
    try {
      await plain.ask(apiVersions, {});
      return { kind: 'not-spoken', said: 'the port speaks Kafka’s protocol without TLS' };
    } catch {
      return { kind: 'failed', said: problem.said };
    } finally {
      plain.close();
    }
  }
}

function splitAddress(address: string): [host: string, port: number] {
  const colon = address.lastIndexOf(':');
  const host = colon < 0 ? address : address.slice(0, colon);
  return [host.replace(/^\[(.*)\]$/, '$1'), colon < 0 ? DEFAULT_PORT : Number(address.slice(colon + 1))];
}

/** franz-go's default port. */
const DEFAULT_PORT = 9092;
