import type { Socket } from 'node:net';
import { pipeBothWays, type Relay, startRelay } from '../../../local/kafka/relay';

/** A connection to Kafka that can be cut and restored. */
export interface CuttableRelay extends Pick<Relay, 'port' | 'forwardTo' | 'close'> {
  /** Closes all connections, and every new one immediately, until `restore`. */
  cut(): void;
  restore(): void;
}

export async function startCuttableRelay(): Promise<CuttableRelay> {
  let isCut = false;
  const open = new Set<Socket>();
  const relay = await startRelay({
    join(client, broker) {
      if (isCut) {
        client.destroy();
        broker.destroy();
        return;
      }
      for (const socket of [client, broker]) {
        open.add(socket);
        socket.once('close', () => open.delete(socket));
      }
      pipeBothWays(client, broker);
    },
  });
  return {
    port: relay.port,
    forwardTo: relay.forwardTo,
    close: relay.close,
    cut() {
      isCut = true;
      for (const socket of open) socket.destroy();
    },
    restore() {
      isCut = false;
    },
  };
}
