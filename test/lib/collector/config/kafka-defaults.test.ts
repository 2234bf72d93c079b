import { defaultTopic } from '../../../../lib/collector/config/kafka-defaults';

describe('The default topic of a signal', () => {
  it.each([
    ['traces', 'otlp_spans'],
    ['metrics', 'otlp_metrics'],
    ['logs', 'otlp_logs'],
    ['profiles', 'otlp_profiles'],
    ['constructor', undefined],
  ])('%s: %s', (signal, topic) => {
    expect(defaultTopic(signal)).toBe(topic);
  });
});
