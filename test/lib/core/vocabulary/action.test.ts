import { type Action, describeAction } from '../../../../lib/core/vocabulary/action';

describe('an action in words', () => {
  it.each<[Action, string]>([
    [{ kind: 'set-desired-count', from: 1, to: 6, guard: 'none' }, 'set desiredCount 1 -> 6'],
    [
      { kind: 'commit-offsets', purpose: 'seed', offsets: [{ topic: 'a', partition: 0, offset: 0n }] },
      'commit 1 offsets (seed)',
    ],
    [
      { kind: 'store-config', fromVersion: 3, initialOffset: 'latest', guard: 'none' },
      'store initial_offset: latest',
    ],
    [
      { kind: 'restore-config', fromVersion: 4, toVersion: 3, initialOffset: 'earliest' },
      'store the config of version 3 again',
    ],
    [{ kind: 'create-partitions', topic: 'otlp_spans', count: 8 }, 'raise otlp_spans to 8 partitions'],
  ])('%j', (action, expected) => {
    expect(describeAction(action)).toBe(expected);
  });
});
