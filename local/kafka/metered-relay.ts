import type { Socket } from 'node:net';
import { type Relay, startRelay } from './relay';

/** The names of the requests that clients send here, by api key. */
const API_NAMES: Record<number, string> = {
  0: 'Produce',
  1: 'Fetch',
  2: 'ListOffsets',
  3: 'Metadata',
  8: 'OffsetCommit',
  9: 'OffsetFetch',
  10: 'FindCoordinator',
  11: 'JoinGroup',
  12: 'Heartbeat',
  13: 'LeaveGroup',
  14: 'SyncGroup',
  15: 'DescribeGroups',
  16: 'ListGroups',
  17: 'SaslHandshake',
  18: 'ApiVersions',
  19: 'CreateTopics',
  32: 'DescribeConfigs',
  35: 'DescribeLogDirs',
  36: 'SaslAuthenticate',
  37: 'CreatePartitions',
};

/** Requests that set up a connection, in contrast to those sent over it. */
const CONNECTION_REQUESTS = ['ApiVersions', 'SaslHandshake', 'SaslAuthenticate'];

/** What went through one or several relays since the last `reset`. */
export interface Meter {
  /** Requests by name. */
  counts(): Record<string, number>;
  /** Requests, except those that set up a connection. */
  total(): number;
  connections(): number;
  /** Bytes in both directions. */
  bytes(): number;
  /**
   * Requests that had to wait for each other: 1 plus the number of responses that the client had received, one after
   * the other, before it sent the last request. Includes the requests that set up a connection.
   */
  depth(): number;
  reset(): void;
  /** For the relays. */
  readonly record: {
    connection(): void;
    bytes(count: number): void;
    request(apiKey: number): number;
    response(depth: number): void;
  };
}

export function createMeter(): Meter {
  let counts: Record<string, number> = {};
  let connections = 0;
  let bytes = 0;
  let depth = 0;
  let answered = 0;
  return {
    counts: () => ({ ...counts }),
    total: () =>
      Object.entries(counts)
        .filter(([name]) => !CONNECTION_REQUESTS.includes(name))
        .reduce((sum, [, count]) => sum + count, 0),
    connections: () => connections,
    bytes: () => bytes,
    depth: () => depth,
    reset() {
      counts = {};
      connections = 0;
      bytes = 0;
      depth = 0;
      answered = 0;
    },
    record: {
      connection() {
        connections += 1;
      },
      bytes(count) {
        bytes += count;
      },
      request(apiKey) {
        const name = API_NAMES[apiKey] ?? `api ${apiKey}`;
        counts[name] = (counts[name] ?? 0) + 1;
        depth = Math.max(depth, answered + 1);
        return answered + 1;
      },
      response(of) {
        answered = Math.max(answered, of);
      },
    },
  };
}

export interface MeteredRelay extends Relay, Omit<Meter, 'record'> {}

/** The network that relays imitate. It may change while they run. */
export interface Network {
  /** Half of it delays each direction; a new connection takes all of it before its first request. */
  roundTripMs: number;
}

/**
 * A relay in front of a Kafka listener that counts what clients send. The broker has to advertise the relay's port,
 * because clients would otherwise bypass the relay after the first response.
 */
export async function startMeteredRelay({
  meter = createMeter(),
  network = { roundTripMs: 0 },
}: {
  meter?: Meter;
  network?: Readonly<Network>;
} = {}): Promise<MeteredRelay> {
  const relay = await startRelay({
    join(client, broker) {
      meter.record.connection();
      // Kafka answers the requests of a connection in order.
      const waiting: number[] = [];
      const requests = frameReader({
        head: (head) => waiting.push(meter.record.request(head.readInt16BE(4))),
      });
      const responses = frameReader({ end: () => meter.record.response(waiting.shift() ?? 0) });
      const connectedMs = Date.now() + network.roundTripMs;
      const toBroker = delayedWriter(broker);
      const toClient = delayedWriter(client, (chunk) => {
        meter.record.bytes(chunk.length);
        responses(chunk);
      });
      client.on('data', (chunk) => {
        meter.record.bytes(chunk.length);
        requests(chunk);
        toBroker(chunk, Math.max(0, connectedMs - Date.now()) + network.roundTripMs / 2);
      });
      broker.on('data', (chunk) => toClient(chunk, network.roundTripMs / 2));
      client.once('close', () => broker.destroy());
      broker.once('close', () => client.destroy());
    },
  });
  const { record: _, ...readings } = meter;
  return { ...relay, ...readings };
}

/** Writes chunks in their order, each after its delay. */
function delayedWriter(
  to: Socket,
  before: (chunk: Buffer) => void = () => {},
): (chunk: Buffer, delayMs: number) => void {
  const queue: Buffer[] = [];
  const writeNext = () => {
    const chunk = queue.shift();
    if (!chunk || !to.writable) return;
    before(chunk);
    to.write(chunk);
  };
  return (chunk, delayMs) => {
    queue.push(chunk);
    if (delayMs > 0) setTimeout(writeNext, delayMs);
    else writeNext();
  };
}

/**
 * Reads frames from bytes in any chunks: a 4-byte length followed by that many bytes. A request begins with an int16 api
 * key. Reports the first 6 bytes of each frame, and its end.
 */
function frameReader({
  head = () => {},
  end = () => {},
}: {
  head?: (bytes: Buffer) => void;
  end?: () => void;
}): (chunk: Buffer) => void {
  let pending: Buffer = Buffer.alloc(0);
  let skip = 0;
  return (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (;;) {
      const skipped = Math.min(skip, pending.length);
      pending = pending.subarray(skipped);
      if (skip > 0 && skipped === skip) end();
      skip -= skipped;
      if (skip > 0 || pending.length < 6) return;
      head(pending);
      skip = 4 + pending.readInt32BE(0);
    }
  };
}
