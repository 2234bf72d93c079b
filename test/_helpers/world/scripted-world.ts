import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { renderProcessing } from '../../../lib/collector';
import { parsePipelineSpec } from '../../../lib/pipeline';
import { type Around, type LocalAws, startLocalAws, type TaskLaunch } from '../../../local/aws';
import { startLambdaRuntime } from '../../../local/lambda/lambda-runtime';
import { TASK_PORTS } from '../../../local/world/launch-task';
import { awsEnvironment, deployProcessingTier } from '../../../local/world/processing-tier';
import { CANARY } from '../canary/canary';
import { type CliProcess, startCli } from '../cli/process';
import { HEALTHY_TOPIC, type HealthyOptions, startHealthyBroker } from '../kafka/healthy-broker';
import type { ScriptedBroker } from '../kafka/scripted-broker';
import { waitingProcess } from '../process/waiting-process';
import { BUILT } from './scenario';

/** What an invocation of the bundle ended with. */
export interface Invoked {
  /** The report; absent after an error. */
  report?: Record<string, unknown>;
  /** The code of the error; absent without one. */
  code?: string;
  /** The function's standard output and error. */
  log: string;
  /** The most memory that the process has used, in MB. */
  megabytes: number;
}

export interface CliEnded {
  code: number | null;
  stdout: string;
  stderr: string;
  tookMs: number;
}

/** The built command line and bundle, against a scripted broker and the embedded AWS. */
export interface ScriptedWorld {
  broker: ScriptedBroker;
  aws: LocalAws;
  folder: string;
  specText: string;
  specFile: string;
  /** The rendered configuration of the processing tier. */
  configFile: string;
  env: Record<string, string>;
  /** Starts a command with `-p` and the spec. */
  start(...args: string[]): CliProcess;
  /** Runs a command with `-p` and the spec until it ends. */
  cli(...args: string[]): Promise<CliEnded>;
  /** Invokes the bundle in a process of its own, with the memory of a function of 512 MB. */
  invoke(event?: object): Promise<Invoked>;
  close(): Promise<void>;
}

export interface ScriptedWorldOptions {
  kafka?: HealthyOptions;
  /** Lines of the spec's `kafka` section, after `brokers`. */
  connection?: string;
  /** More brokers, before the scripted one. */
  brokers?: readonly string[];
  /** Whether the spec names `brokers` alone. */
  onlyThose?: boolean;
  /** Environment variables of the command line and the function. */
  env?: Record<string, string>;
  /** Wraps every AWS call. */
  aroundAws?: Around;
  /** What the metrics port of each task says. */
  metrics?: string;
}

/** The flags with which Lambda starts Node in a function of 512 MB. */
const OF_512_MB = '--max-old-space-size=460 --max-semi-space-size=16';
const TIMEOUT_MS = 60_000;

export async function startScriptedWorld(options: ScriptedWorldOptions = {}): Promise<ScriptedWorld> {
  const folder = mkdtempSync(path.join(tmpdir(), 'spillway-scripted-'));
  const broker = await startHealthyBroker(options.kafka);
  const ports: Server[] = [];
  const aws = await startLocalAws({
    around: options.aroundAws,
    launch: async (task) => {
      if (options.metrics !== undefined) ports.push(await metricsPort(task, options.metrics));
      return waitingProcess();
    },
  });
  const topic = options.kafka?.topic ?? HEALTHY_TOPIC;
  const own = options.onlyThose ? [] : [`127.0.0.1:${broker.port}`];
  const brokers = [...(options.brokers ?? []), ...own];
  const specText = `name: scripted
kafka:
  # spillway: ignore KAFKA_SASL_WITHOUT_TLS
  brokers: ${JSON.stringify(brokers)}
  connectTimeout: 2s
  requestTimeout: 5s
${options.connection ?? ''}group: g
signals: { traces: { topic: ${JSON.stringify(topic)} } }
tiers:
  processing: { cluster: c, service: s, backend: { endpoint: "https://backend" } }
`;
  const specFile = path.join(folder, 'spillway.yaml');
  writeFileSync(specFile, specText);
  const configFile = path.join(folder, 'processing.yaml');
  const spec = parsePipelineSpec(specText, specFile);
  writeFileSync(configFile, renderProcessing(spec, 'earliest'));
  await deployProcessingTier({ aws, spec });
  const env = options.env ?? {};
  const start = (...args: string[]) => startCli([...args, '-p', specFile], aws.endpoint, env);
  let invocations = 0;
  return {
    ...{ broker, aws, folder, specText, specFile, configFile, env, start },
    async cli(...args) {
      const beganMs = performance.now();
      const cli = start(...args);
      const code = await cli.ended;
      return {
        code,
        stdout: cli.stdout(),
        stderr: cli.stderr(),
        tookMs: performance.now() - beganMs,
      };
    },
    async invoke(event = {}) {
      const logFile = path.join(folder, `function-${++invocations}.log`);
      const runtime = await startLambdaRuntime({
        ...{ built: BUILT, logFile, timeoutMs: TIMEOUT_MS },
        env: {
          ...{ ...awsEnvironment(aws.endpoint), AWS_SECRET_ACCESS_KEY: CANARY, ...env },
          NODE_OPTIONS: OF_512_MB,
          ...{ SPILLWAY_PIPELINE: specText, SPILLWAY_FOLLOW_UP_MS: '0' },
          AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        },
      });
      try {
        const ended = await runtime.invoke<Record<string, unknown>>(event).then(
          (report) => ({ report }),
          (error: { code?: string }) => ({ code: error.code ?? String(error) }),
        );
        return { ...ended, log: readFileSync(logFile, 'utf8'), megabytes: mostMegabytes(runtime.pid) };
      } finally {
        await runtime.stop();
      }
    },
    async close() {
      for (const port of ports) port.closeAllConnections();
      for (const port of ports) port.close();
      await broker.close();
      await aws.stop();
    },
  };
}

function mostMegabytes(pid: number): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1024);
}

async function metricsPort({ hostPorts }: TaskLaunch, text: string): Promise<Server> {
  const server = createServer((_request, response) => response.end(text));
  const port = hostPorts.find(({ containerPort }) => containerPort === TASK_PORTS.metrics)?.hostPort;
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}
