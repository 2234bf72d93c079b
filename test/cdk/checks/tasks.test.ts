import { checkTasks, knownPartitions } from '../../../cdk/checks/tasks';
import { parsePipelineSpec } from '../../../lib/pipeline';
import { testSpec } from '../../_helpers/pipeline/spec';

describe('tasks above partitions', () => {
  it.each([
    // tasks, partitions, reported keys
    [{ min: 4 }, 4, []],
    [{ min: 5 }, 4, ['min']],
    [{ steady: 6 }, 4, ['steady']],
    [{ min: 5, steady: 6 }, 4, ['min', 'steady']],
    [{ steady: 'partitions' }, 4, []],
    // max is only a limit: the controller starts no more tasks than are useful.
    [{ max: 100 }, 4, []],
    [{ min: 50 }, undefined, []],
  ])('%j with %d partitions: %j', (tasks, partitions, keys) => {
    const told = checkTasks(testSpec({}, tasks), partitions);

    expect(told.map(({ message }) => /tasks\.(\w+)/.exec(message)?.[1])).toEqual(keys);
  });

  it('are reported with the number of tasks that would read nothing', () => {
    expect(checkTasks(testSpec({}, { min: 5 }), 3)).toEqual([
      expect.objectContaining({ message: expect.stringContaining('2 of the tasks would read nothing') }),
    ]);
  });
});

describe('the highest number of partitions in the spec', () => {
  const known = (signals: object) =>
    knownPartitions(
      parsePipelineSpec(
        JSON.stringify({
          name: 'test',
          kafka: { brokers: ['kafka-1:9092'] },
          group: 'test',
          signals,
          tiers: { processing: { cluster: 'c', service: 's', backend: { endpoint: 'http://b' } } },
        }),
        'test.yaml',
      ),
    );

  it.each<[string, number | undefined, object]>([
    ['is the highest of all topics', 12, { traces: topic('a', 12), logs: topic('b', 6) }],
    ['is unknown if one topic has no number', undefined, { traces: topic('a', 12), logs: topic('b') }],
    ['is unknown if no topic has a number', undefined, { metrics: topic('a') }],
    ['is that of the only topic', 3, { metrics: topic('a', 3) }],
  ])('%s', (_, expected, signals) => {
    expect(known(signals)).toBe(expected);
  });
});

function topic(name: string, partitions?: number): object {
  return { topic: name, partitions };
}
