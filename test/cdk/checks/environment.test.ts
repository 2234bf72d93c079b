import { checkEnvironment } from '../../../cdk/checks/environment';

const told = (settings: unknown, given: string[] = []) =>
  checkEnvironment(settings, given).map(({ message }) => /no variable (\w+)\.$/.exec(message)?.[1]);

describe('variables of the container', () => {
  it('are told of when nobody sets them, each once', () => {
    const headers = { authorization: 'Bearer ${env:TOKEN}', again: '${env:TOKEN}', tenant: '${env:TENANT}' };

    expect(told({ headers }, ['TENANT'])).toEqual(['TOKEN']);
  });

  it('may be missing where a default stands', () => {
    expect(told({ endpoint: '${env:BACKEND:-http://localhost}' })).toEqual([]);
  });

  it('are not what is escaped for the Collector to leave alone', () => {
    expect(told({ statement: 'set(name, "$${env:NOT_ONE}")' })).toEqual([]);
  });
});
