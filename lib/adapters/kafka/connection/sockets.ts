import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ExchangeFailure } from './exchange';

export interface TlsOptions {
  /** PEM text of the trusted CA; the system's CAs if absent. */
  ca?: string | undefined;
  /** Accepts any certificate, for any name. */
  insecureSkipVerify: boolean;
}

/** Makes and tracks sockets, so that `closeAll` can close all of them. */
export interface Sockets {
  /**
   * A connected socket, which with TLS is after the handshake.
   *
   * @throws the socket's error, or ExchangeFailure after `timeoutMs` or `closeAll`
   */
  connect(host: string, port: number, timeoutMs: number): Promise<Socket>;
  closeAll(): Promise<void>;
}

export function createSockets(tls: TlsOptions | undefined): Sockets {
  const open = new Set<Socket>();
  let closed = false;
  return {
    async connect(host, port, timeoutMs) {
      if (closed) throw new ExchangeFailure('closed', 'closed by Spillway');
      const socket = tls ? connectTls({ host, port, ...tlsOptions(tls, host) }) : connectTcp({ host, port });
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      // A request is often smaller than a packet, and would otherwise wait for the acknowledgement of the one before.
      socket.setNoDelay(true);
      await connected(socket, tls ? 'secureConnect' : 'connect', timeoutMs);
      return socket;
    },
    async closeAll() {
      closed = true;
      await Promise.all(
        [...open].map(
          (socket) =>
            new Promise<void>((resolve) => {
              socket.once('close', () => resolve());
              socket.destroy();
            }),
        ),
      );
    },
  };
}

function connected(socket: Socket, event: 'connect' | 'secureConnect', timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(
      () => failed(new ExchangeFailure('silent', 'no response to the connection attempt')),
      timeoutMs,
    );
    // This listener stays, so that a late error never goes without one.
    socket.on('error', failed);
    socket.once('close', () => failed(new ExchangeFailure('closed', 'closed the connection')));
    socket.once(event, () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function tlsOptions(tls: TlsOptions, host: string) {
  return {
    rejectUnauthorized: !tls.insecureSkipVerify,
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    ...(isIP(host) ? {} : { servername: host }),
  };
}
