import { checkEnvironment } from '../../../cdk/checks/environment';

const told = (settings: unknown, given: string[] = []) =>
  checkEnvironment(settings, given).map(({ message }) => /no variable (\w+)\.$/.exec(message)?.[1]);

describe('variables of the container', () => {
  it('are reported if they are not set, once each', () => {
    const headers = { authorization: 'Bearer ${env:TOKEN}', again: '${env:TOKEN}', tenant: '${env:TENANT}' };

    expect(told({ headers }, ['TENANT'])).toEqual(['TOKEN']);
  });

  it('may be unset if they have a default', () => {
    expect(told({ endpoint: '${env:BACKEND:-http://localhost}' })).toEqual([]);
  });

  it('do not include escaped references', () => {
    expect(told({ statement: 'set(name, "$${env:NOT_ONE}")' })).toEqual([]);
  });
});
