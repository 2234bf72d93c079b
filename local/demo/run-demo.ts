import type { TickReport } from '../../lib/controller/tick-report';
import { formatDuration } from '../../lib/pipeline';
import { untilAllSent } from '../collector/collector-metrics';
import { collectorBuild } from '../collector/manifest';
import { withoutComponents } from '../collector/without-components';
import { waitUntil } from '../process/wait-until';
import { sendBacklog } from '../traffic/send-backlog';
import { type SteadyTraffic, startSteadyTraffic } from '../traffic/steady-traffic';
import type { PartitionChoice } from '../traffic/trace-partition';
import type { CleanUp } from '../world/clean-up';
import { type Schedule, startController, startSchedule } from '../world/controller';
import { deployProcessingTier } from '../world/processing-tier';
import type { Toolbox } from '../world/toolbox';
import { startWorld, type World } from '../world/world';
import { replaceTask, stopsOf } from './after-flip';
import { type DemoResult, deliveries, tickFigures } from './demo-result';
import { demoSpec } from './demo-spec';
import type { DemoOptions } from './options';
import { Stopwatch } from './stopwatch';
import type { DemoView } from './view';

/** The tick interval of a run, which is 1 minute in production. */
const TICK_EVERY_MS = 2_000;
/** The partition of the traces topic that gets no records with `--idle-partition`. */
const IDLE_PARTITION = 4;
/** The user with `--login scram-tls`. */
const LOGIN = { mechanism: 'SCRAM-SHA-512', username: 'otel', password: 'demo-password', tls: true } as const;
const ARRIVAL_TIMEOUT_MS = 60_000;

/** Runs a pipeline from an empty broker to the check that nothing was lost. The caller must run `cleanUp`. */
export async function runDemo(
  options: DemoOptions,
  toolbox: Toolbox,
  view: DemoView,
  cleanUp: CleanUp,
  signal: AbortSignal,
): Promise<DemoResult> {
  const watch = new Stopwatch(() => performance.now());
  const enter = (name: string) => {
    watch.enter(name);
    view.phase(name);
  };
  // What this build of the Collector lacks cannot be in its configuration.
  const edit = (config: string) => withoutComponents(config, collectorBuild(options.collector).without);
  enter('starting Kafka, Collectors and AWS endpoints');
  const world = await startWorld(
    {
      toolbox,
      spec: (parts) => demoSpec(parts, options),
      progress: view.progress,
      signal,
      keep: options.keep,
      editIngestion: edit,
      ...(options.login === 'scram-tls' ? { auth: LOGIN } : {}),
    },
    cleanUp,
  );
  view.progress(
    `Logs and configurations of this run are in ${world.folder}${options.keep ? '.' : ', which is removed at the end (--keep keeps it).'}`,
  );

  enter('writing the backlog');
  await writeBacklog(world, options, signal);
  view.progress(`The backlog in Kafka is ${describeLedger(world.ledger)}.`);

  enter('deploying the processing tier');
  await deployProcessingTier(world, { edit });
  const traffic = new Traffic(world, options);
  cleanUp.add('the traffic', () => traffic.stop());
  traffic.start(partitionChoice(world, options));

  const controller = await startController(world);
  let peak = 0;
  // Ticks continue while the last spans arrive, but they must not start another phase.
  let narrating = true;
  let last: TickReport | undefined;
  const schedule = startSchedule(controller, {
    everyMs: TICK_EVERY_MS,
    signal,
    onTick: ({ report }) => {
      last = report;
      peak = Math.max(peak, report.tasks.running);
      if (narrating) enter(phaseName(report));
      view.tick(report, world.sink.snapshot().spans, world.ledger.spans.size);
    },
  });
  cleanUp.add('the schedule', () => schedule.stop());

  const end =
    options.idlePartition === 'wait'
      ? await watchHold(schedule, world, options)
      : await flipAndContinue(schedule, world, traffic, options, signal);

  narrating = false;
  enter('waiting for the last spans');
  await traffic.stop();
  await untilEverythingArrived(world, signal);
  await schedule.stop();

  const counts = deliveries(world.sink.compare(world.ledger));
  const missing = counts.spans.missing + counts.metrics.missing + counts.logs.missing;
  return {
    ok: missing === 0 && end.ok,
    ...counts,
    tasks: { peak, useful: last?.tasks.useful ?? 0 },
    flip: end.flip,
    ...(end.held ? { held: end.held } : {}),
    phases: watch.finish(),
    ticks: tickFigures(schedule.durationsMs),
    seconds: watch.seconds,
    settings: settingsOf(options),
  };
}

/** The waiting times of this run, which are shorter than in production. */
function settingsOf(options: DemoOptions): DemoResult['settings'] {
  return {
    kafka: options.kafka,
    collector: options.collector,
    login: options.login,
    idlePartition: options.idlePartition,
    drainedWithin: formatDuration(options.drainedWithinMs),
    stableFor: formatDuration(options.stableForMs),
    metadataRefresh: formatDuration(options.metadataRefreshMs),
    tickEvery: formatDuration(TICK_EVERY_MS),
  };
}

type End = Pick<DemoResult, 'ok' | 'flip'> & { held?: NonNullable<DemoResult['held']> };

async function flipAndContinue(
  schedule: Schedule,
  world: World,
  traffic: Traffic,
  options: DemoOptions,
  signal: AbortSignal,
): Promise<End> {
  const flipped = await schedule.until(
    'the flip',
    ({ phase, flip, initialOffset }) =>
      phase === 'live' && flip !== undefined && initialOffset.stored === 'latest',
    options.timeoutMs,
  );
  // The idle partition now gets its first records. If latest was stored when it was unsafe, they would be skipped.
  await traffic.stop();
  traffic.start({ kind: 'any' });
  const sentBefore = world.ledger.spans.size;
  const untilMs = Date.now() + options.afterFlipMs;
  await waitUntil(
    'traffic after the flip',
    () => Date.now() >= untilMs && world.ledger.spans.size > sentBefore,
    {
      timeoutMs: options.afterFlipMs + ARRIVAL_TIMEOUT_MS,
      signal,
    },
  );
  const replaced = await replaceTask(world, signal);
  const { flip, initialOffset } = flipped;
  const stops = stopsOf(world);
  return {
    ok: flip !== undefined && initialOffset.stored === 'latest' && stops === 0 && replaced.onLatest,
    flip: flip ? { from: 'earliest', to: 'latest', at: flip.at, stops, replacedTask: replaced } : null,
  };
}

async function watchHold(schedule: Schedule, world: World, options: DemoOptions): Promise<End> {
  const idle = { topic: world.topics.traces.topic, partition: IDLE_PARTITION };
  const holdOf = (report: TickReport) =>
    report.reasons.find(
      ({ code, where }) => code === 'HOLD_NO_COMMIT' && where.length === 1 && where[0]?.topic === idle.topic,
    );
  await schedule.until(
    'the hold for the idle partition',
    (report) => report.phase === 'held' && holdOf(report) !== undefined,
    options.timeoutMs,
  );
  let hold: ReturnType<typeof holdOf>;
  const broken = await schedule.whileTicking(options.watchHoldMs, (report) => {
    hold = holdOf(report);
    return report.phase === 'held' && hold !== undefined && report.initialOffset.stored === 'earliest';
  });
  const partitions = (hold?.where ?? []).flatMap(({ topic, partitions: list }) =>
    list.map((partition) => ({ topic, partition })),
  );
  return {
    ok: broken === undefined && hold !== undefined,
    flip: null,
    held: { code: hold?.code ?? 'none', partitions },
  };
}

async function writeBacklog(world: World, options: DemoOptions, signal: AbortSignal): Promise<void> {
  await sendBacklog({
    endpoint: world.ingestion.endpoints.otlpHttp,
    ledger: world.ledger,
    traces: options.traces,
    metricPoints: options.traces,
    logRecords: options.traces,
    partition: partitionChoice(world, options),
    signal,
  });
  await untilAllSent(world.ingestion.endpoints.metrics, world.ledger.counts(), {
    timeoutMs: ARRIVAL_TIMEOUT_MS,
    signal,
  });
}

function describeLedger(ledger: World['ledger']): string {
  const { spans, metricPoints, logRecords } = ledger.counts();
  return `${spans} spans in ${ledger.traces.size} traces, ${metricPoints} metric points, ${logRecords} log records`;
}

function partitionChoice({ topics }: World, { idlePartition }: DemoOptions): PartitionChoice {
  if (idlePartition === 'none') return { kind: 'any' };
  return { kind: 'avoid', partition: IDLE_PARTITION, partitions: topics.traces.partitions };
}

/** Waits until the sink has everything that was acknowledged, or until the timeout. */
async function untilEverythingArrived(world: World, signal: AbortSignal): Promise<void> {
  const complete = () => {
    const { spans, metrics, logs } = world.sink.compare(world.ledger);
    return spans.missing + metrics.missing + logs.missing === 0;
  };
  await waitUntil('the last spans', complete, { timeoutMs: ARRIVAL_TIMEOUT_MS, everyMs: 500, signal }).catch(
    (error: unknown) => {
      // Missing data is a result of the run, not an error.
      if (signal.aborted) throw error;
    },
  );
}

function phaseName({ phase, recreate }: TickReport): string {
  return recreate ? `${recreate.purpose}: ${recreate.phase}` : phase;
}

/** The steady traffic of a run. It can be restarted with a different choice of partitions. */
class Traffic {
  private current: SteadyTraffic | undefined;

  constructor(
    private readonly world: World,
    private readonly options: DemoOptions,
  ) {}

  start(partition: PartitionChoice): void {
    const { tracesPerSecond } = this.options;
    this.current = startSteadyTraffic({
      endpoint: this.world.ingestion.endpoints.otlpHttp,
      ledger: this.world.ledger,
      tracesPerSecond,
      metricPointsPerSecond: tracesPerSecond,
      logRecordsPerSecond: tracesPerSecond,
      partition,
    });
  }

  async stop(): Promise<void> {
    await this.current?.stop();
    this.current = undefined;
  }
}
