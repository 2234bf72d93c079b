import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PASSWORD_VARIABLE, renderIngestion } from '../../lib/collector';
import { type PipelineSpec, parsePipelineSpec } from '../../lib/pipeline';
import { type Around, type LocalAws, startLocalAws } from '../aws';
import { type RunningCollector, startCollector } from '../collector/start-collector';
import type { SaslMechanism } from '../kafka/broker-config';
import { startKafka } from '../kafka/broker-process';
import { selfSignedKey } from '../kafka/self-signed-key';
import { createTopics, deleteTopics } from '../kafka/topics';
import type { ManagedProcess } from '../process/managed-process';
import { type Sink, startSink } from '../sink/start-sink';
import { TrafficLedger } from '../traffic/ledger';
import type { CleanUp } from './clean-up';
import { launchCollectorTask } from './launch-task';
import type { Toolbox } from './toolbox';
import { type WorldTopics, worldTopics } from './topics';

export interface WorldOptions {
  toolbox: Toolbox;
  /** Returns the spec as YAML for these brokers, topics and backend. */
  spec(parts: SpecParts): string;
  /**
   * The Kafka login, with `tls` over TLS. Without it, a plaintext listener is used. Works only with a broker that this
   * process starts.
   */
  auth?: { mechanism: SaslMechanism; username: string; password: string; tls?: true };
  progress: (line: string) => void;
  signal?: AbortSignal | undefined;
  /** Whether to keep the folder with logs and configs. */
  keep?: boolean;
  /** Awaited before a task's process starts, because placing a task takes half a minute on Fargate but no time here. */
  beforeLaunch?: () => Promise<void>;
  /** Wraps every AWS call. */
  aroundAws?: Around;
  /**
   * Adds a Kafka listener that advertises this port, for use by a proxy. Works only with a broker that this process
   * starts.
   */
  kafkaProxy?: { advertisedPort: number };
  /** Changes the rendered configuration of the ingestion tier before it starts. */
  editIngestion?: (config: string) => string;
}

export interface SpecParts {
  brokers: string[];
  /** The spec's `kafka` section: brokers, login and TLS. */
  kafka: Record<string, unknown>;
  topics: WorldTopics;
  /** A suffix of names that separates runs on an existing broker. Empty with a broker that this process starts. */
  suffix: string;
  /** The endpoint of the sink. */
  backend: string;
}

/**
 * Everything around the controller, up and running: Kafka with its topics, the ingestion tier, SSM and ECS, and the
 * backend.
 */
export interface World {
  readonly spec: PipelineSpec;
  readonly specText: string;
  readonly topics: WorldTopics;
  /** A listener without a login, for tests that read from Kafka. */
  readonly bootstrap: string;
  /** Where the proxy has to forward to; absent without `kafkaProxy`. */
  readonly proxiedPort?: number;
  readonly aws: LocalAws;
  readonly sink: Sink;
  readonly ingestion: RunningCollector;
  /** The environment with which each task started, by task id. */
  readonly taskEnvironments: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** The processes of all tasks so far, by task id. */
  readonly taskProcesses: ReadonlyMap<string, ManagedProcess>;
  /** The broker; absent with an existing Kafka. */
  readonly broker?: ManagedProcess;
  /** What the ingestion tier acknowledged. */
  readonly ledger: TrafficLedger;
  /** The folder with the logs and configs of this run. */
  readonly folder: string;
  /** Environment variables for the processes that log in to Kafka. */
  readonly secrets: Record<string, string>;
  /** Clean-up steps to run together with those of the world. */
  readonly cleanUp: CleanUp;
}

/**
 * Starts a world. `cleanUp.run` of the given object always removes every process, port and file.
 *
 * @throws SpillwayError of the program that could not start
 */
export async function startWorld(options: WorldOptions, cleanUp: CleanUp): Promise<World> {
  const folder = await mkdtemp(path.join(tmpdir(), 'spillway-'));
  if (!options.keep) cleanUp.add('the folder of the run', () => rm(folder, { recursive: true, force: true }));
  const opened = await openKafka(options, folder, cleanUp);
  const { bootstrap, brokers, suffix, proxiedPort, broker } = opened;
  options.signal?.throwIfAborted();

  const topics = worldTopics(suffix);
  await createTopics(bootstrap, Object.values(topics));
  if (suffix)
    cleanUp.add('the topics', () =>
      deleteTopics(
        bootstrap,
        Object.values(topics).map(({ topic }) => topic),
      ),
    );

  const sink = await startSink();
  cleanUp.add('the sink', () => sink.stop());
  const specText = options.spec({
    brokers,
    kafka: kafkaSection(opened, options.auth),
    topics,
    suffix,
    backend: sink.endpoint,
  });
  await writeFile(path.join(folder, 'pipeline.yaml'), specText);
  const spec = parsePipelineSpec(specText, 'pipeline.yaml');

  const secrets: Record<string, string> = options.auth ? { [PASSWORD_VARIABLE]: options.auth.password } : {};
  const taskEnvironments = new Map<string, Readonly<Record<string, string>>>();
  const taskProcesses = new Map<string, ManagedProcess>();
  const launch = launchCollectorTask({ otelcol: options.toolbox.otelcol, folder, secrets });
  const aws = await startLocalAws({
    launch: async (task) => {
      await options.beforeLaunch?.();
      taskEnvironments.set(task.taskId, task.environment);
      const process = await launch(task);
      taskProcesses.set(task.taskId, process);
      return process;
    },
    around: options.aroundAws,
  });
  cleanUp.add('the tasks and the AWS endpoint', () => aws.stop());

  const ingestion = await startCollector({
    bin: options.toolbox.otelcol,
    name: 'ingestion Collector',
    configText: (options.editIngestion ?? ((config) => config))(renderIngestion(spec)),
    env: secrets,
    logFile: path.join(folder, 'ingestion.log'),
    signal: options.signal,
  });
  cleanUp.add('the ingestion Collector', () => ingestion.stop(10_000));
  return {
    spec,
    specText,
    topics,
    bootstrap,
    ...(proxiedPort === undefined ? {} : { proxiedPort }),
    aws,
    sink,
    ingestion,
    taskEnvironments,
    taskProcesses,
    ...(broker ? { broker } : {}),
    ledger: new TrafficLedger(),
    folder,
    secrets,
    cleanUp,
  };
}

interface OpenKafka {
  bootstrap: string;
  brokers: string[];
  suffix: string;
  proxiedPort?: number | undefined;
  broker?: ManagedProcess;
  /** PEM of the brokers' CA, if logins go over TLS. */
  caFile?: string;
}

function kafkaSection({ brokers, caFile }: OpenKafka, auth: WorldOptions['auth']): Record<string, unknown> {
  if (!auth) return { brokers };
  const { mechanism, username } = auth;
  return {
    brokers,
    auth: { mechanism, username, password: { env: PASSWORD_VARIABLE } },
    ...(caFile === undefined ? {} : { tls: { caFile } }),
  };
}

async function openKafka(
  { toolbox, auth, kafkaProxy, progress, signal }: WorldOptions,
  folder: string,
  cleanUp: CleanUp,
): Promise<OpenKafka> {
  if (toolbox.kafka.kind === 'running') {
    const [bootstrap = ''] = toolbox.kafka.brokers;
    return { bootstrap, brokers: toolbox.kafka.brokers, suffix: `_${randomBytes(4).toString('hex')}` };
  }
  progress('Starting Kafka.');
  const key = auth?.tls ? await selfSignedKey(folder) : undefined;
  const kafka = await startKafka({
    kafkaHome: toolbox.kafka.kafkaHome,
    ...(auth
      ? {
          sasl: {
            users: [{ username: auth.username, password: auth.password }],
            mechanisms: [auth.mechanism],
            ...(key ? { keyStore: key.keyStore } : {}),
          },
        }
      : {}),
    ...(kafkaProxy ? { proxy: kafkaProxy } : {}),
    ...(signal ? { signal } : {}),
  });
  cleanUp.add('Kafka', () => kafka.stop());
  return {
    bootstrap: kafka.bootstrap,
    brokers: [kafka.saslBootstrap ?? kafka.bootstrap],
    suffix: '',
    proxiedPort: kafka.proxied?.listenPort,
    broker: kafka.process,
    ...(key ? { caFile: key.caFile } : {}),
  };
}
