import { readLiveSettings, renderProcessing } from '../../../../lib/collector';
import { example } from '../../../_helpers/pipeline/examples';

function samplingOf(processors: string, order: string) {
  return readLiveSettings(`
receivers: {kafka: {}, otlp: {}}
processors: {${processors}}
exporters: {otlp_http: {}}
service:
  pipelines:
    traces: {receivers: [kafka], processors: [${order}], exporters: [otlp_http]}
    traces/other: {receivers: [otlp], processors: [tail_sampling/other], exporters: [otlp_http]}
`).sampling;
}

const OTHER = 'tail_sampling/other: {num_traces: 1}';

describe('the tail_sampling that limits a task', () => {
  it.each([
    ['has the defaults of the Collector', 'tail_sampling: {}', 'tail_sampling', 50_000, 30_000, 50_000 / 30],
    [
      'has its own settings',
      'tail_sampling: {num_traces: 20, decision_wait: 2s}',
      'tail_sampling',
      20,
      2_000,
      10,
    ],
    [
      'has the fallback of a variable',
      'tail_sampling: {num_traces: "${env:N:-60}"}',
      'tail_sampling',
      60,
      30_000,
      2,
    ],
    [
      'is the slowest of several',
      'tail_sampling: {}, tail_sampling/b: {num_traces: 30}, tail_sampling/c: {num_traces: 40}',
      'tail_sampling, tail_sampling/b, tail_sampling/c',
      30,
      30_000,
      1,
    ],
  ])('%s', (_name, processors, order, numTraces, decisionWaitMs, tracesPerSecond) => {
    expect(samplingOf(`${processors}, ${OTHER}`, order)).toEqual({
      processor: order.includes(',') ? 'tail_sampling/b' : 'tail_sampling',
      numTraces,
      decisionWaitMs,
      tracesPerSecond,
    });
  });

  it.each([
    ['its size is known only in the environment', 'tail_sampling: {num_traces: "${env:N}"}', 'tail_sampling'],
    ['it does not read from Kafka', 'batch: {}', 'batch'],
  ])('is not known if %s', (_name, processors, order) => {
    expect(samplingOf(`${processors}, ${OTHER}`, order)).toBeUndefined();
  });

  it('is the rendered one', () => {
    const { sampling } = readLiveSettings(renderProcessing(example('scram-tls'), 'latest'));

    expect(sampling).toMatchObject({ processor: 'tail_sampling', numTraces: 125_000 });
  });
});
