import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { logTail, type ManagedProcess } from '../process/managed-process';
import { waitUntil } from '../process/wait-until';
import type { BrokerConfig } from './broker-config';
import { prepareBrokers, propertiesOf, startFailed } from './broker-nodes';
import { javaRunner } from './java-runner';
import type { KafkaOptions } from './kafka-options';
import { withAdmin } from './topics';

export interface RunningKafka {
  /** `127.0.0.1:port` of the plaintext listener. */
  readonly bootstrap: string;
  readonly saslBootstrap?: string;
  /** `127.0.0.1:port` of each TLS listener, by name. */
  readonly tlsBootstrap: Readonly<Record<string, string>>;
  /** Where the proxy has to forward to; `furtherPorts` are those of further brokers. */
  readonly proxied?: { listenPort: number; furtherPorts: readonly number[] };
  /** `127.0.0.1:port` of the plaintext listener of each broker. */
  readonly addresses: readonly string[];
  /** The first broker. */
  readonly process: ManagedProcess;
  /** The current process of each broker. */
  readonly processes: readonly ManagedProcess[];
  readonly logFile: string;
  /**
   * Starts a broker again whose process has exited, with its data and ports. Does not wait until it responds.
   *
   * @param index 0 for the first broker
   */
  restart(index: number): Promise<void>;
  /** Stops the brokers and removes their data. */
  stop(): Promise<void>;
}

const ATTEMPTS = 3;
const PORT_TAKEN = /Address already in use/;
const START_TIMEOUT_MS = 120_000;

/**
 * Starts one or several brokers with free ports and empty data folders, which run until `stop`. Resolves when all of them
 * respond. A Kafka before 3.3 gets a ZooKeeper.
 *
 * @throws SpillwayError `KAFKA_START_FAILED` with the end of the broker's log
 */
export async function startKafka(options: KafkaOptions): Promise<RunningKafka> {
  for (let attempt = 1; ; attempt++) {
    const folder = await mkdtemp(path.join(options.parentDir ?? tmpdir(), 'spillway-kafka-'));
    const started: ManagedProcess[] = [];
    try {
      return await startOnce(options, folder, started);
    } catch (error) {
      await Promise.all(started.map((each) => each.stop(0)));
      const portTaken = PORT_TAKEN.test(started.map(({ logFile }) => logTail(logFile, 200)).join('\n'));
      await rm(folder, { recursive: true, force: true });
      if (!portTaken || attempt === ATTEMPTS) throw error;
    }
  }
}

/** `started` receives every process, so that the caller can end those of an attempt that failed. */
async function startOnce(
  options: KafkaOptions,
  folder: string,
  started: ManagedProcess[],
): Promise<RunningKafka> {
  const { kafkaHome, env = process.env, jvm, signal } = options;
  const java = javaRunner({ kafkaHome, folder, env, jvm });
  const configs = await prepareBrokers(options, java, folder, started);
  const startBroker = (index: number) => {
    const nodeId = index + 1;
    return java('Kafka broker', path.join(folder, `broker-${nodeId}.log`), [
      'kafka.Kafka',
      propertiesOf(folder, nodeId),
    ]);
  };
  const brokers = await Promise.all(configs.map((_, index) => startBroker(index)));
  started.push(...brokers);
  const [first] = brokers as [ManagedProcess, ...ManagedProcess[]];
  const [{ ports }] = configs as [BrokerConfig, ...BrokerConfig[]];
  const bootstrap = `127.0.0.1:${ports.plaintext}`;
  await untilTheyAnswer(brokers, bootstrap, signal);
  return {
    bootstrap,
    ...(ports.sasl === undefined ? {} : { saslBootstrap: `127.0.0.1:${ports.sasl}` }),
    tlsBootstrap: Object.fromEntries(
      Object.entries(ports.tls ?? {}).map(([name, port]) => [name, `127.0.0.1:${port}`]),
    ),
    ...(ports.proxied
      ? {
          proxied: {
            listenPort: ports.proxied.listen,
            furtherPorts: configs.slice(1).map((config) => config.ports.proxied?.listen ?? 0),
          },
        }
      : {}),
    addresses: configs.map((config) => `127.0.0.1:${config.ports.plaintext}`),
    process: first,
    processes: brokers,
    logFile: first.logFile,
    async restart(index) {
      const again = await startBroker(index);
      started.push(again);
      brokers[index] = again;
    },
    async stop() {
      // No clean shutdown is needed, because the data is removed anyway.
      for (const each of started) each.kill('SIGKILL');
      await Promise.all(started.map(({ exited }) => exited));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilTheyAnswer(
  brokers: readonly ManagedProcess[],
  bootstrap: string,
  signal?: AbortSignal,
): Promise<void> {
  await waitUntil(
    `the Kafka broker at ${bootstrap} to answer (log: ${brokers[0]?.logFile})`,
    async () => {
      // A broker that could not bind its port takes seconds to exit.
      const failed = brokers.find(
        ({ running, logFile }) => !running || PORT_TAKEN.test(logTail(logFile, 200)),
      );
      if (failed) throw startFailed('The broker exited during its start', failed.logFile);
      try {
        // A broker that is still fenced does not return its own address yet.
        const cluster = await withAdmin(bootstrap, (admin) => admin.describeCluster());
        return cluster.brokers.length === brokers.length;
      } catch {
        return false;
      }
    },
    { timeoutMs: START_TIMEOUT_MS, ...(signal ? { signal } : {}) },
  );
}
