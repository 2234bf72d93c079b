import { renderIngestion, renderProcessing } from '../../lib/collector';
import type { PipelineSpec } from '../../lib/pipeline';
import type { RunningCollector } from '../../local/collector/start-collector';
import { withAdmin } from '../../local/kafka/topics';
import { logTail } from '../../local/process/managed-process';
import { waitUntil } from '../../local/process/wait-until';
import { TrafficLedger } from '../../local/traffic/ledger';
import { sendBacklog } from '../../local/traffic/send-backlog';
import { renderedPair } from '../_helpers/collector/rendered-pair';

const pair = renderedPair();
const AT_LEAST_ONCE = { delivery: 'at-least-once', tailSampling: 'none' } as const;

async function startTasks(spec: PipelineSpec, round: string): Promise<RunningCollector[]> {
  return Promise.all(
    ['task-1', 'task-2'].map((task) =>
      pair.start(`${spec.name}-${task}-${round}`, renderProcessing(spec, 'earliest'), {
        SPILLWAY_TASK_ID: `${task}-${round}`,
      }),
    ),
  );
}

/** SIGKILL to all at once, as when a host is lost. */
async function killAll(collectors: RunningCollector[]): Promise<void> {
  for (const { process } of collectors) process.kill('SIGKILL');
  await Promise.all(collectors.map(({ process }) => process.exited));
}

/** Waits until one of the tasks was refused so often. A topic with few records may keep only one of them busy. */
async function untilRefused(tasks: RunningCollector[], times: number): Promise<void> {
  await waitUntil(
    `${times} refused exports`,
    () => tasks.some(({ process }) => logTail(process.logFile, 1_000).split('Will retry').length > times),
    { timeoutMs: 90_000 },
  );
}

/** Records that were written, and those that the group has committed. */
async function progress(spec: PipelineSpec): Promise<{ written: number; committed: number }> {
  const topic = spec.signals.traces?.topic ?? '';
  return withAdmin(pair.kafka.bootstrap, async (admin) => {
    const ends = await admin.fetchTopicOffsets(topic);
    const [commits] = await admin.fetchOffsets({ groupId: spec.group, topics: [topic] });
    return {
      written: ends.reduce((sum, { high }) => sum + Number(high), 0),
      committed: (commits?.partitions ?? []).reduce(
        (sum, { offset }) => sum + Math.max(0, Number(offset)),
        0,
      ),
    };
  });
}

describe('delivery: at-least-once', () => {
  it('loses nothing when all tasks are killed while the backend answers 503', async () => {
    // Prepare: Kafka has everything, and the backend fails after a while.
    const spec = await pair.pipeline('kept', AT_LEAST_ONCE);
    const ingestion = await pair.start('kept-ingestion', renderIngestion(spec));
    const ledger = new TrafficLedger();
    const endpoint = ingestion.endpoints.otlpHttp;
    await sendBacklog({ endpoint, ledger, traces: 5_000, metricPoints: 5_000, logRecords: 5_000 });
    expect(ledger.unsure).toEqual({ spans: 0, metricPoints: 0, logRecords: 0 });
    pair.sink.setMood({ kind: 'refuse-some', status: 503, every: 3 });

    // Act
    const first = await startTasks(spec, 'first');
    await waitUntil('the first spans', () => pair.sink.snapshot().spans > 0, { timeoutMs: 60_000 });
    pair.sink.setMood({ kind: 'refuse', status: 503 });
    await untilRefused(first, 1);
    const meanwhile = await progress(spec);
    await killAll(first);
    const arrived = pair.sink.snapshot();
    pair.sink.setMood({ kind: 'accept' });
    await startTasks(spec, 'second');
    await pair.untilReceived(30_000);

    // Assess
    const { spans, metrics, logs } = pair.sink.compare(ledger);
    expect([spans, metrics, logs].map(({ sent, missing }) => ({ sent, missing }))).toEqual([
      { sent: 20_000, missing: 0 },
      { sent: 5_000, missing: 0 },
      { sent: 5_000, missing: 0 },
    ]);
    expect(meanwhile.committed).toBeLessThan(meanwhile.written);
    // Only what the first tasks had delivered can arrive twice.
    expect(spans.duplicated).toBeLessThanOrEqual(arrived.spans);
    process.stderr.write(
      `Arrived twice: ${spans.duplicated} spans, ${metrics.duplicated} data points, ${logs.duplicated} log records; delivered by the killed tasks: ${arrived.spans} spans.\n`,
    );
  }, 300_000);

  it('commits nothing that the backend has not taken', async () => {
    // Prepare
    const spec = await pair.pipeline('uncommitted', AT_LEAST_ONCE);
    const ingestion = await pair.start('uncommitted-ingestion', renderIngestion(spec));
    const ledger = new TrafficLedger();
    await sendBacklog({ endpoint: ingestion.endpoints.otlpHttp, ledger, traces: 500 });
    pair.sink.setMood({ kind: 'refuse', status: 503 });
    const { written } = await progress(spec);

    // Act: the exporter tries again after seconds, and commits are a second apart.
    const tasks = await startTasks(spec, 'only');
    await untilRefused(tasks, 2);
    const { committed } = await progress(spec);
    pair.sink.setMood({ kind: 'accept' });
    await pair.untilReceived(2_000);

    // Assess
    expect(written).toBeGreaterThan(0);
    expect(committed).toBe(0);
    await waitUntil('the commits', async () => (await progress(spec)).committed === written, {
      timeoutMs: 30_000,
    });
  }, 200_000);

  it('answers a client when the brokers have its request, so that a killed ingestion Collector loses nothing', async () => {
    // Prepare
    const spec = await pair.pipeline('acknowledged', AT_LEAST_ONCE);
    const ingestion = await pair.start('acknowledged-ingestion', renderIngestion(spec));
    const ledger = new TrafficLedger();

    // Act
    const sending = sendBacklog({
      endpoint: ingestion.endpoints.otlpHttp,
      ledger,
      traces: 10_000,
      concurrency: 4,
    });
    await waitUntil('the first answers', () => ledger.counts().spans > 4_000, {
      timeoutMs: 60_000,
      everyMs: 5,
    });
    await killAll([ingestion]);
    await sending;
    await startTasks(spec, 'only');

    // Assess
    await waitUntil('all that was acknowledged', () => pair.sink.compare(ledger).spans.missing === 0, {
      timeoutMs: 120_000,
    });
    expect(ledger.unsure.spans).toBeGreaterThan(0);
  }, 200_000);
});
