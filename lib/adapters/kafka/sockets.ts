import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { SocketFactory } from './kafkajs-internals';

export interface TlsOptions {
  /** PEM text of the trusted CA; the system's CAs if absent. */
  ca?: string | undefined;
  /** Accepts any certificate, for any name. */
  insecureSkipVerify: boolean;
}

/** Makes and tracks sockets, so that `closeAll` can close all of them. */
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
              // kafkajs rejects pending requests and clears its timers only on an error.
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
