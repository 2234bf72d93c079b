import { isIP, type Socket } from 'node:net';
import {
  type ConnectionOptions,
  checkServerIdentity,
  connect,
  type PeerCertificate,
  type TLSSocket,
} from 'node:tls';
import type { Certificate, TlsProblem } from '../../../doctor/ports';
import type { TlsSettings } from '../../../doctor/target';

export type TlsOutcome =
  | { ok: true; socket: TLSSocket; certificate: Certificate | undefined }
  | { ok: false; problem: TlsProblem; certificate?: Certificate };

/**
 * Performs a TLS handshake over an open connection. Any certificate is accepted and then checked, so that the problem
 * can be reported. Nothing is sent if the certificate is bad.
 */
export function openTls(
  tcp: Socket,
  host: string,
  settings: TlsSettings,
  timeoutMs: number,
): Promise<TlsOutcome> {
  const name = settings.serverName ?? host;
  return new Promise((resolve) => {
    let socket: TLSSocket;
    const failed = (problem: TlsProblem, certificate?: Certificate) => {
      clearTimeout(timer);
      tcp.destroy();
      resolve({ ok: false, problem, ...(certificate ? { certificate } : {}) });
    };
    const timer = setTimeout(
      () => failed({ kind: 'not-spoken', said: 'no response to the handshake' }),
      timeoutMs,
    );
    try {
      socket = connect({ socket: tcp, ...optionsOf(settings, name) });
    } catch (error) {
      // The CA, certificate or key is not PEM, or the key does not belong to the certificate.
      failed({ kind: 'bad-settings', said: messageOf(error) });
      return;
    }
    const onError = (error: NodeJS.ErrnoException) => failed(problemOf(error));
    // If the other side closes, that is an error (ECONNRESET). If Spillway does, there is no error.
    const onClose = () => failed({ kind: 'not-spoken', said: 'closed the connection during the handshake' });
    socket.once('error', onError);
    socket.once('close', onClose);
    socket.once('secureConnect', () => {
      const peer = socket.getPeerCertificate();
      const certificate = certificateOf(peer);
      const problem = settings.verify === 'full' ? judge(socket, peer, certificate, name) : undefined;
      socket.off('error', onError);
      socket.off('close', onClose);
      if (problem) {
        socket.on('error', () => {});
        socket.destroy();
        failed(problem, certificate);
        return;
      }
      clearTimeout(timer);
      resolve({ ok: true, socket, certificate });
    });
  });
}

function optionsOf(settings: TlsSettings, name: string): ConnectionOptions {
  return {
    rejectUnauthorized: false,
    ...(settings.ca === undefined ? {} : { ca: settings.ca }),
    ...(settings.certificate === undefined ? {} : { cert: settings.certificate }),
    ...(settings.key === undefined ? {} : { key: settings.key }),
    ...(isIP(name) ? {} : { servername: name }),
    // The name is checked below.
    checkServerIdentity: () => undefined,
  };
}

function judge(
  socket: TLSSocket,
  peer: PeerCertificate,
  certificate: Certificate | undefined,
  name: string,
): TlsProblem | undefined {
  const code = socket.authorized ? undefined : String(socket.authorizationError);
  if (code === 'CERT_HAS_EXPIRED') return { kind: 'expired' };
  if (code === 'CERT_NOT_YET_VALID') return { kind: 'not-yet-valid' };
  if (code !== undefined) return { kind: 'untrusted', said: code };
  // Unlike Node, Go ignores the common name.
  if (!certificate || certificate.names.length === 0 || checkServerIdentity(name, peer)) {
    return { kind: 'wrong-name', host: name };
  }
  return undefined;
}

function certificateOf(peer: PeerCertificate): Certificate | undefined {
  // Node returns an empty object if there is no certificate.
  if (!peer.valid_to) return undefined;
  return {
    subject: oneName(peer.subject),
    issuer: oneName(peer.issuer),
    names: peer.subjectaltname?.split(', ') ?? [],
    validFromMs: Date.parse(peer.valid_from),
    validToMs: Date.parse(peer.valid_to),
  };
}

function oneName(name: { CN?: string | string[]; O?: string | string[] } | undefined): string {
  return String(name?.CN ?? name?.O ?? 'without a name');
}

function problemOf(error: NodeJS.ErrnoException): TlsProblem {
  const code = error.code ?? '';
  const alert = alertName(code);
  if (alert !== undefined) return { kind: 'alert', said: alert };
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
    return { kind: 'not-spoken', said: 'the port does not respond in TLS' };
  }
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return { kind: 'not-spoken', said: 'closed the connection during the handshake' };
  }
  return { kind: 'failed', said: code || messageOf(error) };
}

/** The alert in an error code: `bad certificate` for `ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE`. */
export function alertName(code: string): string | undefined {
  const match = /^ERR_SSL_.*?ALERT_(\w+)$/.exec(code);
  return match?.[1]?.toLowerCase().replaceAll('_', ' ');
}

function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);
}
