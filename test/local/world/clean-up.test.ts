import { CleanUp } from '../../../local/world/clean-up';

describe('cleaning up', () => {
  it('runs all steps once, the last one first, even if some fail', async () => {
    const done: string[] = [];
    const problems: string[] = [];
    const cleanUp = new CleanUp();
    cleanUp.add('Kafka', async () => done.push('Kafka'));
    cleanUp.add('the tasks', async () => {
      throw new Error('stuck');
    });
    cleanUp.add('the sink', async () => done.push('sink'));

    await cleanUp.run((line) => problems.push(line));
    await cleanUp.run((line) => problems.push(line));

    expect(done).toEqual(['sink', 'Kafka']);
    expect(problems).toEqual(['could not clean up the tasks: stuck']);
  });
});
