import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { renderIngestion, renderProcessing } from '../../lib/collector';
import { type PipelineSpec, parsePipelineSpec } from '../../lib/pipeline';
import { ensureCollector } from '../../local/collector/ensure-collector';
import { collectorBuild, NEWEST_BUILT } from '../../local/collector/manifest';
import { type RunningCollector, startCollector } from '../../local/collector/start-collector';
import { withoutComponents } from '../../local/collector/without-components';
import { type RunningKafka, startKafka } from '../../local/kafka/broker-process';
import { ensureKafkaHome } from '../../local/kafka/kafka-home';
import { createTopics } from '../../local/kafka/topics';
import { waitUntil } from '../../local/process/wait-until';
import { type Sink, startSink } from '../../local/sink/start-sink';
import { TrafficLedger } from '../../local/traffic/ledger';
import { sendBacklog } from '../../local/traffic/send-backlog';

const cacheDir = path.resolve(__dirname, '../../.cache');
const progress = (line: string) => process.stderr.write(`${line}\n`);
const SPANS = 20_000;

let folder: string;
let bin: string;
let kafka: RunningKafka;
let sink: Sink;
const started: RunningCollector[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'spillway-newest-'));
  bin = await ensureCollector({ cacheDir, version: NEWEST_BUILT, progress });
  const kafkaHome = await ensureKafkaHome({ cacheDir, progress, kafkaHome: process.env.KAFKA_HOME });
  kafka = await startKafka({ kafkaHome });
  sink = await startSink();
}, 900_000);

afterAll(async () => {
  await Promise.all(started.map((collector) => collector.stop(10_000)));
  await sink?.stop();
  await kafka?.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

function specOf(): PipelineSpec {
  const raw = {
    name: 'newest',
    kafka: { brokers: [kafka.bootstrap] },
    group: 'newest',
    signals: { traces: { topic: 'newest_spans' } },
    tiers: {
      ingestion: { collectorVersion: NEWEST_BUILT },
      processing: {
        collectorVersion: NEWEST_BUILT,
        cluster: 'local',
        service: 'newest',
        backend: {
          endpoint: sink.endpoint,
          encoding: 'json',
          headers: { 'x-spillway-task': '${env:SPILLWAY_TASK_ID:-unknown}' },
        },
      },
    },
  };
  return parsePipelineSpec(JSON.stringify(raw), 'newest.yaml');
}

async function start(name: string, rendered: string, env: Record<string, string> = {}) {
  // What this build lacks is not rendered for it: the rest is as it is rendered.
  const configText = withoutComponents(rendered, collectorBuild(NEWEST_BUILT).without);
  const logFile = path.join(folder, `${name}.log`);
  const collector = await startCollector({ bin, name, configText, env, logFile });
  started.push(collector);
  return collector;
}

describe(`the rendered pair on Collector v${NEWEST_BUILT}, the newest that can be built`, () => {
  it('carries 20,000 spans over two tasks and loses none', async () => {
    // Prepare
    await createTopics(kafka.bootstrap, [{ topic: 'newest_spans', partitions: 6 }]);
    const spec = specOf();
    const ingestion = await start('ingestion', renderIngestion(spec));
    for (const task of ['task-1', 'task-2']) {
      await start(task, renderProcessing(spec, 'earliest'), { SPILLWAY_TASK_ID: task });
    }
    const ledger = new TrafficLedger();

    // Act
    await sendBacklog({ endpoint: ingestion.endpoints.otlpHttp, ledger, traces: SPANS / 4 });
    await waitUntil('all spans at the sink', () => sink.snapshot().spans >= SPANS, { timeoutMs: 120_000 });

    // Assess
    expect(ledger.counts().spans).toBe(SPANS);
    expect(sink.compare(ledger).spans).toMatchObject({ sent: SPANS, delivered: SPANS, missing: 0 });
  }, 300_000);
});
