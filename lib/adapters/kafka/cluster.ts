import { SpillwayError } from '../../errors';
import { printable } from '../../output/printable';
import { redacted } from '../../output/redact';
import type { KafkaConnection } from '../../pipeline';
import { commonVersion, type SupportedVersions } from './connection/api-versions';
import { describeAuth, type MskTokenProvider, saslOptions } from './connection/authentication';
import { classify, type Failure, failureError } from './connection/connection-error';
import { within } from './connection/deadline';
import { type Exchange, ExchangeFailure, exchangeOver } from './connection/exchange';
import { FrameBudget } from './connection/frame-budget';
import { logIn } from './connection/log-in';
import { createSockets } from './connection/sockets';
import { apiVersions } from './protocol/api-versions';
import type { RequestCodec } from './protocol/request-codec';
import { type KafkaRequestName, type KafkaRequests, REQUESTS } from './protocol/requests';
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

const CLIENT_ID = 'spillway';
/** What a message quotes of a broker. */
const MOST_SAID = 500;

interface OpenConnection {
  exchange: Exchange;
  versions: SupportedVersions;
}

interface ConnectedNode extends KafkaNode {
  isOpen(): boolean;
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
  const budget = new FrameBudget();
  const addresses = new Map<number, string>();
  const nodes = new Map<string, Promise<ConnectedNode>>();
  let seed: Promise<ConnectedNode> | undefined;

  function failed(error: unknown, tried: string, unwelcome = false): SpillwayError {
    if (error instanceof SpillwayError) return error;
    return errorOf(failureOf(error), tried, unwelcome);
  }

  function failureOf(error: unknown): Failure {
    const failure = classify(error, tls.enabled);
    return { ...failure, said: printable(redacted(failure.said)).slice(0, MOST_SAID) };
  }

  function errorOf(failure: Failure, tried: string, unwelcome = false): SpillwayError {
    // A SASL listener rejects a client that does not log in by closing the connection.
    const kind = unwelcome && failure.kind === 'closed' ? 'auth' : failure.kind;
    return failureError(
      { ...failure, kind },
      { tried, auth: describeAuth(connection.auth), tls: tls.enabled },
    );
  }

  async function open(address: string, budgetMs: number): Promise<OpenConnection> {
    const [host, port] = splitAddress(address);
    const deadlineMs = Date.now() + budgetMs;
    const socket = await sockets.connect(host, port, Math.min(connectTimeoutMs, budgetMs));
    const exchange = exchangeOver(socket, { clientId: CLIENT_ID, timeoutMs: requestTimeoutMs, budget });
    try {
      const versions = await within(
        deadlineMs - Date.now(),
        (async () => {
          const { apis } = await exchange.ask(apiVersions, {});
          if (sasl) await logIn(exchange, sasl);
          return new Map(apis.map(({ apiKey, min, max }) => [apiKey, { min, max }]));
        })(),
        () => new ExchangeFailure('silent', 'no response to the handshake in time'),
      );
      return { exchange, versions };
    } catch (error) {
      // Also ends a login that is still computing.
      exchange.close();
      throw error;
    }
  }

  function connectedNode(address: string, { exchange, versions }: OpenConnection): ConnectedNode {
    let responded = false;
    return {
      address,
      isOpen: () => exchange.broken === undefined,
      async send(name, request, timeoutMs = requestTimeoutMs) {
        try {
          const response = await ask({ exchange, versions }, name, request, timeoutMs);
          responded = true;
          return response;
        } catch (error) {
          throw failed(error, `${name} at ${address}`, !responded && !sasl);
        }
      },
      async openAnother() {
        try {
          return connectedNode(address, await open(address, connectTimeoutMs + requestTimeoutMs));
        } catch (error) {
          throw failed(error, `Connecting to Kafka at ${address}`);
        }
      },
    };
  }

  function nodeAt(address: string, budgetMs: number): Promise<ConnectedNode> {
    const known = nodes.get(address);
    // A connection that has ended is opened again by whoever needs it next.
    if (known) return known.then((node) => (node.isOpen() ? node : openAt(address, budgetMs)));
    return openAt(address, budgetMs);
  }

  function openAt(address: string, budgetMs: number): Promise<ConnectedNode> {
    const opening = open(address, budgetMs).then((opened) => connectedNode(address, opened));
    nodes.set(address, opening);
    opening.catch(() => nodes.delete(address));
    return opening;
  }

  async function connectSeed(): Promise<ConnectedNode> {
    const deadlineMs = Date.now() + connectTimeoutMs + requestTimeoutMs;
    const tried: string[] = [];
    let last: Failure = { kind: 'unreachable', said: 'no broker' };
    for (const [index, address] of connection.brokers.entries()) {
      const leftMs = deadlineMs - Date.now();
      if (leftMs <= 0) break;
      // One broker that is silent must not use up the time of the others.
      const shareMs = leftMs / (connection.brokers.length - index);
      try {
        return await nodeAt(address, shareMs);
      } catch (error) {
        if (error instanceof SpillwayError) throw error;
        const failure = failureOf(error);
        // The next broker would reject the login too, and repeated failed logins may lock an account.
        if (failure.kind === 'auth') throw errorOf(failure, `Connecting to Kafka at ${address}`);
        tried.push(`${address} (${failure.said})`);
        last = failure;
      }
    }
    throw errorOf(
      { kind: last.kind, said: 'no broker responded' },
      `Connecting to Kafka at ${tried.join(', ')}`,
    );
  }

  return {
    async seed() {
      if (seed && !(await seed).isOpen()) seed = undefined;
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
        throw errorOf({ kind: 'unreachable', said }, `Connecting to broker ${nodeId}`);
      }
      try {
        return await nodeAt(address, connectTimeoutMs + requestTimeoutMs);
      } catch (error) {
        throw failed(error, `Connecting to broker ${nodeId} at ${address}`);
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

/** Sends a request in the newest version that both sides support. */
function ask<K extends KafkaRequestName>(
  { exchange, versions }: OpenConnection,
  name: K,
  request: KafkaRequests[K]['request'],
  timeoutMs: number,
): Promise<KafkaRequests[K]['response']> {
  const codec = REQUESTS[name] as unknown as RequestCodec<
    KafkaRequests[K]['request'],
    KafkaRequests[K]['response']
  >;
  return exchange.ask(codec, request, { version: commonVersion(codec, versions), timeoutMs });
}
