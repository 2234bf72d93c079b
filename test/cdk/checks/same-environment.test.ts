import { mayShareEnvironment } from '../../../cdk/checks/same-environment';

describe('two environments', () => {
  it.each([
    ['aws://1/eu-west-1', 'aws://1/eu-west-1', true],
    ['aws://1/eu-west-1', 'aws://1/us-east-1', false],
    ['aws://1/eu-west-1', 'aws://2/eu-west-1', false],
    ['aws://unknown-account/unknown-region', 'aws://1/eu-west-1', true],
    ['aws://unknown-account/eu-west-1', 'aws://1/unknown-region', true],
    ['aws://unknown-account/eu-west-1', 'aws://unknown-account/us-east-1', false],
  ])('%s and %s may be the same: %s', (a, b, expected) => {
    expect([mayShareEnvironment(a, b), mayShareEnvironment(b, a)]).toEqual([expected, expected]);
  });
});
