/** The credentials of a client. */
export type Login =
  | { mechanism: 'none' }
  | { mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'; username: string; password: string }
  | { mechanism: 'AWS_MSK_IAM'; region: string }
  /** A mechanism that doctor does not support, such as OAUTHBEARER from an extension, or Kerberos. */
  | { mechanism: 'other'; name: string };

/** TLS settings of a client. Certificates and keys are PEM text. */
export interface TlsSettings {
  /** @default the CAs that Node.js ships with */
  ca?: string;
  certificate?: string;
  key?: string;
  /** The name that the certificate must have. @default the broker's host name */
  serverName?: string;
  verify: 'full' | 'none';
}

export interface Connection {
  /** `host:port`. */
  brokers: string[];
  /** Absent means plaintext. */
  tls?: TlsSettings;
  login: Login;
  connectTimeoutMs: number;
  requestTimeoutMs: number;
}

/** The group and topics of a consumer. */
export interface Reading {
  groupId: string;
  /** Names, or regular expressions that begin with `^`. */
  topics: string[];
}

/** The topics and settings of a producer. */
export interface Writing {
  topics: string[];
  maxMessageBytes: number;
  acks: 'all' | 'leader' | 'none';
}

/** A Kafka client: a component of a Collector, or a tier that the spec describes. */
export interface Client {
  /** The tier, or the file and component, for example `processing.yaml receiver kafka`. */
  who: string;
  /** Where its settings come from. */
  from: 'spec' | 'collector';
  protocolVersion?: string;
  reads?: Reading;
  writes?: Writing;
}

/** One connection configuration, and the clients that share it. */
export interface Target {
  connection: Connection;
  clients: Client[];
}

/** Groups clients with the same brokers, TLS settings and login, so that each connection is checked once. */
export function groupByConnection(clients: readonly (Client & { connection: Connection })[]): Target[] {
  const targets = new Map<string, Target>();
  for (const { connection, ...client } of clients) {
    const key = JSON.stringify([connection.brokers, connection.tls ?? null, connection.login]);
    const target = targets.get(key) ?? { connection, clients: [] };
    target.clients.push(client);
    targets.set(key, target);
  }
  return [...targets.values()];
}
