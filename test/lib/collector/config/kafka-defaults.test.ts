import { defaultTopic } from '../../../../lib/collector/config/kafka-defaults';

describe('The topic of a signal where a configuration names none', () => {
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
