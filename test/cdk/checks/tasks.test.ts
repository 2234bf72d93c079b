import { tasksMisuse } from '../../../cdk/checks/tasks';
import { testSpec } from '../../_helpers/pipeline';

describe('tasks above partitions', () => {
  it.each([
    // tasks, partitions, what is told of
    [{ min: 4 }, 4, []],
    [{ min: 5 }, 4, ['min']],
    [{ steady: 6 }, 4, ['steady']],
    [{ min: 5, steady: 6 }, 4, ['min', 'steady']],
    [{ steady: 'partitions' }, 4, []],
    // A bound is no wish: the controller stays at the useful number.
    [{ max: 100 }, 4, []],
    [{ min: 50 }, undefined, []],
  ])('%j with %d partitions: %j', (tasks, partitions, keys) => {
    const told = tasksMisuse(testSpec({}, tasks), partitions);

    expect(told.map(({ what }) => /tasks\.(\w+)/.exec(what)?.[1])).toEqual(keys);
  });

  it('says how many of them would read nothing', () => {
    expect(tasksMisuse(testSpec({}, { min: 5 }), 3)).toEqual([
      expect.objectContaining({ what: expect.stringContaining('2 of the tasks would read nothing') }),
    ]);
  });
});
