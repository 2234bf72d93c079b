import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { SocketFactory } from './kafkajs-internals';

export interface TlsOptions {
  /** PEM of the CA to trust; the system's own when absent. */
  ca?: string | undefined;
  /** Takes any certificate, for any name. */
  insecureSkipVerify: boolean;
}

/** Makes sockets and knows all of them, so that `closeAll` leaves none. */
export interface Sockets {
  open: SocketFactory;
  closeAll(): Promise<void>;
}

export function createSockets(tls: TlsOptions | undefined): Sockets {
  const open = new Set<Socket>();
  let closed = false;
  return {
    open({ host, port, onConnect }) {
      // kafkajs connects again on its own when a request finds its connection gone.
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
              // kafkajs rejects what is in flight and clears its timers on an error, and only on an error.
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
