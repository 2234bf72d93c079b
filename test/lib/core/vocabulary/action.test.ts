import { type Action, describeAction } from '../../../../lib/core/vocabulary/action';

const DEBT = { count: 6, stoppedAtMs: 0, for: 'rewind' };
const OFFSETS = [{ topic: 'a', partition: 0, offset: 0n }];

describe('an action in words', () => {
  it.each<[Action, string]>([
    [{ kind: 'set-desired-count', from: 1, to: 6 }, 'set desiredCount 1 -> 6'],
    [{ kind: 'stop-tasks', from: 6, debt: DEBT }, 'stop the tasks: desiredCount 6 -> 0 for a rewind'],
    [{ kind: 'start-tasks', to: 6, because: 'repay' }, 'start the tasks: desiredCount 0 -> 6'],
    [{ kind: 'close-debt' }, 'delete the record of the stop'],
    [{ kind: 'commit-offsets', purpose: 'repair', offsets: OFFSETS }, 'commit 1 offset (repair)'],
    [{ kind: 'seed-live', offsets: OFFSETS }, 'commit the log start of 1 partition while the group runs'],
    [{ kind: 'store-offset', fromVersion: 3, initialOffset: 'latest' }, 'store initial_offset: latest'],
    [
      { kind: 'restore-config', fromVersion: 4, toVersion: 3, initialOffset: 'earliest' },
      'store the config of version 3 again',
    ],
    [{ kind: 'roll-tasks' }, 'replace the tasks with a rolling deployment'],
    [{ kind: 'create-partitions', topic: 'otlp_spans', count: 8 }, 'raise otlp_spans to 8 partitions'],
    [{ kind: 'stop-service', count: 6 }, 'stop the service: desiredCount 6 -> 0, until resume'],
    [{ kind: 'end-hold', to: 6 }, 'end the stop: desiredCount -> 6'],
    [{ kind: 'end-hold', to: 0 }, 'end the stop'],
  ])('%j', (action, expected) => {
    expect(describeAction(action)).toBe(expected);
  });
});
