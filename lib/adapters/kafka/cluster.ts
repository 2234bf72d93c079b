import { SpillwayError } from '../../errors';
import type { KafkaConnection } from '../../pipeline';
import { describeAuth, type MskTokenProvider, saslOptions } from './authentication';
import { classify, type Failure, type FailureContext, failureError } from './connection-error';
import { within } from './deadline';
import { type RawBroker, rawBroker } from './kafkajs-internals';
import { createSockets } from './sockets';
import type { BrokerAddress, KafkaCluster, KafkaNode } from './wire';

export interface ClusterOptions {
  connection: KafkaConnection;
  /** For PLAIN and SCRAM. */
  password?: string | undefined;
  /** PEM text of the spec's `caFile`. */
  ca?: string | undefined;
  /** Replaces the AWS signer in tests. */
  mskToken?: MskTokenProvider | undefined;
}

/**
 * Connections to the brokers of one cluster, for one tick: opened on demand, one per broker. Only the bootstrap is retried,
 * with the next configured broker.
 *
 * @throws SpillwayError `KAFKA_PASSWORD_MISSING`, `KAFKA_TLS_REQUIRED`
 */
export function createCluster(options: ClusterOptions): KafkaCluster {
  const { connection, ca } = options;
  const { connectTimeout: connectTimeoutMs, requestTimeout: requestTimeoutMs, tls } = connection;
  const sasl = saslOptions(connection, options);
  const sockets = createSockets(tls.enabled ? { ca, insecureSkipVerify: tls.insecureSkipVerify } : undefined);
  const context = (tried: string): FailureContext => ({
    tried,
    auth: describeAuth(connection.auth),
    tls: tls.enabled,
  });
  const addresses = new Map<number, string>();
  const nodes = new Map<string, Promise<KafkaNode>>();
  let seed: Promise<KafkaNode> | undefined;

  function redacted(text: string): string {
    return options.password ? text.replaceAll(options.password, '***') : text;
  }

  function failed(error: unknown): Failure {
    const failure = classify(error, tls.enabled);
    return { ...failure, said: redacted(failure.said) };
  }

  async function open(address: string, budgetMs: number): Promise<KafkaNode> {
    const [host, port] = splitAddress(address);
    const broker = rawBroker({
      host,
      port,
      clientId: 'spillway',
      sasl,
      connectTimeoutMs,
      requestTimeoutMs,
      socketFactory: sockets.open,
    });
    await within(budgetMs, broker.connect(), () => noResponse('the handshake'));
    return connectedNode(address, broker);
  }

  function connectedNode(address: string, broker: RawBroker): KafkaNode {
    let responded = false;
    return {
      address,
      async send(name, request, timeoutMs = requestTimeoutMs) {
        try {
          const response = await within(timeoutMs, broker.send(name, request, timeoutMs), () =>
            noResponse(name),
          );
          responded = true;
          return response;
        } catch (error) {
          if (error instanceof SpillwayError) throw error;
          const failure = failed(error);
          // A SASL listener rejects a client that does not log in like this.
          const unwelcome = failure.kind === 'closed' && !responded && !sasl;
          const kind = unwelcome ? 'auth' : failure.kind;
          throw failureError({ ...failure, kind }, context(`${name} at ${address}`), error);
        }
      },
      async openAnother() {
        try {
          return await open(address, connectTimeoutMs + requestTimeoutMs);
        } catch (error) {
          if (error instanceof SpillwayError) throw error;
          throw failureError(failed(error), context(`Connecting to Kafka at ${address}`), error);
        }
      },
    };
  }

  function nodeAt(address: string, budgetMs: number): Promise<KafkaNode> {
    const known = nodes.get(address);
    if (known) return known;
    const opening = open(address, budgetMs);
    nodes.set(address, opening);
    opening.catch(() => nodes.delete(address));
    return opening;
  }

  async function connectSeed(): Promise<KafkaNode> {
    const deadlineMs = Date.now() + connectTimeoutMs + requestTimeoutMs;
    const tried: string[] = [];
    let last: { failure: Failure; cause: unknown } | undefined;
    for (const address of connection.brokers) {
      const leftMs = deadlineMs - Date.now();
      if (leftMs <= 0) break;
      try {
        return await nodeAt(address, leftMs);
      } catch (cause) {
        if (cause instanceof SpillwayError) throw cause;
        const failure = failed(cause);
        // The next broker would reject it too, and repeated failed logins may lock an account.
        if (failure.kind === 'auth' || failure.kind === 'tls') {
          throw failureError(failure, context(`Connecting to Kafka at ${address}`), cause);
        }
        tried.push(`${address} (${failure.said})`);
        last = { failure, cause };
      }
    }
    const failure = last?.failure ?? { kind: 'unreachable', said: 'no broker' };
    throw failureError(
      { kind: failure.kind, said: 'no broker responded' },
      context(`Connecting to Kafka at ${tried.join(', ')}`),
      last?.cause,
    );
  }

  return {
    seed() {
      seed ??= connectSeed().catch((error) => {
        seed = undefined;
        throw error;
      });
      return seed;
    },
    async node(nodeId) {
      const address = addresses.get(nodeId);
      if (address === undefined) {
        const said = `broker ${nodeId} is not among the live brokers`;
        throw failureError(
          { kind: 'unreachable', said },
          context(`Connecting to broker ${nodeId}`),
          undefined,
        );
      }
      try {
        return await nodeAt(address, connectTimeoutMs + requestTimeoutMs);
      } catch (error) {
        if (error instanceof SpillwayError) throw error;
        throw failureError(failed(error), context(`Connecting to broker ${nodeId} at ${address}`), error);
      }
    },
    learn(brokers: BrokerAddress[]) {
      for (const { nodeId, host, port } of brokers) addresses.set(nodeId, `${host}:${port}`);
    },
    close: () => sockets.closeAll(),
  };
}

function splitAddress(address: string): [host: string, port: number] {
  const colon = address.lastIndexOf(':');
  return [address.slice(0, colon), Number(address.slice(colon + 1))];
}

/** Same name as kafkajs's own timeout, for waits that it does not bound itself (throttling, a lost handshake). */
function noResponse(request: string): Error {
  return Object.assign(new Error(`no response to ${request} in time`), {
    name: 'KafkaJSRequestTimeoutError',
  });
}
