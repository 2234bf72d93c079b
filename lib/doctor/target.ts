/** How a client logs in. */
export type Login =
  | { mechanism: 'none' }
  | { mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'; username: string; password: string }
  | { mechanism: 'AWS_MSK_IAM'; region: string }
  /** One that the doctor cannot play: OAUTHBEARER by an extension, Kerberos. */
  | { mechanism: 'other'; name: string };

/** TLS as a client has it; certificates and keys are PEM texts. */
export interface TlsSettings {
  /** The system's roots when absent. */
  ca?: string;
  certificate?: string;
  key?: string;
  /** In place of the broker's host name. */
  serverName?: string;
  verify: 'full' | 'none';
}

export interface Connection {
  /** `host:port`. */
  brokers: string[];
  /** Absent: plaintext. */
  tls?: TlsSettings;
  login: Login;
  connectTimeoutMs: number;
  requestTimeoutMs: number;
}

/** What a consumer needs of Kafka. */
export interface Reading {
  groupId: string;
  /** One that begins with `^` is a regular expression. */
  topics: string[];
}

/** What a producer needs of Kafka. */
export interface Writing {
  topics: string[];
  maxMessageBytes: number;
  acks: 'all' | 'leader' | 'none';
}

/** Somebody who connects: a component of a Collector, or the tier that the spec stands for. */
export interface Client {
  /** `spec`, or file and component: `processing.yaml receiver kafka`. */
  who: string;
  /** Where its settings stand: advice names the setting in this place. */
  from: 'spec' | 'collector';
  protocolVersion?: string;
  reads?: Reading;
  writes?: Writing;
}

/** One way to the brokers, and everybody who goes it. */
export interface Target {
  connection: Connection;
  clients: Client[];
}

/** Clients that connect in the same way are looked at together. */
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
