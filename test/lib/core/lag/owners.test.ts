import { ownersOf } from '../../../../lib/core/lag/owners';

describe('the owner of a partition', () => {
  const ownerOf = ownersOf({
    groupId: 'otel-processing',
    state: 'Stable',
    members: [
      {
        memberId: 'a',
        clientId: 'otel-a',
        host: '10.0.0.1',
        assignment: [
          { topic: 'otlp_spans', partitions: [0, 2] },
          { topic: 'otlp_logs', partitions: [0] },
        ],
      },
      {
        memberId: 'b',
        clientId: 'otel-b',
        host: '10.0.0.2',
        assignment: [{ topic: 'otlp_spans', partitions: [1] }],
      },
      { memberId: 'c', clientId: 'otel-c', host: '10.0.0.3', assignment: 'unknown' },
    ],
  });

  it.each([
    ['otlp_spans', 0, 'otel-a at 10.0.0.1'],
    ['otlp_spans', 1, 'otel-b at 10.0.0.2'],
    ['otlp_spans', 2, 'otel-a at 10.0.0.1'],
    ['otlp_logs', 0, 'otel-a at 10.0.0.1'],
    ['otlp_spans', 3, undefined],
    ['otlp_metrics', 0, undefined],
  ])('of %s/%i is %s', (topic, partition, expected) => {
    expect(ownerOf(topic, partition)).toBe(expected);
  });
});
