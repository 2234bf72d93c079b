import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Around, type LocalAws, startLocalAws } from '../../local/aws';
import { type RunningKafka, startKafka } from '../../local/kafka/broker-process';
import type { ManagedProcess } from '../../local/process/managed-process';
import type { CleanUp } from '../../local/world/clean-up';
import { launchCollectorTask } from '../../local/world/launch-task';
import type { Toolbox } from '../../local/world/toolbox';
import { type BrokerProxy, startBrokerProxy } from './broker-proxy';

export const BROKERS = 3;

/** Three brokers with a proxy before each of them, SSM and ECS. Pipelines come and go in it. */
export interface ChaosWorld {
  readonly kafka: RunningKafka;
  /** In the order of the brokers. */
  readonly proxies: readonly BrokerProxy[];
  /** The brokers as the pipeline sees them: through the proxies. */
  readonly brokers: string[];
  /** The brokers past the proxies, with commas in between: for those who write and judge. */
  readonly bootstrap: string;
  readonly aws: LocalAws;
  /** Wraps every AWS call, outside of its faults. The round in progress sets it. */
  around: Around;
  /** The processes of all tasks so far, by task id. */
  readonly taskProcesses: ReadonlyMap<string, ManagedProcess>;
  readonly otelcol: string;
  readonly folder: string;
  readonly cleanUp: CleanUp;
}

/** A dead broker is known as such within seconds, so that a short fault has time to bite. */
const PROPERTIES = {
  'offsets.topic.replication.factor': '3',
  'default.replication.factor': '3',
  'min.insync.replicas': '2',
  'broker.session.timeout.ms': '3000',
  'broker.heartbeat.interval.ms': '500',
  'replica.lag.time.max.ms': '5000',
  'replica.fetch.wait.max.ms': '200',
  // Moved leaders stay where they were moved to.
  'auto.leader.rebalance.enable': 'false',
};
/** Three of them share the machine. */
const JVM = ['-Xmx320m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

/** Starts the world. `cleanUp.run` of the given object always removes every process, port and file. */
export async function startChaosWorld(
  toolbox: Toolbox,
  cleanUp: CleanUp,
  options: { keep?: boolean; signal?: AbortSignal } = {},
): Promise<ChaosWorld> {
  if (toolbox.kafka.kind !== 'home')
    throw new Error('chaos starts its brokers itself, so it cannot use KAFKA_BROKERS');
  const folder = await mkdtemp(path.join(tmpdir(), 'spillway-chaos-'));
  if (!options.keep) cleanUp.add('the folder of the run', () => rm(folder, { recursive: true, force: true }));
  const proxies = await Promise.all(Array.from({ length: BROKERS }, startBrokerProxy));
  for (const proxy of proxies) cleanUp.add('a proxy', () => proxy.close());
  const [advertisedPort = 0, ...furtherPorts] = proxies.map(({ port }) => port);
  const kafka = await startKafka({
    kafkaHome: toolbox.kafka.kafkaHome,
    brokers: BROKERS,
    proxy: { advertisedPort, furtherPorts },
    properties: PROPERTIES,
    jvm: JVM,
    ...(options.signal ? { signal: options.signal } : {}),
  });
  cleanUp.add('Kafka', () => kafka.stop());
  const listening = [kafka.proxied?.listenPort ?? 0, ...(kafka.proxied?.furtherPorts ?? [])];
  for (const [index, proxy] of proxies.entries()) proxy.forwardTo(listening[index] ?? 0);
  const taskProcesses = new Map<string, ManagedProcess>();
  const launch = launchCollectorTask({ otelcol: toolbox.otelcol, folder, secrets: {} });
  const aws = await startLocalAws({
    async launch(task) {
      const process = await launch(task);
      taskProcesses.set(task.taskId, process);
      return process;
    },
    around: (call, carryOut) => world.around(call, carryOut),
  });
  cleanUp.add('the tasks and the AWS endpoint', () => aws.stop());
  const world: ChaosWorld = {
    ...{ kafka, proxies, aws, taskProcesses, folder, cleanUp },
    brokers: proxies.map(({ port }) => `127.0.0.1:${port}`),
    bootstrap: kafka.addresses.join(','),
    around: (_, carryOut) => carryOut(),
    otelcol: toolbox.otelcol,
  };
  return world;
}
