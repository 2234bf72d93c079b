import { gzipSync } from 'node:zlib';
import { type Sink, startSink } from '../../../local/sink/start-sink';
import { TrafficLedger } from '../../../local/traffic/ledger';
import { logsPayload, metricsPayload, type Payload, tracesPayload } from '../../../local/traffic/payload';

let sink: Sink;

beforeEach(async () => {
  sink = await startSink();
});

afterEach(() => sink.stop());

function post(payload: Payload, headers: Record<string, string> = {}, body: string | Buffer = payload.body) {
  return fetch(sink.endpoint + payload.path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}

const someTraces = (traces = 1) =>
  tracesPayload({ traces, spansPerTrace: 2, nowMs: 1_700_000_000_000, partition: { kind: 'any' } });

describe('the sink', () => {
  it('counts missing and repeated items, and traces that came through two tasks', async () => {
    // Prepare: three traces of two spans; one is whole, one comes in halves, one never.
    const ledger = new TrafficLedger();
    const [whole, halved, lost] = [someTraces(), someTraces(), someTraces()];
    const [metrics, logs] = [metricsPayload({ points: 3, nowMs: 1 }), logsPayload({ records: 2, nowMs: 1 })];
    for (const payload of [whole, halved, lost, metrics, logs]) ledger.record(payload, 'acknowledged');
    const otlp = JSON.parse(halved.body);
    const half = (index: number) => {
      const copy = structuredClone(otlp);
      const scope = copy.resourceSpans[0].scopeSpans[0];
      scope.spans = [scope.spans[index]];
      return JSON.stringify(copy);
    };

    // Act
    await post(whole, { 'x-spillway-task': 'a' });
    await post(whole, { 'x-spillway-task': 'a' });
    await post(halved, { 'x-spillway-task': 'a' }, half(0));
    await post(halved, { 'x-spillway-task': 'b' }, half(1));
    await post(metrics);
    await post(logs);

    // Assess
    const missingExamples = 'spans' in lost ? lost.spans.map(({ spanId }) => spanId) : [];
    expect(sink.compare(ledger)).toEqual({
      spans: { sent: 6, delivered: 4, missing: 2, duplicated: 2, missingExamples },
      traces: { total: 3, split: 1 },
      metrics: { sent: 3, delivered: 3, missing: 0, duplicated: 0, missingExamples: [] },
      logs: { sent: 2, delivered: 2, missing: 0, duplicated: 0, missingExamples: [] },
    });
    expect(sink.snapshot()).toEqual({
      spansReceived: 6,
      spans: 4,
      traces: 2,
      metricPoints: 3,
      logRecords: 2,
      itemsByTask: { a: 5, b: 1, unknown: 5 },
    });
  });

  it('reads compressed bodies', async () => {
    const payload = someTraces();

    const answer = await post(payload, { 'content-encoding': 'gzip' }, gzipSync(payload.body));

    expect(answer.status).toBe(200);
    expect(sink.snapshot().spans).toBe(2);
  });

  it.each<[string, Record<string, string>, string]>([
    ['protobuf', { 'content-type': 'application/x-protobuf' }, '{}'],
    ['another compression', { 'content-encoding': 'zstd' }, '{}'],
    ['no JSON', {}, '{'],
    ['no gzip where it says so', { 'content-encoding': 'gzip' }, '{}'],
  ])('says what it expected if it gets %s', async (_case, headers, body) => {
    const answer = await post(someTraces(), headers, body);

    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(/expected (OTLP as JSON|gzip or no compression)/);
  });

  it('holds requests until its mood changes', async () => {
    sink.setMood({ kind: 'hold' });
    let answered = false;
    const sending = post(someTraces()).then((answer) => {
      answered = true;
      return answer;
    });
    // A second request answered by the same server shows that the first had its chance.
    expect(
      await fetch(`${sink.endpoint}/elsewhere`, { signal: AbortSignal.timeout(200) }).catch(() => 'held'),
    ).toBe('held');
    expect([answered, sink.snapshot().spans]).toEqual([false, 0]);

    sink.setMood({ kind: 'accept' });

    expect((await sending).status).toBe(200);
    expect(sink.snapshot().spans).toBe(2);
  });

  it('refuses with the given status and records nothing', async () => {
    sink.setMood({ kind: 'refuse', status: 503 });

    expect((await post(someTraces())).status).toBe(503);
    expect(sink.snapshot().spans).toBe(0);
  });

  it('counts the requests that it disturbed, and names all spans that it has not got', async () => {
    const ledger = new TrafficLedger();
    const [refused, accepted] = [someTraces(), someTraces()];
    for (const payload of [refused, accepted]) ledger.record(payload, 'acknowledged');
    sink.setMood({ kind: 'refuse-some', status: 503, every: 2 });
    const answers = [(await post(accepted)).status, (await post(refused)).status];

    expect(answers).toEqual([200, 503]);
    expect(sink.disturbed()).toBe(1);
    expect(sink.missing(ledger)).toEqual('spans' in refused ? refused.spans.map(({ spanId }) => spanId) : []);
  });

  it('stops while it holds a request', async () => {
    sink.setMood({ kind: 'hold' });
    const sending = post(someTraces()).catch(() => 'cut off');
    await fetch(`${sink.endpoint}/elsewhere`, { signal: AbortSignal.timeout(200) }).catch(() => undefined);

    await sink.stop();

    expect(await sending).toBe('cut off');
    sink = await startSink();
  });
});
