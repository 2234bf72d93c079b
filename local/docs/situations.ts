import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { stringify } from 'yaml';
import { PASSWORD_VARIABLE } from '../../lib/collector';
import type { TickReport } from '../../lib/controller/tick-report';
import { untilAllSent } from '../collector/collector-metrics';
import { sendBacklog } from '../traffic/send-backlog';
import { CleanUp } from '../world/clean-up';
import { startController } from '../world/controller';
import { operatorOf } from '../world/operator';
import { awsEnvironment, deployProcessingTier } from '../world/processing-tier';
import type { Toolbox } from '../world/toolbox';
import { type SpecParts, startWorld, type World } from '../world/world';

const PASSWORD = 'correct-horse';
/** Enough for a drain that lasts while `status` looks. */
const BACKLOG_TRACES = 18_000;
/** Many, so that a fetch of 1 MiB holds few records, and commits move steadily. */
const SPANS_PER_TRACE = 20;
/** Between the last tick and the look of a page: the rates are those of this time. */
const BETWEEN_LOOKS_MS = 20_000;
const ARRIVAL_TIMEOUT_MS = 180_000;
const OUTPUT_LIMIT_BYTES = 10_000_000;

/** Where the commands of a transcript run: a folder with a pipeline, and what is around it. */
export interface Situation {
  /** Runs one line of a shell and gives what it printed, on standard output and error. */
  run(command: string): Promise<string>;
  stop(): Promise<void>;
}

export interface SituationOptions {
  /** The root of the repository, with a build in `dist`. */
  root: string;
  /** Only asked for by situations that need Kafka and Collectors. */
  toolbox: () => Promise<Toolbox>;
}

type Opener = (options: SituationOptions, cleanUp: CleanUp) => Promise<Situation['run']>;

/** By the name that a page gives. */
const SITUATIONS: Readonly<Record<string, Opener>> = {
  /** The samples of docs/, and nothing else. */
  samples: async (options, cleanUp) => shellIn(await folderOfSamples(options, cleanUp), options),
  /** The repository itself; `npm start` runs without its build. */
  repository: async (options) => shellIn(options.root, options),
  draining: async (options, cleanUp) => (await openWorld(options, cleanUp, 'draining')).run,
  live: async (options, cleanUp) => (await openWorld(options, cleanUp, 'live')).run,
  'before-tasks': async (options, cleanUp) => (await openWorld(options, cleanUp, 'before-tasks')).run,
};

/**
 * Opens the situation; `stop` leaves nothing behind.
 *
 * @throws Error when there is none of that name
 */
export async function openSituation(name: string, options: SituationOptions): Promise<Situation> {
  const open = SITUATIONS[name];
  if (!open)
    throw new Error(`A page shows a run in "${name}"; there is ${Object.keys(SITUATIONS).join(', ')}.`);
  const cleanUp = new CleanUp();
  const stop = () => cleanUp.run((line) => void process.stderr.write(`${line}\n`));
  try {
    return { run: await open(options, cleanUp), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function folderOfSamples({ root }: SituationOptions, cleanUp: CleanUp): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'spillway-docs-'));
  cleanUp.add('the folder of the samples', () => rm(folder, { recursive: true, force: true }));
  await cp(path.join(root, 'docs/samples'), folder, { recursive: true });
  return folder;
}

/** A shell in which `spillway` is the command line that was built, and `npm start` the demonstration that was built. */
function shellIn(
  folder: string,
  { root }: SituationOptions,
  env: Record<string, string> = {},
): Situation['run'] {
  const spillway = `spillway() { node '${root}/dist/bundle/spillway.js' "$@"; }`;
  const npx = 'npx() { "$@"; }';
  const npm = `npm() { shift; [ "$1" = -- ] && shift; node '${root}/dist/local/main.js' "$@"; }`;
  return (command) =>
    new Promise((resolve) => {
      execFile(
        'bash',
        ['-c', `${spillway}\n${npx}\n${npm}\n{ ${command}\n} 2>&1`],
        {
          cwd: folder,
          env: {
            PATH: process.env.PATH,
            HOME: process.env.HOME,
            AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
            ...env,
          },
          maxBuffer: OUTPUT_LIMIT_BYTES,
        },
        (_error, stdout) => resolve(withoutPorts(stdout)),
      );
    });
}

/** Ports are chosen free: on a page they are Kafka's own. */
function withoutPorts(text: string): string {
  return text.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:9092');
}

type Moment = 'before-tasks' | 'draining' | 'live';

/** The pipeline `checkout` on a real Kafka with a login, and real Collectors, at a moment of its first drain. */
async function openWorld(
  options: SituationOptions,
  cleanUp: CleanUp,
  moment: Moment,
): Promise<{ world: World; run: Situation['run'] }> {
  const world = await startWorld(
    {
      toolbox: await options.toolbox(),
      spec: checkoutSpec,
      auth: { mechanism: 'SCRAM-SHA-512', username: 'otel', password: PASSWORD },
      progress: () => {},
    },
    cleanUp,
  );
  await writeFile(path.join(world.folder, 'pipeline.yaml'), world.specText);
  const run = shellIn(world.folder, options, { ...awsEnvironment(world.aws.endpoint), ...world.secrets });
  if (moment === 'before-tasks') return { world, run };

  await backlog(world, moment === 'draining' ? BACKLOG_TRACES : 1_000);
  await deployProcessingTier(world);
  const controller = await startController(world, { built: path.join(options.root, 'dist') });
  world.aws.deployFunction('spillway-checkout', {
    concurrency: 1,
    invoke: (event) => controller.invoke(event),
  });
  const wanted = moment === 'draining' ? isHalfWay : isLive;
  await operatorOf(controller).until(moment, wanted, ARRIVAL_TIMEOUT_MS, 3_000);
  await pause(BETWEEN_LOOKS_MS);
  return { world, run };
}

/** All tasks read, and two looks have shown how fast. */
function isHalfWay({ phase, tasks, eta, readers, lag }: TickReport): boolean {
  const reads = readers.state === 'Stable' && tasks.running === tasks.useful;
  return phase === 'draining' && reads && eta.kind === 'in' && Number(lag.total) < BACKLOG_TRACES * 0.8;
}

function isLive({ phase }: TickReport): boolean {
  return phase === 'live';
}

async function backlog({ ingestion, ledger }: World, traces: number): Promise<void> {
  await sendBacklog({
    endpoint: ingestion.endpoints.otlpHttp,
    ledger,
    traces,
    spansPerTrace: SPANS_PER_TRACE,
    metricPoints: 1_000,
    logRecords: 1_000,
  });
  await untilAllSent(ingestion.endpoints.metrics, ledger.counts(), { timeoutMs: ARRIVAL_TIMEOUT_MS });
}

function checkoutSpec({ brokers, topics, backend }: SpecParts): string {
  return stringify({
    name: 'checkout',
    kafka: {
      brokers,
      auth: { mechanism: 'SCRAM-SHA-512', username: 'otel', password: { env: PASSWORD_VARIABLE } },
    },
    group: 'otel-processing',
    signals: {
      traces: { topic: topics.traces.topic },
      metrics: { topic: topics.metrics.topic },
      logs: { topic: topics.logs.topic },
    },
    tiers: {
      processing: {
        cluster: 'telemetry',
        service: 'processing',
        stopTimeout: '30s',
        // With block_on_overflow a task reads numTraces / decisionWait traces a second: 100 here.
        tailSampling: { decisionWait: '1s', numTraces: 100 },
        backend: { endpoint: backend, encoding: 'json', compression: 'none' },
      },
    },
    policy: { drainedWithin: '5s', stableFor: '3s', metadataRefresh: '5s', configSettles: '0s' },
  });
}
