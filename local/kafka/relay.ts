import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands before a Kafka listener. A broker that advertises the relay's port keeps its clients on this way. */
export interface Relay {
  /** The port that clients use, on 127.0.0.1. */
  readonly port: number;
  /** The port of 127.0.0.1 where what comes in goes: to be told once the broker listens. */
  forwardTo(port: number): void;
  close(): Promise<void>;
}

export interface RelayOptions {
  /** Connects the two ends of a connection; whichever fails ends both. */
  join(client: Socket, broker: Socket): void;
  /** The server that takes clients in; plain TCP by default. */
  listen?(onClient: (client: Socket) => void): Server;
}

/** What one end says is heard by the other, as it is. */
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
