import { pipeBothWays, type Relay, startRelay } from '../../../local/kafka/relay';

/** The names of the requests that the clients in Spillway's tests send, by api key. */
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

export interface CountingProxy extends Relay {
  /** Requests since the last `reset`, by name. */
  counts(): Record<string, number>;
  /** Requests since the last `reset`, except those that set up a connection. */
  total(): number;
  /** Connections since the last `reset`. */
  connections(): number;
  reset(): void;
}

/**
 * A proxy in front of a Kafka listener that counts the clients' requests. The broker has to advertise the proxy's port,
 * because clients would otherwise bypass the proxy after the first response.
 */
export async function startCountingProxy(): Promise<CountingProxy> {
  let connections = 0;
  let counts: Record<string, number> = {};
  const relay = await startRelay({
    join(client, broker) {
      connections += 1;
      const count = requestReader((apiKey) => {
        const name = API_NAMES[apiKey] ?? `api ${apiKey}`;
        counts[name] = (counts[name] ?? 0) + 1;
      });
      client.on('data', count);
      pipeBothWays(client, broker);
    },
  });
  return {
    ...relay,
    counts: () => ({ ...counts }),
    total: () =>
      Object.entries(counts)
        .filter(([name]) => !CONNECTION_REQUESTS.includes(name))
        .reduce((sum, [, count]) => sum + count, 0),
    connections: () => connections,
    reset() {
      counts = {};
      connections = 0;
    },
  };
}

/**
 * Reads a client's bytes in any chunks, and reports the api key of each request. A frame is a 4-byte length followed by
 * an int16 api key.
 */
function requestReader(onRequest: (apiKey: number) => void): (chunk: Buffer) => void {
  let pending: Buffer = Buffer.alloc(0);
  let skip = 0;
  return (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (;;) {
      const skipped = Math.min(skip, pending.length);
      pending = pending.subarray(skipped);
      skip -= skipped;
      if (skip > 0 || pending.length < 6) return;
      onRequest(pending.readInt16BE(4));
      skip = 4 + pending.readInt32BE(0);
    }
  };
}
