import type { Socket } from 'node:net';
import { describeGroupsV4 } from './codec/describe-groups-v4';
import { describeLogDirsV1 } from './codec/describe-log-dirs-v1';
import { fetchV10 } from './codec/fetch-v10';
import { listGroupsV5 } from './codec/list-groups-v5';
import { metadataV10 } from './codec/metadata-v10';
import type { OwnCodec } from './codec/own-codec';
import type { KafkaRequestName, KafkaRequests } from './wire';

/**
 * The only file that uses internals of kafkajs (2.2.4, pinned): its broker, which implements the protocol, its versions
 * and SASL. The public Admin cannot be used, because it takes a lock per topic, joins the group in order to commit (5
 * s), has no batched ListOffsets, reads READ_COMMITTED only, and fails a whole response because of one bad partition.
 * The package has had no release since February 2023 and has no `exports` map, so these internals are stable.
 */

/** SASL settings of kafkajs. */
export type SaslOptions =
  | { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string }
  | { mechanism: 'oauthbearer'; authenticationProvider: SaslLogin };

/** kafkajs's interface for a custom login: an exchange of length-prefixed byte strings. */
export type SaslLogin = (args: {
  saslAuthenticate<D, P>(exchange: {
    request: { encode: () => Buffer };
    response: { decode: (answer: Buffer) => D; parse: (decoded: D) => P };
  }): Promise<P>;
}) => { authenticate(): Promise<void> };

/** Makes a socket. Calls `onConnect` once the socket is usable, which with TLS is after the handshake. */
export type SocketFactory = (target: { host: string; port: number; onConnect: () => void }) => Socket;

export interface RawBrokerOptions {
  host: string;
  port: number;
  clientId: string;
  sasl: SaslOptions | undefined;
  connectTimeoutMs: number;
  requestTimeoutMs: number;
  socketFactory: SocketFactory;
}

export interface RawBroker {
  /** Connects: TCP, TLS, ApiVersions and SASL. */
  connect(): Promise<void>;
  /**
   * Sends a request in the newest version that both sides support, with one of our own codecs if there is one. Returns
   * the response without kafkajs's error handling.
   */
  send<K extends KafkaRequestName>(
    name: K,
    request: KafkaRequests[K]['request'],
    timeoutMs: number,
  ): Promise<KafkaRequests[K]['response']>;
}

interface ProtocolRequest {
  request: unknown;
  response: { decode: (raw: Buffer) => Promise<unknown>; parse: (decoded: unknown) => Promise<unknown> };
  /** kafkajs uses the connection's timeout if that is longer. */
  requestTimeout?: number;
}
interface RequestDefinitions {
  versions: string[];
}
interface KafkajsBroker {
  connect(): Promise<void>;
  /** By api key. Set once the connection is open. */
  versions: Record<number, { minVersion: number; maxVersion: number }> | null;
  lookupRequest(apiKey: number, definitions: RequestDefinitions): (body: unknown) => ProtocolRequest;
}
interface KafkajsPool {
  /**
   * Returns the connection for everything but Fetch. kafkajs would open a second one for Fetch, which would mean a
   * second login.
   */
  getConnection(): Promise<{ send(request: ProtocolRequest): Promise<unknown> }>;
}

type KafkajsLogin = (
  args: Parameters<SaslLogin>[0] & { host: string; port: number; logger: unknown },
) => ReturnType<SaslLogin>;

interface KafkajsEncoder {
  writeBufferInternal(bytes: Buffer): void;
}

const Broker: new (options: object) => KafkajsBroker = require('kafkajs/src/broker');
const ConnectionPool: new (options: object) => KafkajsPool = require('kafkajs/src/network/connectionPool');
const Encoder: new () => KafkajsEncoder = require('kafkajs/src/protocol/encoder');
const { createLogger }: { createLogger(options: object): unknown } = require('kafkajs/src/loggers');
const LOGINS: Record<
  Exclude<SaslOptions['mechanism'], 'oauthbearer'>,
  (sasl: SaslOptions) => KafkajsLogin
> = {
  plain: require('kafkajs/src/broker/saslAuthenticator/plain'),
  'scram-sha-256': require('kafkajs/src/broker/saslAuthenticator/scram256'),
  'scram-sha-512': require('kafkajs/src/broker/saslAuthenticator/scram512'),
};
const { requests }: { requests: Record<string, RequestDefinitions> } =
  require('kafkajs/src/protocol/requests');
const apiKeys: Record<string, number> = require('kafkajs/src/protocol/requests/apiKeys');
const { errorCodes }: { errorCodes: { code: number; type: string; message: string }[] } =
  require('kafkajs/src/protocol/error');

// By default kafkajs logs to standard output, including debug lines with whole responses.
const silent = createLogger({ level: 0, logCreator: () => () => {} });

export function rawBroker(options: RawBrokerOptions): RawBroker {
  const pool = new ConnectionPool({
    host: options.host,
    port: options.port,
    clientId: options.clientId,
    sasl: options.sasl ?? null,
    connectionTimeout: options.connectTimeoutMs,
    requestTimeout: options.requestTimeoutMs,
    enforceRequestTimeout: true,
    socketFactory: options.socketFactory,
    logger: silent,
  });
  const broker = new Broker({ connectionPool: pool, logger: silent });

  function protocolRequest<K extends KafkaRequestName>(
    name: K,
    body: KafkaRequests[K]['request'],
  ): ProtocolRequest {
    const own = OWN_CODECS[name] as OwnCodec<K> | undefined;
    if (own && speaks(broker, own)) return ownRequest(name, own, body);
    if (own && !KAFKAJS_WILL_DO.has(name)) {
      throw new Error(`the broker does not support version ${own.apiVersion} of ${name}`);
    }
    // kafkajs still uses the name that Kafka 0.9 had for this API.
    const api = name === 'FindCoordinator' ? 'GroupCoordinator' : name;
    return broker.lookupRequest(apiKeys[api] ?? -1, requests[api] ?? { versions: [] })(forKafkajs(body));
  }

  return {
    connect: () => broker.connect(),
    async send<K extends KafkaRequestName>(name: K, body: KafkaRequests[K]['request'], timeoutMs: number) {
      const { request, response } = protocolRequest(name, body);
      const connection = await pool.getConnection();
      const received = await connection.send({
        request,
        response: { ...response, parse: async (decoded) => decoded },
        requestTimeout: timeoutMs,
      });
      return received as KafkaRequests[K]['response'];
    },
  };
}

/** The login of a mechanism, which another connection can run step by step. */
export function saslLogin(sasl: SaslOptions): SaslLogin {
  if (sasl.mechanism === 'oauthbearer') return sasl.authenticationProvider;
  const login = LOGINS[sasl.mechanism](sasl);
  return ({ saslAuthenticate }) => login({ saslAuthenticate, host: '', port: 0, logger: silent });
}

const OWN_CODECS: { [K in KafkaRequestName]?: OwnCodec<K> } = {
  Metadata: metadataV10,
  DescribeGroups: describeGroupsV4,
  ListGroups: listGroupsV5,
  Fetch: fetchV10,
  DescribeLogDirs: describeLogDirsV1,
};

/** APIs where kafkajs's codec gives the same response, minus the fields that are new in our version. */
const KAFKAJS_WILL_DO = new Set<KafkaRequestName>(['Metadata', 'DescribeGroups', 'ListGroups']);

function speaks(
  broker: KafkajsBroker,
  { apiKey, apiVersion }: { apiKey: number; apiVersion: number },
): boolean {
  const range = broker.versions?.[apiKey];
  return range !== undefined && range.minVersion <= apiVersion && apiVersion <= range.maxVersion;
}

function ownRequest<K extends KafkaRequestName>(
  apiName: K,
  { apiKey, apiVersion, encode, decode }: OwnCodec<K>,
  body: KafkaRequests[K]['request'],
): ProtocolRequest {
  return {
    request: {
      apiKey,
      apiVersion,
      apiName,
      encode: async () => {
        const encoder = new Encoder();
        encoder.writeBufferInternal(encode(body));
        return encoder;
      },
    },
    response: { decode: async (raw) => decode(raw), parse: async (decoded) => decoded },
  };
}

/** In kafkajs, as in Kafka before it used null for this, an empty list means all topics. */
function forKafkajs(body: object): object {
  return 'topics' in body && body.topics === 'all' ? { ...body, topics: [] } : body;
}

/** The name and message that Kafka has for an error code. */
export function kafkaError(code: number): { name: string; message: string } {
  const known = errorCodes.find((entry) => entry.code === code);
  return known
    ? { name: known.type, message: known.message }
    : { name: `KAFKA_ERROR_${code}`, message: `Kafka returned error code ${code}` };
}
