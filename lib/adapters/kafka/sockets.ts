import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { SocketFactory } from './kafkajs-internals';

export interface TlsOptions {
  /** PEM of the trusted CA; the system's CAs if absent. */
  ca?: string | undefined;
  /** Accepts any certificate, for any name. */
  insecureSkipVerify: boolean;
}

/** Makes sockets and tracks them, so that `closeAll` closes all. */
export interface Sockets {
  open: SocketFactory;
  closeAll(): Promise<void>;
}

export function createSockets(tls: TlsOptions | undefined): Sockets {
  const open = new Set<Socket>();
  let closed = false;
  return {
    open({ host, port, onConnect }) {
      // kafkajs reconnects if a request finds its connection closed.
      if (closed) throw new Error('closed by Spillway');
      const socket = tls
        ? connectTls({ host, port, ...tlsOptions(tls, host) }, onConnect)
        : connectTcp({ host, port }, onConnect);
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      return socket;
    },
    async closeAll() {
      closed = true;
      await Promise.all(
        [...open].map(
          (socket) =>
            new Promise<void>((resolve) => {
              socket.once('close', () => resolve());
              // Only on an error does kafkajs reject pending requests and clear its timers.
              socket.destroy(new Error('closed by Spillway'));
            }),
        ),
      );
    },
  };
}

function tlsOptions(tls: TlsOptions, host: string) {
  return {
    rejectUnauthorized: !tls.insecureSkipVerify,
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    ...(isIP(host) ? {} : { servername: host }),
  };
}
