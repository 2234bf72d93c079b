import { exportMetrics } from '../../../../lib/adapters/task-metrics/export-metrics';
import { samplesOf } from '../../../../lib/adapters/task-metrics/prometheus-text';
import { expectLinear } from '../../../_helpers/process/expect-linear';

/** Lines as a Collector v0.160.0 printed them, its sink holding every request; scope labels left out. */
const HELD = `# HELP otelcol_exporter_queue_size Current size of the retry queue (in batches). [Alpha]
# TYPE otelcol_exporter_queue_size gauge
otelcol_exporter_in_flight_requests{data_type="traces",exporter="otlp_http"} 3
otelcol_exporter_queue_capacity{data_type="logs",exporter="otlp_http"} 20
otelcol_exporter_queue_capacity{data_type="traces",exporter="otlp_http"} 20
otelcol_exporter_queue_size{data_type="logs",exporter="otlp_http"} 0
otelcol_exporter_queue_size{data_type="traces",exporter="otlp_http"} 20
otelcol_receiver_accepted_spans{receiver="kafka",transport="kafka"} 20
`;

describe('what a Collector reports about its exporters', () => {
  it('is one queue per exporter and signal, and nothing sent before the first item', () => {
    expect(exportMetrics(HELD)).toEqual({
      queues: [
        { exporter: 'otlp_http', signal: 'logs', size: 0, capacity: 20 },
        { exporter: 'otlp_http', signal: 'traces', size: 20, capacity: 20 },
      ],
      sent: 0,
      dropped: 0,
    });
  });

  it('adds up sent and dropped items over exporters, signals and both spellings', () => {
    const text = `otelcol_exporter_sent_spans{exporter="otlp_http",url_path="/v1/traces"} 200
otelcol_exporter_sent_log_records_total{exporter="otlp_http/b"} 1.5e+02
otelcol_exporter_sent_metric_points{exporter="otlp_http"} 7
otelcol_exporter_send_failed_spans{exporter="otlp_http"} 4
otelcol_exporter_send_failed_log_records_total{exporter="otlp_http"} 5
otelcol_exporter_enqueue_failed_spans{exporter="otlp_http"} 1000
`;

    expect(exportMetrics(text)).toEqual({ queues: [], sent: 357, dropped: 9 });
  });

  it('adds up the traces that wait for a decision, and has no such number without tail_sampling', () => {
    const name = 'otelcol_processor_tail_sampling_sampling_traces_on_memory';

    expect(
      exportMetrics(`${name}{processor="tail_sampling"} 40\n${name}{processor="tail_sampling/b"} 2\n`),
    ).toMatchObject({
      sampling: 42,
    });
    expect(exportMetrics(HELD)).not.toHaveProperty('sampling');
  });

  it('excludes a queue without a capacity, because nothing can be compared with it', () => {
    expect(exportMetrics('otelcol_exporter_queue_size{exporter="a",data_type="logs"} 5\n').queues).toEqual(
      [],
    );
  });

  it.each(['', '<html>not metrics</html>', '{"json": true}'])('is empty in %j', (text) => {
    expect(exportMetrics(text)).toEqual({ queues: [], sent: 0, dropped: 0 });
  });
});

describe('a line of Prometheus text', () => {
  it.each([
    ['a 1', { name: 'a', labels: {}, value: 1 }],
    ['a{} 1', { name: 'a', labels: {}, value: 1 }],
    ['a_b:c{x="1",y="2"} 2.5 1700000000', { name: 'a_b:c', labels: { x: '1', y: '2' }, value: 2.5 }],
    ['a{x="}",y="a\\"b"} -3e2', { name: 'a', labels: { x: '}', y: 'a\\"b' }, value: -300 }],
  ])('%s', (line, sample) => {
    expect(samplesOf(line, '')).toEqual([{ ...sample, labels: new Map(Object.entries(sample.labels)) }]);
  });

  it.each(['# TYPE a gauge', 'a', 'a NaN', 'a +Inf', '1a 2', ''])('is ignored: %s', (line) => {
    expect(samplesOf(line, '')).toEqual([]);
  });

  it('with another prefix is ignored', () => {
    expect(samplesOf('go_threads 1\notelcol_x 2', 'otelcol_')).toMatchObject([{ name: 'otelcol_x' }]);
  });

  it('may have a label of any name', () => {
    const [sample] = samplesOf('a{__proto__="x",constructor="y"} 1', '');

    expect([...(sample?.labels ?? [])]).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });
});

describe('a text that is no metrics', () => {
  const PREFIX = 'otelcol_exporter_x';
  it.each<[string, (length: number) => string]>([
    ['a line without an end of its labels', (length) => `${PREFIX}{${'a'.repeat(length)} 1`],
    ['a line of label names', (length) => `${PREFIX}{${'a,'.repeat(length)}} 1`],
    ['a line of quotes', (length) => `${PREFIX}{a=${'"'.repeat(length)}} 1`],
    ['a line of backslashes', (length) => `${PREFIX}{a="${'\\'.repeat(length)}} 1`],
    ['a line of labels', (length) => `${PREFIX}{${'a="b",'.repeat(length)}} 1`],
    ['a line of braces', (length) => `${PREFIX}${'{'.repeat(length)} 1`],
    ['a line of spaces', (length) => `${PREFIX}{${' '.repeat(length)}`],
    ['short lines', (length) => `${PREFIX}{\n`.repeat(length)],
  ])('takes no longer than its length: %s', (_name, text) => {
    expectLinear((length) => exportMetrics(text(length)), 50_000);
  });
});
