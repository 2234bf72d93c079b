import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { waitUntil } from '../../../local/process/wait-until';
import { startSink } from '../../../local/sink/start-sink';
import { TrafficLedger } from '../../../local/traffic/ledger';
import {
  logsPayload,
  metricsPayload,
  scatteredTracesPayloads,
  tracesPayload,
} from '../../../local/traffic/payload';
import { sendBacklog } from '../../../local/traffic/send-backlog';
import { startSteadyTraffic } from '../../../local/traffic/steady-traffic';

const NOW_MS = 1_700_000_000_000;

let server: Server;

/** An ingestion tier with scripted responses. */
async function ingestion(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  server = createServer((request, response) => {
    request.resume();
    request.on('end', () => answer(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server?.listening ? server.close(resolve) : resolve(undefined)));
});

describe('payloads', () => {
  it('are traces of one root and its children that end now, with every id recorded', () => {
    const payload = tracesPayload({ traces: 2, spansPerTrace: 3, nowMs: NOW_MS, partition: { kind: 'any' } });
    const { spans } = JSON.parse(payload.body).resourceSpans[0].scopeSpans[0];

    expect(payload).toMatchObject({ path: '/v1/traces' });
    expect(spans).toHaveLength(6);
    expect(spans[0]).toMatchObject({ parentSpanId: '', endTimeUnixNano: `${NOW_MS}000000`, kind: 2 });
    expect(spans[1]).toMatchObject({ parentSpanId: spans[0].spanId, traceId: spans[0].traceId });
    expect(spans[3].traceId).not.toBe(spans[0].traceId);
    expect('spans' in payload && payload.spans).toEqual(
      spans.map(({ spanId, traceId }: { spanId: string; traceId: string }) => ({ spanId, traceId })),
    );
  });

  it('are traces whose spans are in separate requests', () => {
    const shape = { traces: 3, spansPerTrace: 4, nowMs: NOW_MS, partition: { kind: 'any' } } as const;

    const payloads = scatteredTracesPayloads(shape);

    const sent = payloads.map((payload) => ('spans' in payload ? payload.spans : []));
    const traceIds = sent.map((spans) => spans.map(({ traceId }) => traceId));
    expect(traceIds).toHaveLength(4);
    expect(new Set(traceIds[0]).size).toBe(3);
    for (const ids of traceIds) expect(ids).toEqual(traceIds[0]);
    expect(new Set(sent.flat().map(({ spanId }) => spanId)).size).toBe(12);
  });

  it('are metric points and log records with an id each', () => {
    const metrics = metricsPayload({ points: 2, nowMs: NOW_MS });
    const logs = logsPayload({ records: 2, nowMs: NOW_MS });

    expect(
      JSON.parse(metrics.body).resourceMetrics[0].scopeMetrics[0].metrics[0].gauge.dataPoints,
    ).toHaveLength(2);
    expect(JSON.parse(logs.body).resourceLogs[0].scopeLogs[0].logRecords).toHaveLength(2);
    expect('ids' in metrics && new Set(metrics.ids).size).toBe(2);
  });
});

describe('sendBacklog', () => {
  it('sends exactly what was requested, over few connections, and records it as acknowledged', async () => {
    const sink = await startSink();
    try {
      const ledger = new TrafficLedger();

      await sendBacklog({
        endpoint: sink.endpoint,
        ledger,
        traces: 1_001,
        spansPerTrace: 2,
        metricPoints: 1_500,
        logRecords: 3,
      });

      expect(ledger.counts()).toEqual({ spans: 2_002, metricPoints: 1_500, logRecords: 3 });
      expect(ledger.traces.size).toBe(1_001);
      expect(sink.compare(ledger)).toMatchObject({
        spans: { sent: 2_002, delivered: 2_002 },
        metrics: { sent: 1_500, delivered: 1_500 },
        logs: { sent: 3, delivered: 3 },
      });
    } finally {
      await sink.stop();
    }
  });

  it.each<[string, (request: IncomingMessage, response: ServerResponse) => void]>([
    ['refused', (_request, response) => response.writeHead(503).end()],
    ['taken in part', (_request, response) => response.end('{"partialSuccess":{"rejectedSpans":"1"}}')],
    ['answered with something else', (_request, response) => response.end('<html>')],
    ['cut off', (request) => request.socket.destroy()],
  ])('counts a request that was %s as unsure, never as sent', async (_case, answer) => {
    const endpoint = await ingestion(answer);
    const ledger = new TrafficLedger();

    await sendBacklog({ endpoint, ledger, traces: 10 });

    expect(ledger.counts()).toEqual({ spans: 0, metricPoints: 0, logRecords: 0 });
    expect(ledger.unsure).toEqual({ spans: 40, metricPoints: 0, logRecords: 0 });
  });

  it('stops between two requests when aborted', async () => {
    const abort = new AbortController();
    const endpoint = await ingestion((_request, response) => {
      abort.abort(new Error('enough'));
      response.end('{}');
    });
    const ledger = new TrafficLedger();

    await expect(
      sendBacklog({ endpoint, ledger, traces: 100_000, concurrency: 1, signal: abort.signal }),
    ).rejects.toThrow('enough');
    expect(ledger.traces.size).toBe(250);
  });
});

describe('startSteadyTraffic', () => {
  it('sends at the given rate until stopped, and then its ledger is complete', async () => {
    const sink = await startSink();
    try {
      const ledger = new TrafficLedger();
      const startedMs = Date.now();
      const traffic = startSteadyTraffic({
        endpoint: sink.endpoint,
        ledger,
        tracesPerSecond: 40,
        logRecordsPerSecond: 2,
      });
      await waitUntil('the second log record', () => ledger.logRecords.size >= 2, { timeoutMs: 20_000 });
      await traffic.stop();
      const seconds = (Date.now() - startedMs) / 1000;

      expect(sink.compare(ledger).spans).toMatchObject({ sent: ledger.spans.size, missing: 0 });
      expect(sink.snapshot().spans).toBe(ledger.spans.size);
      expect(ledger.traces.size).toBeGreaterThanOrEqual(30);
      expect(ledger.traces.size).toBeLessThanOrEqual(40 * seconds + 10);
    } finally {
      await sink.stop();
    }
  });
});
