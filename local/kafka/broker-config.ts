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
  controller: number;
  /** The listener with SASL. */
  sasl?: number;
  /** The port that the listener uses, and the port that it advertises, which is the proxy's. */
  proxied?: { listen: number; advertised: number };
  /** By the name of the TLS listener. */
  tls?: Readonly<Record<string, number>>;
}

export interface BrokerConfig {
  dataDir: string;
  ports: BrokerPorts;
  /** The users of the SASL listener. Users with SCRAM are written to the metadata when the folder is formatted. */
  users: BrokerUser[];
  /** Mechanisms that the SASL listener accepts. */
  mechanisms: readonly SaslMechanism[];
  tls?: readonly TlsListener[];
  /** Additional broker properties, which take precedence. */
  properties: Record<string, string>;
}

/** The `server.properties` of a single node that is both broker and controller, tuned to start fast and stay small. */
export function brokerProperties(config: BrokerConfig): string {
  const { ports } = config;
  const listeners: Listener[] = [
    { name: 'PLAINTEXT', protocol: 'PLAINTEXT', listen: ports.plaintext, advertised: ports.plaintext },
  ];
  if (ports.proxied) listeners.push({ name: 'PROXIED', protocol: 'PLAINTEXT', ...ports.proxied });
  if (ports.sasl !== undefined) {
    listeners.push({ name: 'SASL', protocol: 'SASL_PLAINTEXT', listen: ports.sasl, advertised: ports.sasl });
  }
  for (const { name } of config.tls ?? []) {
    const port = ports.tls?.[name] ?? 0;
    listeners.push({ name, protocol: 'SSL', listen: port, advertised: port });
  }
  const properties: Record<string, string> = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${ports.controller}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    listeners: [
      ...listeners.map((listener) => `${listener.name}://127.0.0.1:${listener.listen}`),
      `CONTROLLER://127.0.0.1:${ports.controller}`,
    ].join(','),
    'advertised.listeners': listeners
      .map((listener) => `${listener.name}://127.0.0.1:${listener.advertised}`)
      .join(','),
    'listener.security.protocol.map': [
      'CONTROLLER:PLAINTEXT',
      ...listeners.map((listener) => `${listener.name}:${listener.protocol}`),
    ].join(','),
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
    ...config.properties,
  };
  return `${Object.entries(properties)
    .map(([name, value]) => `${name}=${value.replaceAll('\\', '\\\\')}`)
    .join('\n')}\n`;
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
    ...Object.fromEntries(
      config.mechanisms.map((mechanism) => [
        `${prefix}.${mechanism.toLowerCase()}.sasl.jaas.config`,
        login[mechanism],
      ]),
    ),
  };
}

function tlsProperties({ name, keyFile, clientCaFile }: TlsListener): Record<string, string> {
  const prefix = `listener.name.${name.toLowerCase()}.ssl`;
  return {
    [`${prefix}.keystore.type`]: 'PEM',
    [`${prefix}.keystore.location`]: keyFile,
    ...(clientCaFile === undefined
      ? {}
      : {
          [`${prefix}.client.auth`]: 'required',
          [`${prefix}.truststore.type`]: 'PEM',
          [`${prefix}.truststore.location`]: clientCaFile,
        }),
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
