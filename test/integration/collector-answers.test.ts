import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { collectorConfig } from '../../lib/collector/config/collector-config';
import { parseConfig } from '../../lib/collector/config/config-document';
import { deliveryOf } from '../../lib/collector/flow';
import { ensureCollector } from '../../local/collector/ensure-collector';
import { type RunningCollector, startCollector } from '../../local/collector/start-collector';
import type { RunningKafka } from '../../local/kafka/broker-process';
import { createTopics, withAdmin } from '../../local/kafka/topics';
import { waitUntil } from '../../local/process/wait-until';
import { type Sink, startSink } from '../../local/sink/start-sink';
import { logsPayload } from '../../local/traffic/payload';
import { KAFKA_START_TIMEOUT_MS, startTestKafka } from '../_helpers/kafka/broker';

jest.setTimeout(120_000);

let folder: string;
let bin: string;
let kafka: RunningKafka;
let sink: Sink;
let collector: RunningCollector | undefined;

beforeAll(async () => {
  const cacheDir = path.resolve(__dirname, '../../.cache');
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  bin = await ensureCollector({ cacheDir, version: '0.160.0', progress });
  folder = await mkdtemp(path.join(tmpdir(), 'spillway-answers-'));
  kafka = await startTestKafka();
  sink = await startSink();
}, KAFKA_START_TIMEOUT_MS);

afterEach(async () => {
  await collector?.stop(0);
});

afterAll(async () => {
  await sink?.stop();
  await kafka?.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** Logs over OTLP/HTTP into one exporter. */
function configText(exporters: object, processors: object = {}): string {
  return JSON.stringify({
    receivers: { otlp: { protocols: { http: { endpoint: '${env:SPILLWAY_OTLP_HTTP_ENDPOINT}' } } } },
    processors,
    exporters,
    extensions: { health_check: { endpoint: '${env:SPILLWAY_HEALTH_ENDPOINT}' } },
    service: {
      extensions: ['health_check'],
      telemetry: { metrics: { level: 'none' } },
      pipelines: {
        logs: {
          receivers: ['otlp'],
          processors: Object.keys(processors),
          exporters: Object.keys(exporters),
        },
      },
    },
  });
}

async function start(name: string, text: string): Promise<{ endpoint: string; log: () => Promise<string> }> {
  const logFile = path.join(folder, `${name}.log`);
  collector = await startCollector({ bin, name, configText: text, env: {}, logFile });
  return { endpoint: collector.endpoints.otlpHttp, log: () => readFile(logFile, 'utf8') };
}

async function send(endpoint: string, records: number): Promise<number> {
  const { status } = await fetch(`${endpoint}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: logsPayload({ records, nowMs: Date.now() }).body,
  });
  return status;
}

describe('A client of the otlp receiver, while the backend answers 503', () => {
  const once = { retry_on_failure: { enabled: false } };

  it.each([
    ['no queue', { sending_queue: { enabled: false } }, {}, 503, 'at-least-once'],
    [
      'a queue that waits for the result',
      { sending_queue: { wait_for_result: true } },
      {},
      503,
      'at-least-once',
    ],
    ['a queue', {}, {}, 200, 'buffered'],
    ['batch', { sending_queue: { enabled: false } }, { batch: {} }, 200, 'buffered'],
  ])('with %s', async (what, exporter, processors, status, delivers) => {
    sink.setMood({ kind: 'refuse', status: 503 });
    const backend = { endpoint: sink.endpoint, encoding: 'json', compression: 'none', ...once, ...exporter };
    const text = configText({ otlp_http: backend }, processors);
    const { endpoint } = await start(what.replaceAll(' ', '-'), text);

    const answer = await send(endpoint, 1);

    const [pipeline] = deliveryOf(collectorConfig(parseConfig(text)), { text: '0.160.0', minor: 160 });
    expect([answer, pipeline?.delivers]).toEqual([status, delivers]);
  });
});

describe('A request of 30,000 log records that is written as JSON and split by bytes', () => {
  it.each([
    [900_000, 'dropped'],
    [225_000, 'written'],
  ])('with max_size: %i is %s', async (maxSize, outcome) => {
    const topic = `json-${maxSize}`;
    await createTopics(kafka.bootstrap, [{ topic, partitions: 1 }]);
    const { endpoint, log } = await start(
      topic,
      configText({
        kafka: {
          brokers: [kafka.bootstrap],
          logs: { topic, encoding: 'otlp_json' },
          sending_queue: {
            wait_for_result: true,
            batch: { sizer: 'bytes', min_size: 0, max_size: maxSize, flush_timeout: '200ms' },
          },
        },
      }),
    );

    const status = await send(endpoint, 30_000);

    const ends = await withAdmin(kafka.bootstrap, (admin) => admin.fetchTopicOffsets(topic));
    const written = Number(ends[0]?.high ?? 0);
    if (outcome === 'written') {
      expect([status, written > 8]).toEqual([200, true]);
    } else {
      await waitUntil(
        'the refused record in the log',
        async () => (await log()).includes('MESSAGE_TOO_LARGE'),
        {
          timeoutMs: 30_000,
        },
      );
      expect(status).not.toBe(200);
    }
  });
});
