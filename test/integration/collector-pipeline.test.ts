import { renderIngestion, renderProcessing } from '../../lib/collector';
import { untilAllSent } from '../../local/collector/collector-metrics';
import { localClient, withAdmin } from '../../local/kafka/topics';
import { logTail } from '../../local/process/managed-process';
import { waitUntil } from '../../local/process/wait-until';
import { TrafficLedger } from '../../local/traffic/ledger';
import { sendBacklog } from '../../local/traffic/send-backlog';
import { sendScattered } from '../../local/traffic/send-scattered';
import { partitionOfTrace } from '../../local/traffic/trace-partition';
import { allDelivered as all, renderedPair } from '../_helpers/collector/rendered-pair';
import { readLz4 } from '../_helpers/kafka/lz4';

const PARTITIONS = 6;
/** Only digits, with a leading zero: the Collector must not read it as a number. */
const PASSWORD = '0123456';

readLz4();
const pair = renderedPair({ sasl: { users: [{ username: 'otel', password: PASSWORD }] } });
const { pipeline, specOf, start, untilMembers, untilReceived } = pair;

async function keysByPartition(topic: string, expected: number): Promise<Map<number, Set<string>>> {
  const consumer = localClient(pair.kafka.bootstrap).consumer({ groupId: `${topic}-reader` });
  const found = new Map<number, Set<string>>();
  let records = 0;
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ partition, message }) => {
        found.set(partition, (found.get(partition) ?? new Set()).add(String(message.key)));
        records += 1;
      },
    });
    await waitUntil('all records of the topic', () => records >= expected, { timeoutMs: 60_000 });
  } finally {
    await consumer.disconnect();
  }
  return found;
}

describe('the rendered pair on real Collectors and a real broker', () => {
  it('puts each trace where partitionOfTrace says, so a chosen partition stays without records', async () => {
    // Prepare
    const spec = await pipeline('placed', { backend: 'http://127.0.0.1:1' });
    const ingestion = await start('placed-ingestion', renderIngestion(spec));
    const ledger = new TrafficLedger();

    // Act
    await sendBacklog({
      endpoint: ingestion.endpoints.otlpHttp,
      ledger,
      traces: 600,
      partition: { kind: 'avoid', partition: 2, partitions: PARTITIONS },
    });
    await untilAllSent(ingestion.endpoints.metrics, ledger.counts(), { timeoutMs: 30_000 });

    // Assess
    const keys = await keysByPartition('placed_spans', ledger.traces.size);
    const placed = [...keys].flatMap(([partition, ids]) => [...ids].map((id) => ({ id, partition })));
    expect(ledger.traces.size).toBe(600);
    expect(new Set(placed.map(({ id }) => id))).toEqual(ledger.traces);
    expect(placed.filter(({ id, partition }) => partitionOfTrace(id, PARTITIONS) !== partition)).toEqual([]);
    expect([...keys.keys()].sort()).toEqual([0, 1, 3, 4, 5]);
  }, 120_000);

  it('carries 20,000 spans, compressed with lz4, over two tasks and two ingestion Collectors, with no trace split', async () => {
    // Prepare
    const spec = await pipeline('whole');
    const ingestion = [
      await start('whole-ingestion-1', renderIngestion(spec)),
      await start('whole-ingestion-2', renderIngestion(spec)),
    ];
    for (const task of ['task-1', 'task-2']) {
      await start(`whole-${task}`, renderProcessing(spec, 'earliest'), { SPILLWAY_TASK_ID: task });
    }
    // From here on the partitions stay where they are: each task is a member for each of three signals.
    await untilMembers('whole', 6);
    const ledger = new TrafficLedger();
    const endpoints = ingestion.map(({ endpoints: { otlpHttp } }) => otlpHttp);

    // Act
    await sendScattered({ endpoints, ledger, traces: 5_000 });
    await sendBacklog({
      endpoint: endpoints[0] ?? '',
      ledger,
      traces: 0,
      metricPoints: 4_000,
      logRecords: 4_000,
    });
    await untilReceived(28_000);

    // Assess
    expect(spec.tiers.ingestion.compression).toBe('lz4');
    expect(ledger.unsure).toEqual({ spans: 0, metricPoints: 0, logRecords: 0 });
    expect(pair.sink.compare(ledger)).toEqual({
      spans: all(20_000),
      traces: { total: 5_000, split: 0 },
      metrics: all(4_000),
      logs: all(4_000),
    });
    const { 'task-1': one = 0, 'task-2': two = 0 } = pair.sink.snapshot().itemsByTask;
    expect([one + two, one > 5_000, two > 5_000]).toEqual([28_000, true, true]);
    // Its spans came by two Collectors in four records, which all went to the same partition.
    const keys = await keysByPartition('whole_spans', 20_000);
    const placed = [...keys].flatMap(([partition, ids]) => [...ids].map((id) => ({ id, partition })));
    expect(placed).toHaveLength(5_000);
    expect(new Set(placed.map(({ id }) => id))).toEqual(ledger.traces);
  }, 240_000);

  it('loses nothing to a backend that refuses data, nor to more traces than tail sampling can hold', async () => {
    // Prepare
    const tailSampling = { decisionWait: '1s', numTraces: 500 };
    const spec = await pipeline('slow', { tailSampling });
    const ingestion = await start('slow-ingestion', renderIngestion(spec));
    const ledger = new TrafficLedger();
    await sendBacklog({ endpoint: ingestion.endpoints.otlpHttp, ledger, traces: 2_000, logRecords: 2_000 });
    await untilAllSent(ingestion.endpoints.metrics, ledger.counts(), { timeoutMs: 60_000 });
    pair.sink.setMood({ kind: 'refuse', status: 503 });

    // Act
    const processing = await start('slow-processing', renderProcessing(spec, 'earliest'));
    await waitUntil('a refused export', () => logTail(processing.process.logFile).includes('503'), {
      timeoutMs: 60_000,
    });
    pair.sink.setMood({ kind: 'accept' });
    await untilReceived(10_000);

    // Assess
    expect(pair.sink.compare(ledger)).toMatchObject({ spans: all(8_000), logs: all(2_000) });
  }, 240_000);

  it('logs both tiers in by SCRAM with the password from the environment, and reads topics by pattern', async () => {
    // Prepare
    const secured = {
      brokers: [pair.kafka.saslBootstrap],
      auth: { mechanism: 'SCRAM-SHA-512', username: 'otel', password: { env: 'UNUSED' } },
    };
    const spec = await pipeline('secured', { kafka: secured });
    const byPattern = specOf('by-pattern', { traces: '^secured_sp.*$' }, { kafka: secured });
    const env = { SPILLWAY_KAFKA_PASSWORD: PASSWORD };
    const ingestion = await start('secured-ingestion', renderIngestion(spec), env);
    const ledger = new TrafficLedger();

    // Act
    await start('secured-processing', renderProcessing(byPattern, 'earliest'), env);
    await sendBacklog({ endpoint: ingestion.endpoints.otlpHttp, ledger, traces: 50 });
    await untilReceived(200);

    // Assess
    expect(pair.sink.compare(ledger).spans).toEqual(all(200));
  }, 120_000);

  it("splits a logs request above Kafka's record limit instead of dropping it", async () => {
    // Prepare: kafkaexporter makes one record of one request.
    const spec = await pipeline('large', { backend: 'http://127.0.0.1:1' });
    const ingestion = await start('large-ingestion', renderIngestion(spec));
    const record = { body: { stringValue: 'x'.repeat(1_000) } };
    const logRecords = Array.from({ length: 3_000 }, () => record);

    // Act
    const answer = await fetch(`${ingestion.endpoints.otlpHttp}/v1/logs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }),
    });
    const acknowledged = { spans: 0, metricPoints: 0, logRecords: logRecords.length };
    const { sent } = await untilAllSent(ingestion.endpoints.metrics, acknowledged, { timeoutMs: 30_000 });

    // Assess
    const ends = await withAdmin(pair.kafka.bootstrap, (admin) => admin.fetchTopicOffsets('large_logs'));
    const records = ends.reduce((total, { high }) => total + Number(high), 0);
    expect(answer.status).toBe(200);
    expect(sent.logRecords).toBe(3_000);
    expect(records).toBeGreaterThanOrEqual(4);
  }, 120_000);
});
