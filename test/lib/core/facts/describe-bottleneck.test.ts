import type { Bottleneck } from '../../../../lib/core/facts/bottleneck';
import { describeBottleneck } from '../../../../lib/core/facts/describe-bottleneck';

const queue = { exporter: 'otlp_http', signal: 'traces', size: 990, capacity: 1000 };
const ARN = 'arn:aws:ecs:eu-west-1:123456789012:task/telemetry/';

describe('a bottleneck in words', () => {
  it.each<[Bottleneck, string]>([
    [
      { kind: 'backend', waiting: [`${ARN}a`, `${ARN}b`], read: 3, queue, takenPerSecond: 12.4 },
      '2 of 3 tasks wait for the backend: queue of otlp_http (traces) at 990 of 1000, 12 items/s accepted; more tasks would not help',
    ],
    [
      { kind: 'backend', waiting: [`${ARN}a`], read: 1, queue, takenPerSecond: 'unknown' },
      '1 of 1 task waits for the backend: queue of otlp_http (traces) at 990 of 1000; more tasks would not help',
    ],
    [
      { kind: 'some-tasks', waiting: [`${ARN}a`, 'b'], read: 9, queue, takenPerSecond: 0 },
      '2 of 9 tasks wait for the backend: queue of otlp_http (traces) at 990 of 1000, 0 items/s accepted: a, b',
    ],
    [
      { kind: 'tasks', read: 3, queue: { ...queue, size: 4 } },
      'the export queues of all 3 tasks have room; the fullest: queue of otlp_http (traces) at 4 of 1000',
    ],
    [
      {
        kind: 'sampling',
        full: 2,
        read: 3,
        limit: {
          processor: 'tail_sampling',
          numTraces: 50_000,
          decisionWaitMs: 30_000,
          tracesPerSecond: 1_666.7,
        },
      },
      'tail_sampling is full in 2 of 3 tasks (50000 traces, each for 30 s), so a task takes at most 1667 traces/s',
    ],
    [{ kind: 'unknown', why: 'no task is running' }, 'no task is running'],
  ])('%j', (bottleneck, words) => {
    expect(describeBottleneck(bottleneck)).toBe(words);
  });
});
