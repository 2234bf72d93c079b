import { setTimeout as pause } from 'node:timers/promises';
import type { TickReport } from '../../lib/controller/tick-report';
import { untilAllSent } from '../../local/collector/collector-metrics';
import { stopsOf } from '../../local/demo/after-flip';
import { waitUntil } from '../../local/process/wait-until';
import type { SinkMood } from '../../local/sink/start-sink';
import { sendBacklog } from '../../local/traffic/send-backlog';
import { startController } from '../../local/world/controller';
import { operatorOf } from '../../local/world/operator';
import { deployProcessingTier } from '../../local/world/processing-tier';
import type { World } from '../../local/world/world';
import { BUILT, flipped, WORLD_TIMEOUT_MS } from '../_helpers/world/scenario';
import { startTestWorld, type TestWorld } from '../_helpers/world/world';

const SPANS_PER_TRACE = 4;
const PAUSE_MS = 20_000;
/** On a shared machine, what takes a minute alone may take three. */
const TIMEOUT_MS = 300_000;

let started: TestWorld | undefined;

afterEach(async () => {
  await started?.stop();
  started = undefined;
}, 60_000);

/** A world whose topics hold the spans, all of them acknowledged, and no task yet. */
async function worldWithBacklog(spans: number): Promise<World> {
  started = await startTestWorld();
  const { world } = started;
  const { ingestion, ledger } = world;
  await sendBacklog({
    endpoint: ingestion.endpoints.otlpHttp,
    ledger,
    traces: spans / SPANS_PER_TRACE,
    spansPerTrace: SPANS_PER_TRACE,
  });
  await untilAllSent(ingestion.endpoints.metrics, ledger.counts(), { timeoutMs: 120_000 });
  return world;
}

interface Drain {
  /** Records that no task had read yet, at most. */
  peakLag: number;
  /** Spans that had reached the sink when the pause began, and those that did while it lasted. */
  receivedBefore: number;
  receivedDuring: number;
  /** From the first task until latest is stored and every span has arrived. */
  seconds: number;
  /** What the controller said while the backend took nothing. */
  meanwhile: readonly TickReport[];
}

/** Drains, and flips. Once a quarter of the spans has arrived, the backend is in that mood for 20 s. */
async function drainWithPause(world: World, mood: SinkMood): Promise<Drain> {
  const startedMs = performance.now();
  const { sink, ledger } = world;
  const received = () => sink.snapshot().spans;
  await deployProcessingTier(world);
  const operator = operatorOf(await startController(world, { built: BUILT }));
  const complete = () => received() >= ledger.spans.size && operator.reports.some(flipped);
  const drained = operator.until('the flip, and every span', complete, TIMEOUT_MS);

  await waitUntil('a quarter of the spans', () => received() >= ledger.spans.size / 4, {
    timeoutMs: 120_000,
    everyMs: 20,
  });
  const receivedBefore = received();
  const ticksBefore = operator.reports.length;
  sink.setMood(mood);
  await pause(PAUSE_MS);
  const meanwhile = operator.reports.slice(ticksBefore + 1);
  const receivedDuring = received() - receivedBefore;
  sink.setMood({ kind: 'accept' });

  await drained;
  return {
    peakLag: Math.max(...operator.reports.map(lagOf)),
    receivedBefore,
    receivedDuring,
    seconds: (performance.now() - startedMs) / 1000,
    meanwhile,
  };
}

function lagOf({ lag }: TickReport): number {
  return Number(lag.total);
}

const codesOf = (reports: readonly TickReport[]) => [
  ...new Set(reports.flatMap(({ reasons }) => reasons.map(({ code }) => code))),
];

/** Figures of docs/benchmarks.md. */
function tell(what: string, { meanwhile, ...figures }: Drain): void {
  process.stderr.write(`${what}: ${JSON.stringify({ ...figures, meanwhile: codesOf(meanwhile) })}\n`);
}

describe('a backend that accepts nothing for 20 s in the middle of a drain', () => {
  it.each<[string, number, SinkMood]>([
    ['does not answer', 200_000, { kind: 'hold' }],
    ['answers 503', 60_000, { kind: 'refuse', status: 503 }],
  ])(
    'loses nothing if it %s',
    async (what, spans, mood) => {
      // Prepare
      const world = await worldWithBacklog(spans);

      // Act
      const drain = await drainWithPause(world, mood);

      // Assess
      tell(`drain of ${spans} spans, backend ${what}`, drain);
      expect(world.ledger.unsure.spans).toBe(0);
      expect(world.sink.compare(world.ledger).spans).toMatchObject({
        sent: spans,
        delivered: spans,
        missing: 0,
      });
      // It really was paused, and in the middle.
      expect(drain.receivedDuring).toBeLessThan(spans / 20);
      expect(drain.receivedBefore + drain.receivedDuring).toBeLessThan(spans);
      // By its commits the group may well be drained by then, and flips. What waits in the tasks would be lost with them.
      // A task whose partitions are read to the end holds nothing by then, so it may be most of them, or some.
      const limits = drain.meanwhile.map(({ bottleneck }) => bottleneck?.kind);
      expect(limits.some((kind) => kind === 'backend' || kind === 'some-tasks')).toBe(true);
      expect(stopsOf(world)).toBe(0);
    },
    WORLD_TIMEOUT_MS + TIMEOUT_MS,
  );
});
