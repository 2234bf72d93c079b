import type { Socket } from 'node:net';
import { startRelay } from '../../local/kafka/relay';

/** How the network between clients and one broker behaves. */
export type NetworkMood =
  | { kind: 'normal' }
  /** Each direction takes this much longer. */
  | { kind: 'slow'; delayMs: number }
  /** Connections stay open, and nothing gets through. */
  | { kind: 'black-hole' }
  /** Connections are reset at once, and new ones right after they are made. */
  | { kind: 'refuse' };

/** The network before one broker. All clients of the pipeline go through it, because the broker advertises its port. */
export interface BrokerProxy {
  readonly port: number;
  forwardTo(port: number): void;
  setMood(mood: NetworkMood): void;
  /**
   * Cuts every open connection off from the broker without a word to the client, as a firewall does that forgets them.
   *
   * @returns how many connections that were, and how many bytes their clients have sent into nothing since then
   */
  halfOpen(): { connections: number; bytesLost(): number };
  close(): Promise<void>;
}

interface Connection {
  client: Socket;
  broker: Socket;
  /** Given when it was cut off; counts what the client still sends. */
  swallow?: (bytes: number) => void;
}

export async function startBrokerProxy(): Promise<BrokerProxy> {
  let mood: NetworkMood = { kind: 'normal' };
  const open = new Set<Connection>();
  const relay = await startRelay({
    join(client, broker) {
      if (mood.kind === 'refuse') return reset({ client, broker });
      const connection: Connection = { client, broker };
      open.add(connection);
      const toBroker = orderedWriter(broker);
      const toClient = orderedWriter(client);
      client.on('data', (chunk) => {
        if (connection.swallow) connection.swallow(chunk.length);
        else forward(chunk, toBroker);
      });
      broker.on('data', (chunk) => forward(chunk, toClient));
      client.once('close', () => {
        open.delete(connection);
        broker.destroy();
      });
      broker.once('close', () => {
        if (!connection.swallow) client.destroy();
      });
    },
  });

  function forward(chunk: Buffer, write: (chunk: Buffer, delayMs: number) => void): void {
    if (mood.kind === 'black-hole') return;
    write(chunk, mood.kind === 'slow' ? mood.delayMs : 0);
  }

  return {
    port: relay.port,
    forwardTo: relay.forwardTo,
    close: relay.close,
    setMood(next) {
      // What was lost in a black hole is missing in the middle of a stream, so these connections are of no more use.
      const isOver = mood.kind === 'black-hole' && next.kind !== 'black-hole';
      mood = next;
      if (isOver || next.kind === 'refuse') for (const connection of open) reset(connection);
    },
    halfOpen() {
      let bytes = 0;
      const cut = [...open].filter(({ swallow }) => !swallow);
      for (const connection of cut) {
        connection.swallow = (count) => {
          bytes += count;
        };
        connection.broker.destroy();
      }
      return { connections: cut.length, bytesLost: () => bytes };
    },
  };
}

/** Runs `work` while the network before these brokers behaves so. It is normal again afterwards. */
export async function inMood<T>(
  proxies: readonly BrokerProxy[],
  mood: NetworkMood,
  work: () => Promise<T>,
): Promise<T> {
  for (const proxy of proxies) proxy.setMood(mood);
  try {
    return await work();
  } finally {
    for (const proxy of proxies) proxy.setMood({ kind: 'normal' });
  }
}

function reset({ client, broker }: Connection): void {
  client.resetAndDestroy();
  broker.destroy();
}

/** Writes chunks in the order in which they came, each after its delay. */
function orderedWriter(to: Socket): (chunk: Buffer, delayMs: number) => void {
  const queue: Buffer[] = [];
  const writeNext = () => {
    const chunk = queue.shift();
    if (chunk && to.writable) to.write(chunk);
  };
  return (chunk, delayMs) => {
    queue.push(chunk);
    if (delayMs > 0 || queue.length > 1) setTimeout(writeNext, delayMs);
    else writeNext();
  };
}
