import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { stringify } from 'yaml';
import { PASSWORD_VARIABLE } from '../../lib/collector';
import type { TickReport } from '../../lib/controller/tick-report';
import { untilAllSent } from '../collector/collector-metrics';
import { NEWEST_WHOLE } from '../collector/manifest';
import { sendBacklog } from '../traffic/send-backlog';
import { CleanUp } from '../world/clean-up';
import { startController } from '../world/controller';
import { operatorOf } from '../world/operator';
import { awsEnvironment, deployProcessingTier } from '../world/processing-tier';
import type { Toolbox } from '../world/toolbox';
import { signalsFor } from '../world/topics';
import { type SpecParts, startWorld, type World } from '../world/world';

const PASSWORD = 'correct-horse';
/** Large enough that the drain is still in progress while `status` runs. */
const BACKLOG_TRACES = 18_000;
/** Large enough that some ticks measure the drain, from which the cost of a command is known. */
const SMALL_BACKLOG_TRACES = 4_000;
const TICK_EVERY_MS = 3_000;
const TASK_SETTLES_MS = 15_000;
/** Large enough that a fetch of 1 MiB holds few records, so that commits move steadily. */
const SPANS_PER_TRACE = 20;
/** The time between the last tick and a command, over which the rates are measured. */
const BETWEEN_LOOKS_MS = 20_000;
const ARRIVAL_TIMEOUT_MS = 180_000;
const OUTPUT_LIMIT_BYTES = 10_000_000;

/** The place where the commands of a transcript run: a folder with a pipeline, and the processes around it. */
export interface Situation {
  /** Runs one shell line and returns its standard output and error. */
  run(command: string): Promise<string>;
  /** Undoes the changes that an earlier transcript made to files. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

export interface SituationOptions {
  /** The root of the repository, with a build in `dist`. */
  root: string;
  /** Called only by situations that need Kafka and Collectors. */
  toolbox: () => Promise<Toolbox>;
}

type Opened = Pick<Situation, 'run'> & Partial<Pick<Situation, 'reset'>>;
type Opener = (options: SituationOptions, cleanUp: CleanUp) => Promise<Opened>;

/** The situations, by the names that pages use. */
const SITUATIONS: Readonly<Record<string, Opener>> = {
  /** Only the samples from docs/. */
  samples: openSamples,
  /** The repository itself, where `npm start` runs without its build. */
  repository: async (options) => ({ run: shellIn(options.root, options) }),
  /** Kafka with its topics, but without tasks. */
  'before-tasks': (options, cleanUp) => openWorld(options, cleanUp),
  /** In the middle of the first drain. */
  draining: openDraining,
  /** After the flip. */
  live: openLive,
  /** The live configuration names a broker that does not exist. */
  'wrong-broker': openWrongBroker,
};

/**
 * Opens a situation. `stop` cleans up everything.
 *
 * @throws Error if there is no situation with that name
 */
export async function openSituation(name: string, options: SituationOptions): Promise<Situation> {
  const open = SITUATIONS[name];
  if (!open)
    throw new Error(`A page shows a run in "${name}"; there is ${Object.keys(SITUATIONS).join(', ')}.`);
  const cleanUp = new CleanUp();
  const stop = () => cleanUp.run((line) => void process.stderr.write(`${line}\n`));
  try {
    const { run, reset = async () => {} } = await open(options, cleanUp);
    return { run, reset, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openSamples(options: SituationOptions, cleanUp: CleanUp): Promise<Opened> {
  const folder = await mkdtemp(path.join(tmpdir(), 'spillway-docs-'));
  cleanUp.add('the folder of the samples', () => rm(folder, { recursive: true, force: true }));
  const reset = () => cp(path.join(options.root, 'docs/samples'), folder, { recursive: true });
  await reset();
  return { run: shellIn(folder, options), reset };
}

/** Opens a shell in which `spillway` is the built command line and `npm start` is the built demonstration. */
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

/** Ports are chosen at random, so a page shows Kafka's default ports instead. */
function withoutPorts(text: string): string {
  return text.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:9092');
}

interface Checkout {
  world: World;
  run: Situation['run'];
}

/** The pipeline `checkout` on a real Kafka with a login. No task runs yet. */
async function openWorld(options: SituationOptions, cleanUp: CleanUp): Promise<Checkout> {
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
  return {
    world,
    run: shellIn(world.folder, options, { ...awsEnvironment(world.aws.endpoint), ...world.secrets }),
  };
}

async function openDraining(options: SituationOptions, cleanUp: CleanUp): Promise<Opened> {
  const checkout = await openWorld(options, cleanUp);
  await drainUntil(checkout, options, BACKLOG_TRACES, isHalfWay);
  await pause(BETWEEN_LOOKS_MS);
  return { run: onlyOnce(checkout.run) };
}

/** The drain continues in the meantime, so each command runs only once, and all its transcripts show that output. */
function onlyOnce(run: Situation['run']): Situation['run'] {
  const printed = new Map<string, Promise<string>>();
  return (command) => {
    const known = printed.get(command) ?? run(command);
    printed.set(command, known);
    return known;
  };
}

async function openLive(options: SituationOptions, cleanUp: CleanUp): Promise<Opened> {
  const checkout = await openWorld(options, cleanUp);
  await drainUntil(checkout, options, SMALL_BACKLOG_TRACES, isLive);
  return checkout;
}

async function openWrongBroker(options: SituationOptions, cleanUp: CleanUp): Promise<Opened> {
  const checkout = await openWorld(options, cleanUp);
  const { world } = checkout;
  const [broker = ''] = world.spec.kafka.brokers ?? [];
  await deployProcessingTier(world, { edit: (config) => config.replace(broker, 'kafka-9.internal:9092') });
  // A task that has just started may still be joining.
  await pause(TASK_SETTLES_MS);
  return checkout;
}

/** Writes a backlog, deploys the tier and the controller, and runs ticks. */
async function drainUntil(
  { world }: Checkout,
  options: SituationOptions,
  traces: number,
  wanted: (report: TickReport) => boolean,
): Promise<void> {
  await backlog(world, traces);
  await deployProcessingTier(world);
  const controller = await startController(world, { built: path.join(options.root, 'dist') });
  world.aws.deployFunction('spillway-checkout', {
    concurrency: 1,
    invoke: (event) => controller.invoke(event),
  });
  await operatorOf(controller).until(
    'the moment that a page shows',
    wanted,
    ARRIVAL_TIMEOUT_MS,
    TICK_EVERY_MS,
  );
}

/** Whether all tasks read, and two observations have measured the rate. */
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
    signals: signalsFor(topics),
    tiers: {
      ingestion: { collectorVersion: NEWEST_WHOLE },
      processing: {
        collectorVersion: NEWEST_WHOLE,
        cluster: 'telemetry',
        service: 'processing',
        stopTimeout: '30s',
        // With block_on_overflow a task reads numTraces / decisionWait traces per second: 50 here, so few that the
        // processor is the limit on any machine. It holds traces so long that it is full at any moment.
        tailSampling: { decisionWait: '5s', numTraces: 250 },
        backend: { endpoint: backend, encoding: 'json', compression: 'none' },
      },
    },
    policy: { drainedWithin: '5s', stableFor: '3s', metadataRefresh: '5s', configSettles: '0s' },
  });
}
