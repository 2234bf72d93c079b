import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A relay in front of a Kafka listener. Clients keep using it if the broker advertises its port. */
export interface Relay {
  /** The port that clients use, on 127.0.0.1. */
  readonly port: number;
  /** Sets the target port on 127.0.0.1, once the broker listens. */
  forwardTo(port: number): void;
  close(): Promise<void>;
}

export interface RelayOptions {
  /** Connects the two ends of a connection. An error on either side closes both. */
  join(client: Socket, broker: Socket): void;
  /** Creates the server that clients connect to. @default plain TCP */
  listen?(onClient: (client: Socket) => void): Server;
}

/** Forwards both directions unchanged. */
export function pipeBothWays(client: Socket, broker: Socket): void {
  client.pipe(broker).pipe(client);
}

export async function startRelay({ join, listen = createServer }: RelayOptions): Promise<Relay> {
  let target = 0;
  const sockets = new Set<Socket>();
  const server = listen((client) => {
    const broker = connect({ host: '127.0.0.1', port: target });
    for (const socket of [client, broker]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      socket.once('error', () => {
        client.destroy();
        broker.destroy();
      });
    }
    join(client, broker);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    forwardTo(port) {
      target = port;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
