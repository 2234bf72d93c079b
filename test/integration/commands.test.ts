import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TickReport } from '../../lib/controller/tick-report';
import type { Outcome } from '../../lib/report/outcome';
import { freePorts } from '../../local/process/free-ports';
import { waitUntil } from '../../local/process/wait-until';
import { openSpanWriter, type SpanWriter } from '../../local/traffic/span-writer';
import { startController } from '../../local/world/controller';
import { type Lane, openLane } from '../../local/world/lane';
import { deployProcessingTier } from '../../local/world/processing-tier';
import { runCli } from '../_helpers/cli/process';
import { BUILT } from '../_helpers/world/scenario';
import { worldForTests } from '../_helpers/world/world-for-tests';

const OPERATION_TIMEOUT_MS = 180_000;
const RECORDS = 60;

/** The built command line on real Kafka and Collectors; nothing else ticks. */
describe('Commands', () => {
  const started = worldForTests();
  let lane: Lane;
  let writer: SpanWriter;
  let specFile: string;

  beforeAll(async () => {
    lane = await openLane(started.world, { name: 'commands', partitions: 2 });
    specFile = path.join(lane.folder, 'commands.yaml');
    await writeFile(specFile, lane.specText);
    const runtime = await startController(lane, { built: BUILT });
    lane.aws.deployFunction('spillway', { concurrency: 1, invoke: (event) => runtime.invoke(event) });
    writer = await openSpanWriter(lane);
    lane.cleanUp.add('the writer', () => writer.close());
    await writer.write([{ partition: 0, records: RECORDS }]);
    await deployProcessingTier(lane);
  }, 60_000);

  const here = async (...args: string[]) => runCli([...args, '-p', specFile, '--json'], lane.aws.endpoint);
  const remote = async (...args: string[]) =>
    runCli([...args, '--function', 'spillway', '--json'], lane.aws.endpoint);
  type Answer = Omit<TickReport, 'outcome'> & { outcome: Outcome; tickOutcome: TickReport['outcome'] };
  const reportOf = ({ stdout }: { stdout: string }): Answer => JSON.parse(stdout);

  it(
    'drain: everything is read, the flip is made, and the pipeline is live',
    async () => {
      const ended = await here('drain', '--yes');

      expect(ended).toMatchObject({ code: 0 });
      expect(reportOf(ended)).toMatchObject({
        outcome: 'done',
        phase: 'live',
        initialOffset: { stored: 'latest' },
        flip: { at: expect.stringMatching(/^\d{4}-/) },
        readers: { state: 'Stable', absent: 0 },
        answer: { accepted: true },
      });
      expect(reportOf(ended).manualOperation).toBeUndefined();
      await waitUntil('all spans', () => lane.delivered().missing === 0, { timeoutMs: 30_000 });
      expect(lane.delivered().duplicated).toBe(0);
    },
    OPERATION_TIMEOUT_MS,
  );

  it(
    'rewind, through the function: costs what the preview says, and reads exactly that again',
    async () => {
      const args = ['rewind', '--to', '0', '--topic', lane.topic, '--partitions', '0'];

      const preview = await remote(...args, '--dry-run');
      const untouched = await remote('status');
      const ended = await remote(...args, '--yes');

      expect(reportOf(preview).answer).toMatchObject({
        accepted: true,
        cost: { offsets: String(RECORDS), partitions: 1, stops: 1, rolls: 0 },
      });
      expect(reportOf(untouched).manualOperation).toBeUndefined();
      expect([preview, untouched, ended].map((each) => reportOf(each).outcome)).toEqual([
        'would-do',
        'would-do',
        'done',
      ]);
      expect(ended).toMatchObject({ code: 0 });
      await waitUntil('the second reading', () => lane.delivered().duplicated >= RECORDS, {
        timeoutMs: 60_000,
      });
      expect(lane.delivered()).toMatchObject({ missing: 0, duplicated: RECORDS });
    },
    OPERATION_TIMEOUT_MS,
  );

  it(
    'pause: everything else is rejected until resume',
    async () => {
      const paused = await remote('pause');
      const refused = await here('rewind', '--to', 'earliest', '--yes');
      const resumed = await remote('resume');

      expect([paused.code, refused.code, resumed.code]).toEqual([0, 3, 0]);
      expect(reportOf(refused)).toMatchObject({ outcome: 'cannot' });
      expect(reportOf(refused).answer).toMatchObject({
        accepted: false,
        lines: [expect.stringContaining('paused')],
      });
      expect(reportOf(resumed).paused).toBeUndefined();
    },
    OPERATION_TIMEOUT_MS,
  );

  it(
    'expand, followed by the schedule and cancelled: ends at once, and nothing is missing',
    async () => {
      const begun = await here('expand', '--signal', 'traces', '--partitions', '4', '--yes', '--no-follow');
      const cancelled = await here('cancel', '--yes');
      const nothing = await here('cancel', '--yes');

      expect([begun.code, cancelled.code, nothing.code]).toEqual([0, 0, 3]);
      expect(reportOf(begun).outcome).toMatch(/^(doing|waiting)$/);
      expect(reportOf(begun).manualOperation).toMatchObject({ kind: 'expand' });
      expect(reportOf(cancelled).manualOperation).toBeUndefined();
      await writer.write([{ partition: 1, records: 5 }]);
      // The cancelled command may have been at any step; the schedule continues from there.
      const delivered = async () => {
        await here('reconcile');
        return lane.delivered().missing === 0;
      };
      await waitUntil('the last spans', delivered, { timeoutMs: 90_000 });
    },
    OPERATION_TIMEOUT_MS,
  );

  it(
    'stop, while Kafka is unreachable: no task runs until resume, which restores the count',
    async () => {
      const tasks = reportOf(await remote('status')).tasks.desired;
      const [port] = await freePorts(1);
      const withoutKafka = path.join(lane.folder, 'without-kafka.yaml');
      await writeFile(withoutKafka, lane.specText.replaceAll(lane.bootstrap, `127.0.0.1:${port}`));
      const stopped = await runCli(['stop', '--yes', '--json', '-p', withoutKafka], lane.aws.endpoint);
      await here('reconcile');
      const kept = reportOf(await here('status'));
      const resumed = await here('resume');

      expect([stopped.code, resumed.code]).toEqual([0, 0]);
      expect(reportOf(stopped)).toMatchObject({
        outcome: 'done',
        tickOutcome: 'acted',
        answer: { accepted: true },
      });
      expect(kept).toMatchObject({ phase: 'stopped', tasks: { desired: 0 } });
      expect(reportOf(await here('status')).tasks.desired).toBe(tasks);
    },
    OPERATION_TIMEOUT_MS,
  );
});
