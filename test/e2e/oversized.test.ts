import { readFileSync } from 'node:fs';
import { renderIngestion, renderProcessing } from '../../lib/collector';
import { sumByName } from '../../local/collector/collector-metrics';
import type { RunningCollector } from '../../local/collector/start-collector';
import { TrafficLedger } from '../../local/traffic/ledger';
import { logsPayload, metricsPayload, type Payload, tracesPayload } from '../../local/traffic/payload';
import { allDelivered, renderedPair } from '../_helpers/collector/rendered-pair';

const NEIGHBOURS = 1_000;
const TOO_LARGE = 1_000_000;
/** Where the item that is too large is in its request. */
const PLACES = { first: 0, middle: NEIGHBOURS / 2, last: NEIGHBOURS };
const PLACE_COUNT = Object.keys(PLACES).length;

const pair = renderedPair();

/** The parts of OTLP/JSON that are changed here. */
interface Item {
  traceId?: string;
  spanId?: string;
  timeUnixNano?: string;
  body?: object;
  attributes?: object[];
  events?: object[];
}

const text = (key: string, length: number) => ({ key, value: { stringValue: 'x'.repeat(length) } });

/** What makes it too large. */
const SPANS: Item[] = [
  { attributes: [text('payload', TOO_LARGE)] },
  { attributes: Array.from({ length: 100 }, (_, index) => text(`a${index}`, TOO_LARGE / 100)) },
  { events: [{ name: 'exception', attributes: [text('exception.stacktrace', TOO_LARGE)] }] },
  { events: Array.from({ length: 100 }, () => ({ name: 'e', attributes: [text('a', TOO_LARGE / 100)] })) },
];
const LOG_RECORDS: Item[] = [
  { body: { stringValue: 'x'.repeat(TOO_LARGE) } },
  { body: { kvlistValue: { values: [text('payload', TOO_LARGE)] } } },
  { attributes: [text('payload', TOO_LARGE)] },
  { body: { stringValue: 'x'.repeat(TOO_LARGE / 2) }, attributes: [text('payload', TOO_LARGE / 2)] },
];
const POINTS: Item[] = [{ attributes: [text('payload', TOO_LARGE)] }];

/** The request with a further item at that place. */
function withItem(payload: Payload, place: number, item: Item): string {
  const body = JSON.parse(payload.body);
  const list: Item[] =
    payload.path === '/v1/traces'
      ? body.resourceSpans[0].scopeSpans[0].spans
      : payload.path === '/v1/logs'
        ? body.resourceLogs[0].scopeLogs[0].logRecords
        : body.resourceMetrics[0].scopeMetrics[0].metrics[0].gauge.dataPoints;
  list.splice(place, 0, { ...list[0], ...item });
  return JSON.stringify(body);
}

async function startPair(name: string, collector?: string): Promise<RunningCollector> {
  const spec = await pair.pipeline(name, { tailSampling: 'none' });
  await pair.start(`${name}-processing`, renderProcessing(spec, 'earliest'));
  return pair.start(`${name}-ingestion`, renderIngestion(spec, { collector }));
}

/** Sends each item among neighbours of its own at each place. The ledger knows the neighbours. */
async function sendAll(
  { endpoints }: RunningCollector,
  items: Item[],
  neighbours: () => Payload,
): Promise<TrafficLedger> {
  const ledger = new TrafficLedger();
  for (const place of Object.values(PLACES)) {
    for (const item of items) {
      const payload = neighbours();
      const answer = await fetch(`${endpoints.otlpHttp}${payload.path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: withItem(payload, place, item),
      });
      expect(answer.status).toBe(200);
      ledger.record(payload, 'acknowledged');
    }
  }
  return ledger;
}

async function counter({ endpoints }: RunningCollector, name: string): Promise<number | undefined> {
  const counters = sumByName(await (await fetch(endpoints.metrics)).text());
  // Older versions end the names of counters in _total.
  return counters.get(name) ?? counters.get(`${name}_total`);
}

/** Its log without the OTTL that it quotes. A Collector logs ten equal messages in 10 s, then each hundredth. */
function logOf({ process }: RunningCollector): string {
  return readFileSync(process.logFile, 'utf8').replace(/"(statement|condition)": .*/g, '');
}

describe('An item that does not fit into a Kafka record', () => {
  it('is dropped, counted and named if it is a span, and all its neighbours arrive', async () => {
    // Prepare
    const ingestion = await startPair('large-spans');
    const spans = SPANS.map((span, index) => ({
      ...span,
      traceId: `0000000000000000000000000000000${index + 1}`,
      spanId: `000000000000000${index + 1}`,
    }));
    const dropped = spans.length * PLACE_COUNT;

    // Act
    const ledger = await sendAll(ingestion, spans, () =>
      tracesPayload({
        traces: NEIGHBOURS / 4,
        spansPerTrace: 4,
        nowMs: Date.now(),
        partition: { kind: 'any' },
      }),
    );
    await pair.untilReceived(dropped * NEIGHBOURS);

    // Assess
    expect(pair.sink.compare(ledger).spans).toEqual(allDelivered(dropped * NEIGHBOURS));
    expect(pair.sink.snapshot().spans).toBe(dropped * NEIGHBOURS);
    expect(await counter(ingestion, 'otelcol_processor_filter_spans_filtered')).toBe(dropped);
    const log = logOf(ingestion);
    for (const { traceId, spanId } of spans) {
      const name = `Dropped span ${spanId} of trace ${traceId} of checkout: larger than 900000 bytes`;
      expect(log).toContain(name);
    }
  }, 240_000);

  // ADOT itself is not run; it has no transform processor, so a filter alone does it.
  it.each([
    ['the Collector', 'large-logs', undefined],
    ['ADOT', 'large-adot', 'adot-0.49.0'],
  ])(
    'is dropped, counted and named if it is a log record, in what is rendered for %s',
    async (_, name, collector) => {
      // Prepare
      const ingestion = await startPair(name, collector);
      const records = LOG_RECORDS.map((record, index) => ({
        ...record,
        timeUnixNano: `170000000000000000${index}`,
      }));
      const dropped = records.length * PLACE_COUNT;

      // Act
      const ledger = await sendAll(ingestion, records, () =>
        logsPayload({ records: NEIGHBOURS, nowMs: Date.now() }),
      );
      await pair.untilReceived(dropped * NEIGHBOURS);

      // Assess
      expect(pair.sink.compare(ledger).logs).toEqual(allDelivered(dropped * NEIGHBOURS));
      expect(await counter(ingestion, 'otelcol_processor_filter_logs_filtered')).toBe(dropped);
      const log = logOf(ingestion);
      for (const { timeUnixNano } of records) {
        expect(log).toContain(`Dropped log record at ${timeUnixNano} of trace`);
      }
    },
    240_000,
  );

  it('is dropped, counted and named if it is a data point, and all its neighbours arrive', async () => {
    // Prepare
    const ingestion = await startPair('large-points');
    const dropped = POINTS.length * PLACE_COUNT;

    // Act
    const ledger = await sendAll(ingestion, POINTS, () =>
      metricsPayload({ points: NEIGHBOURS, nowMs: Date.now() }),
    );
    await pair.untilReceived(dropped * NEIGHBOURS);

    // Assess
    expect(pair.sink.compare(ledger).metrics).toEqual(allDelivered(dropped * NEIGHBOURS));
    expect(await counter(ingestion, 'otelcol_processor_filter_datapoints_filtered')).toBe(dropped);
    expect(logOf(ingestion).split('Dropped data point of checkout.queue.depth at ')).toHaveLength(
      dropped + 1,
    );
  }, 240_000);

  it('takes the items of its resource with it if that is too large, and no others', async () => {
    // Prepare
    const ingestion = await startPair('large-resource');
    const ledger = new TrafficLedger();
    const [before, after] = [1, 2].map(() => logsPayload({ records: NEIGHBOURS, nowMs: Date.now() }));
    const large = JSON.parse(logsPayload({ records: 2, nowMs: Date.now() }).body).resourceLogs[0];
    large.resource.attributes.push(text('process.command_line', TOO_LARGE));

    // Act
    const resourceLogs = [
      ...JSON.parse(before?.body ?? '').resourceLogs,
      large,
      ...JSON.parse(after?.body ?? '').resourceLogs,
    ];
    await fetch(`${ingestion.endpoints.otlpHttp}/v1/logs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceLogs }),
    });
    for (const payload of [before, after]) if (payload) ledger.record(payload, 'acknowledged');
    await pair.untilReceived(2 * NEIGHBOURS);

    // Assess
    expect(pair.sink.compare(ledger).logs).toEqual(allDelivered(2 * NEIGHBOURS));
    expect(await counter(ingestion, 'otelcol_processor_filter_logs_filtered')).toBe(2);
    expect(logOf(ingestion)).toContain('Dropped resource of checkout: larger than 80000 bytes');
  }, 120_000);

  it('leaves its span if it is an event, in what is rendered for ADOT', async () => {
    // Prepare
    const ingestion = await startPair('large-adot-event', 'adot-0.49.0');
    const ids = { traceId: '00000000000000000000000000000001', spanId: '0000000000000001' };
    const events = [{ name: 'exception', attributes: [text('exception.stacktrace', TOO_LARGE)] }];

    // Act
    const ledger = await sendAll(ingestion, [{ ...ids, events }], () =>
      tracesPayload({
        traces: NEIGHBOURS / 4,
        spansPerTrace: 4,
        nowMs: Date.now(),
        partition: { kind: 'any' },
      }),
    );
    await pair.untilReceived(PLACE_COUNT * NEIGHBOURS + 1);

    // Assess
    expect(pair.sink.compare(ledger).spans).toEqual(allDelivered(PLACE_COUNT * NEIGHBOURS));
    expect(logOf(ingestion)).toContain(`Dropped event of span ${ids.spanId} of trace ${ids.traceId}`);
  }, 120_000);

  it('is what exceeds the limit: slightly smaller ones arrive', async () => {
    // Prepare
    const ingestion = await startPair('nearly-large');
    const ledger = new TrafficLedger();
    const payload = logsPayload({ records: 3, nowMs: Date.now() });
    const body = JSON.parse(payload.body);
    for (const record of body.resourceLogs[0].scopeLogs[0].logRecords) {
      record.body.stringValue = 'x'.repeat(890_000);
    }

    // Act
    await fetch(`${ingestion.endpoints.otlpHttp}/v1/logs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    ledger.record(payload, 'acknowledged');
    await pair.untilReceived(3);

    // Assess
    expect(pair.sink.compare(ledger).logs).toEqual(allDelivered(3));
  }, 120_000);
});
