import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SpillwayError } from '../../lib/errors';
import { freePorts } from '../process/free-ports';
import { logTail, type ManagedProcess, startProcess } from '../process/managed-process';
import { waitUntil } from '../process/wait-until';
import {
  type BrokerConfig,
  type BrokerPorts,
  type BrokerUser,
  brokerProperties,
  SASL_MECHANISMS,
  type SaslMechanism,
  scramArguments,
  type TlsListener,
} from './broker-config';
import { type Environment, javaCommand } from './java-tools';
import { withAdmin } from './topics';

export interface KafkaOptions {
  /** From `ensureKafkaHome`. */
  kafkaHome: string;
  /** Adds a SASL_PLAINTEXT listener, with all mechanisms unless `mechanisms` is set. */
  sasl?: { users: BrokerUser[]; mechanisms?: readonly SaslMechanism[] };
  /** Adds a plaintext listener that advertises this port, for use by a proxy. */
  proxy?: { advertisedPort: number };
  /** Adds listeners with TLS. */
  tls?: readonly TlsListener[];
  /** Additional broker properties, which take precedence. */
  properties?: Record<string, string>;
  /** The folder in which the data folder is created. @default the system's folder for temporary files */
  parentDir?: string;
  signal?: AbortSignal;
  env?: Environment;
}

export interface RunningKafka {
  /** `127.0.0.1:port` of the plaintext listener. */
  readonly bootstrap: string;
  readonly saslBootstrap?: string;
  /** `127.0.0.1:port` of each TLS listener, by name. */
  readonly tlsBootstrap: Readonly<Record<string, string>>;
  /** Where the proxy has to forward to. */
  readonly proxied?: { listenPort: number };
  readonly process: ManagedProcess;
  readonly logFile: string;
  /** Stops the broker and removes its data. */
  stop(): Promise<void>;
}

const ATTEMPTS = 3;
const PORT_TAKEN = /Address already in use/;
const START_TIMEOUT_MS = 120_000;

/**
 * Starts a broker with free ports and an empty data folder, which runs until `stop`. Resolves when the broker responds.
 *
 * @throws SpillwayError `KAFKA_START_FAILED` with the end of the broker's log
 */
export async function startKafka(options: KafkaOptions): Promise<RunningKafka> {
  for (let attempt = 1; ; attempt++) {
    const dataDir = await mkdtemp(path.join(options.parentDir ?? tmpdir(), 'spillway-kafka-'));
    try {
      return await startOnce(options, dataDir);
    } catch (error) {
      const portTaken = PORT_TAKEN.test(logTail(path.join(dataDir, 'broker.log'), 200));
      await rm(dataDir, { recursive: true, force: true });
      if (!portTaken || attempt === ATTEMPTS) throw error;
    }
  }
}

async function startOnce(options: KafkaOptions, folder: string): Promise<RunningKafka> {
  const ports = await choosePorts(options);
  const config: BrokerConfig = {
    dataDir: path.join(folder, 'data'),
    ports,
    users: options.sasl?.users ?? [],
    mechanisms: options.sasl?.mechanisms ?? SASL_MECHANISMS,
    tls: options.tls ?? [],
    properties: options.properties ?? {},
  };
  const java = javaRunner(options, folder);
  // The file contains passwords of local users.
  await writeFile(path.join(folder, 'server.properties'), brokerProperties(config), { mode: 0o600 });
  await format(java, folder, options.sasl ? scramArguments(config) : []);
  const logFile = path.join(folder, 'broker.log');
  const broker = await java('Kafka broker', logFile, ['kafka.Kafka', path.join(folder, 'server.properties')]);
  const bootstrap = `127.0.0.1:${ports.plaintext}`;
  try {
    await untilItAnswers(broker, bootstrap, options.signal);
  } catch (error) {
    await broker.stop(0);
    throw error;
  }
  return {
    bootstrap,
    ...(ports.sasl === undefined ? {} : { saslBootstrap: `127.0.0.1:${ports.sasl}` }),
    tlsBootstrap: Object.fromEntries(
      Object.entries(ports.tls ?? {}).map(([name, port]) => [name, `127.0.0.1:${port}`]),
    ),
    ...(ports.proxied ? { proxied: { listenPort: ports.proxied.listen } } : {}),
    process: broker,
    logFile,
    async stop() {
      // No clean shutdown is needed, because its data is removed anyway.
      broker.kill('SIGKILL');
      await broker.exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function choosePorts(options: KafkaOptions): Promise<BrokerPorts> {
  const listeners = options.tls ?? [];
  const ports = await freePorts(4 + listeners.length);
  const [plaintext = 0, controller = 0, sasl = 0, listen = 0, ...tls] = ports;
  return {
    plaintext,
    controller,
    ...(options.sasl ? { sasl } : {}),
    ...(options.proxy ? { proxied: { listen, advertised: options.proxy.advertisedPort } } : {}),
    tls: Object.fromEntries(listeners.map(({ name }, index) => [name, tls[index] ?? 0])),
  };
}

type JavaRunner = (name: string, logFile: string, args: string[]) => Promise<ManagedProcess>;

function javaRunner(options: KafkaOptions, folder: string): JavaRunner {
  const env = options.env ?? process.env;
  return (name, logFile, args) =>
    startProcess({
      name,
      command: javaCommand(env),
      args: [
        '-Xmx512m',
        // Halves the start-up time, because the first compiler is enough for a broker this small.
        '-XX:TieredStopAtLevel=1',
        '-Djava.awt.headless=true',
        // For the fetched Kafka. A distribution's log4j2 prints errors if it finds no configuration.
        '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
        '-cp',
        path.join(options.kafkaHome, 'libs', '*'),
        ...args,
      ],
      env: { PATH: env.PATH ?? '' },
      cwd: folder,
      logFile,
    });
}

async function format(java: JavaRunner, folder: string, scram: string[]): Promise<void> {
  const logFile = path.join(folder, 'format.log');
  const config = path.join(folder, 'server.properties');
  const tool = await java('Kafka storage tool', logFile, [
    'kafka.tools.StorageTool',
    'format',
    ...['--cluster-id', clusterId(), '--config', config],
    ...scram,
  ]);
  const { code } = await tool.exited;
  if (code !== 0) throw startFailed('The storage tool could not format the data folder', logFile);
}

/** A Kafka uuid: 16 bytes in base64url. It never begins with a dash, which the tool would read as an option. */
function clusterId(): string {
  return `A${randomBytes(16).toString('base64url').slice(1)}`;
}

async function untilItAnswers(
  broker: ManagedProcess,
  bootstrap: string,
  signal?: AbortSignal,
): Promise<void> {
  await waitUntil(
    `the Kafka broker at ${bootstrap} to answer (log: ${broker.logFile})`,
    async () => {
      // A broker that could not bind its port takes seconds to exit.
      if (!broker.running || PORT_TAKEN.test(logTail(broker.logFile, 200)))
        throw startFailed('The broker exited during its start', broker.logFile);
      try {
        // A broker that is still fenced does not return its own address yet.
        const { brokers } = await withAdmin(bootstrap, (admin) => admin.describeCluster());
        return brokers.length > 0;
      } catch {
        return false;
      }
    },
    { timeoutMs: START_TIMEOUT_MS, ...(signal ? { signal } : {}) },
  );
}

function startFailed(what: string, logFile: string): SpillwayError {
  return new SpillwayError(
    'KAFKA_START_FAILED',
    `${what}; its log ends with:\n${withoutStackFrames(logTail(logFile, 100)).slice(-12).join('\n')}`,
    'Correct what the lines above report, or set KAFKA_BROKERS to use an existing broker.',
  );
}

/** The log without the stack frames of Java exceptions. */
function withoutStackFrames(log: string): string[] {
  return log.split('\n').filter((line) => !/^\s+(at |\.\.\. \d+ more)/.test(line));
}
