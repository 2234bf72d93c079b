import type { KeyStore } from './self-signed-key';

/** A user of the SASL listener. */
export interface BrokerUser {
  username: string;
  password: string;
}

export const SASL_MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
export type SaslMechanism = (typeof SASL_MECHANISMS)[number];

/** A named listener with TLS. */
export interface TlsListener {
  /** In upper case, such as `TLS`. */
  name: string;
  /** A PEM file with the key and its certificates. */
  keyFile: string;
  /** A PEM file with the CA of the clients' certificates. If set, clients must present a certificate. */
  clientCaFile?: string;
}

export interface BrokerPorts {
  plaintext: number;
  /** The listener of KRaft's controller; unused where ZooKeeper runs the cluster. */
  controller: number;
  /** The listener with SASL. */
  sasl?: number;
  /** The port that the listener uses, and the port that it advertises, which is the proxy's. */
  proxied?: { listen: number; advertised: number };
  /** By the name of the TLS listener. */
  tls?: Readonly<Record<string, number>>;
}

/** Who runs the cluster: the nodes themselves (KRaft), by node id and controller port, or a ZooKeeper on this port. */
export type Coordination =
  | { kind: 'kraft'; voters: readonly { nodeId: number; port: number }[] }
  | { kind: 'zookeeper'; port: number };

export interface BrokerConfig {
  nodeId: number;
  coordination: Coordination;
  dataDir: string;
  ports: BrokerPorts;
  /** The users of the SASL listener. Users with SCRAM are written to the metadata when the folder is formatted. */
  users: BrokerUser[];
  /** Mechanisms that the SASL listener accepts. */
  mechanisms: readonly SaslMechanism[];
  /** The key of the SASL listener. With it, logins are encrypted (SASL_SSL). */
  saslKeyStore?: KeyStore;
  tls?: readonly TlsListener[];
  /** Additional broker properties, which take precedence. */
  properties: Record<string, string>;
}

/** The `server.properties` of a node that is both broker and controller, tuned to start fast and stay small. */
export function brokerProperties(config: BrokerConfig): string {
  const { ports } = config;
  const listeners: Listener[] = [
    { name: 'PLAINTEXT', protocol: 'PLAINTEXT', listen: ports.plaintext, advertised: ports.plaintext },
  ];
  if (ports.proxied) listeners.push({ name: 'PROXIED', protocol: 'PLAINTEXT', ...ports.proxied });
  if (ports.sasl !== undefined) {
    const protocol = config.saslKeyStore ? 'SASL_SSL' : 'SASL_PLAINTEXT';
    listeners.push({ name: 'SASL', protocol, listen: ports.sasl, advertised: ports.sasl });
  }
  for (const { name } of config.tls ?? []) {
    const port = ports.tls?.[name] ?? 0;
    listeners.push({ name, protocol: 'SSL', listen: port, advertised: port });
  }
  const properties: Record<string, string> = {
    'inter.broker.listener.name': 'PLAINTEXT',
    listeners: listeners.map((listener) => `${listener.name}://127.0.0.1:${listener.listen}`).join(','),
    'advertised.listeners': listeners
      .map((listener) => `${listener.name}://127.0.0.1:${listener.advertised}`)
      .join(','),
    'listener.security.protocol.map': listeners
      .map((listener) => `${listener.name}:${listener.protocol}`)
      .join(','),
    'log.dirs': config.dataDir,
    'auto.create.topics.enable': 'false',
    'num.partitions': '1',
    'offsets.topic.num.partitions': '3',
    'offsets.topic.replication.factor': '1',
    'transaction.state.log.num.partitions': '3',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'share.coordinator.state.topic.num.partitions': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    // The default is 128 MB, which is a quarter of this broker's heap.
    'log.cleaner.dedupe.buffer.size': String(4 * 1024 * 1024),
    ...(ports.sasl === undefined ? {} : saslProperties(config)),
    ...Object.assign({}, ...(config.tls ?? []).map(tlsProperties)),
  };
  return propertiesFile({
    ...properties,
    ...coordinationProperties(config, properties),
    ...config.properties,
  });
}

function coordinationProperties(
  { nodeId, coordination, ports }: BrokerConfig,
  common: Readonly<Record<string, string>>,
): Record<string, string> {
  if (coordination.kind === 'zookeeper') {
    return { 'broker.id': String(nodeId), 'zookeeper.connect': `127.0.0.1:${coordination.port}` };
  }
  return {
    'process.roles': 'broker,controller',
    'node.id': String(nodeId),
    'controller.quorum.voters': coordination.voters
      .map((voter) => `${voter.nodeId}@127.0.0.1:${voter.port}`)
      .join(','),
    'controller.listener.names': 'CONTROLLER',
    listeners: `${common.listeners},CONTROLLER://127.0.0.1:${ports.controller}`,
    'listener.security.protocol.map': `CONTROLLER:PLAINTEXT,${common['listener.security.protocol.map']}`,
  };
}

/** Java reads such a file as Latin-1. */
function propertiesFile(properties: Readonly<Record<string, string>>): string {
  return `${Object.entries(properties)
    .map(([name, value]) => `${name}=${ascii(value.replaceAll('\\', '\\\\'))}`)
    .join('\n')}\n`;
}

function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

interface Listener {
  name: string;
  protocol: string;
  listen: number;
  advertised: number;
}

function saslProperties(config: BrokerConfig): Record<string, string> {
  const prefix = 'listener.name.sasl';
  const plainUsers = config.users.map((user) => `user_${user.username}=${quoted(user.password)}`).join(' ');
  const login: Record<SaslMechanism, string> = {
    PLAIN: `org.apache.kafka.common.security.plain.PlainLoginModule required ${plainUsers};`,
    'SCRAM-SHA-256': 'org.apache.kafka.common.security.scram.ScramLoginModule required;',
    'SCRAM-SHA-512': 'org.apache.kafka.common.security.scram.ScramLoginModule required;',
  };
  return {
    [`${prefix}.sasl.enabled.mechanisms`]: config.mechanisms.join(','),
    ...(config.saslKeyStore ? keyStoreProperties(prefix, config.saslKeyStore) : {}),
    ...Object.fromEntries(
      config.mechanisms.map((mechanism) => [
        `${prefix}.${mechanism.toLowerCase()}.sasl.jaas.config`,
        login[mechanism],
      ]),
    ),
  };
}

function tlsProperties({ name, keyFile, clientCaFile }: TlsListener): Record<string, string> {
  const prefix = `listener.name.${name.toLowerCase()}`;
  return {
    [`${prefix}.ssl.keystore.type`]: 'PEM',
    [`${prefix}.ssl.keystore.location`]: keyFile,
    ...(clientCaFile === undefined
      ? {}
      : {
          [`${prefix}.ssl.client.auth`]: 'required',
          [`${prefix}.ssl.truststore.type`]: 'PEM',
          [`${prefix}.ssl.truststore.location`]: clientCaFile,
        }),
  };
}

function keyStoreProperties(prefix: string, { file, password }: KeyStore): Record<string, string> {
  return {
    [`${prefix}.ssl.keystore.type`]: 'PKCS12',
    [`${prefix}.ssl.keystore.location`]: file,
    [`${prefix}.ssl.keystore.password`]: password,
    [`${prefix}.ssl.key.password`]: password,
  };
}

/** The `--add-scram` arguments of the storage tool, for each user and each SCRAM mechanism in use. */
export function scramArguments(config: Pick<BrokerConfig, 'users' | 'mechanisms'>): string[] {
  return config.mechanisms
    .filter((mechanism) => mechanism !== 'PLAIN')
    .flatMap((mechanism) =>
      config.users.flatMap((user) => [
        '--add-scram',
        `${mechanism}=[name=${user.username},password=${user.password}]`,
      ]),
    );
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** The same users as arguments of `kafka.admin.ConfigCommand`, one run a user: ZooKeeper stores them there. */
export function zooKeeperScramArguments(
  { users, mechanisms }: Pick<BrokerConfig, 'users' | 'mechanisms'>,
  zooKeeperPort: number,
): string[][] {
  const scram = mechanisms.filter((mechanism) => mechanism !== 'PLAIN');
  if (scram.length === 0) return [];
  return users.map(({ username, password }) => [
    ...['--zookeeper', `127.0.0.1:${zooKeeperPort}`, '--alter'],
    ...['--entity-type', 'users', '--entity-name', username],
    ...['--add-config', scram.map((mechanism) => `${mechanism}=[password=${password}]`).join(',')],
  ]);
}
