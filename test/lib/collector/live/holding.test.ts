import { longestHoldMs, readLiveSettings, renderProcessing } from '../../../../lib/collector';
import { example } from '../../../_helpers/pipeline/examples';

interface Parts {
  processors?: string;
  order?: string;
  exporters?: string;
  more?: string;
  pipelines?: string;
}

/** A configuration with one pipeline from Kafka through all processors to all exporters. */
function holdingOf({
  processors = '',
  order = '',
  exporters = 'otlp_http: {}',
  more = '',
  pipelines = '',
}: Parts) {
  const names =
    exporters.match(/[\w/]+(?=: \{)/g)?.filter((name) => !/^(retry|sending|batch)/.test(name)) ?? [];
  return readLiveSettings(`
receivers: {kafka: {}}
processors: {${processors}}
exporters: {${exporters}}
${more}
service:
  pipelines:
    traces: {receivers: [kafka], processors: [${order}], exporters: [${names.join(', ')}]}
    ${pipelines}
`).holding;
}

describe('the data that a task can hold', () => {
  it('is unbounded as rendered, with endless retries and a queue that waits', () => {
    const { holding } = readLiveSettings(renderProcessing(example('scram-tls'), 'latest'));

    expect(holding).toEqual({
      decisionWaitMs: 30_000,
      batchTimeoutMs: 200,
      retryMs: 'unbounded',
      queues: [
        {
          exporter: 'otlp_http',
          line: expect.any(Number),
          size: 10_000_000,
          sizer: 'bytes',
          whenFull: 'waits',
          storage: 'memory',
        },
      ],
    });
    expect(longestHoldMs(holding)).toBe('unbounded');
  });

  it("has the Collector's defaults for absent settings", () => {
    const holding = holdingOf({ processors: 'tail_sampling: {}, batch: {}', order: 'tail_sampling, batch' });

    expect(holding).toEqual({
      decisionWaitMs: 30_000,
      batchTimeoutMs: 200,
      retryMs: 300_000,
      queues: [
        {
          ...{ exporter: 'otlp_http', line: expect.any(Number), size: 1_000, sizer: 'requests' },
          ...{ whenFull: 'drops', storage: 'memory' },
        },
      ],
    });
    expect(longestHoldMs(holding)).toBe(330_200);
  });

  it.each<[string, Parts, object]>([
    [
      'adds up the batches on the way',
      {
        processors: 'batch/a: {timeout: 1s}, batch/b: {timeout: 2s}',
        order: 'batch/a, batch/b',
        exporters: 'otlp: {sending_queue: {batch: {flush_timeout: 500ms}}}',
      },
      { batchTimeoutMs: 3_500 },
    ],
    [
      'takes the longest decision',
      {
        processors: 'groupbytrace: {wait_duration: 40s}, tail_sampling: {decision_wait: 10s}',
        order: 'groupbytrace, tail_sampling',
      },
      { decisionWaitMs: 40_000 },
    ],
    [
      'leaves out processors that no pipeline uses',
      { processors: 'batch: {timeout: 9s}' },
      { batchTimeoutMs: 0 },
    ],
    [
      'does not count on a fallback, which the environment may raise',
      { processors: 'batch: {timeout: "${env:T:-1s}"}', order: 'batch' },
      { batchTimeoutMs: 'unknown' },
    ],
    [
      'knows an exporter that gives up at once, and one that never does',
      {
        exporters:
          'otlp/a: {retry_on_failure: {enabled: false}}, otlp/b: {retry_on_failure: {max_elapsed_time: 0}}',
      },
      { retryMs: 'unbounded' },
    ],
    [
      'takes the longest retry',
      {
        exporters:
          'otlp/a: {retry_on_failure: {enabled: false}}, otlp/b: {retry_on_failure: {max_elapsed_time: 1m}}',
      },
      { retryMs: 60_000 },
    ],
    [
      'does not guess a retry that only the environment knows',
      { exporters: 'otlp: {retry_on_failure: {max_elapsed_time: "${env:R}"}}' },
      { retryMs: 'unknown' },
    ],
    [
      'has no queue where it is switched off, nor in an exporter that writes on this machine',
      { exporters: 'otlp: {sending_queue: {enabled: false}}, debug: {}' },
      { queues: [] },
    ],
    [
      'knows a queue on disk',
      { exporters: 'otlp: {sending_queue: {storage: file_storage, queue_size: "${env:Q}"}}' },
      { queues: [expect.objectContaining({ storage: 'disk', size: 'unknown' })] },
    ],
    [
      'goes on behind a connector',
      {
        processors: 'batch: {timeout: 1s}, batch/b: {timeout: 2s}, tail_sampling: {}',
        order: 'batch',
        exporters: 'forward: {}',
        more: 'connectors: {forward: {}}',
        pipelines:
          'traces/b: {receivers: [forward], processors: [tail_sampling, batch/b], exporters: [debug]}',
      },
      { batchTimeoutMs: 3_000, decisionWaitMs: 30_000 },
    ],
  ])('%s', (_what, parts, expected) => {
    expect(holdingOf(parts)).toMatchObject(expected);
  });

  it('does not loop forever over a cycle of connectors, which the Collector refuses', () => {
    const holding = holdingOf({
      processors: 'batch: {timeout: 1s}',
      order: 'batch',
      exporters: 'forward: {}',
      more: 'connectors: {forward: {}}',
      pipelines: 'traces/b: {receivers: [forward], processors: [batch], exporters: [forward]}',
    });

    expect(holding.batchTimeoutMs).toBe(2_000);
  });
});
