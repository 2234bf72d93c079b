import { Duration } from 'aws-cdk-lib';
import { checkDrainTarget } from '../../../cdk/checks/drain-target';

describe('drainTarget', () => {
  it.each([
    ['a minute', Duration.minutes(1), []],
    ['a day', Duration.days(1), []],
    ['a second more', Duration.seconds(86_401), ['CDK_DRAIN_TARGET_TOO_LONG']],
  ])('of %s', (_name, target, codes) => {
    expect(checkDrainTarget(target).map(({ code }) => code)).toEqual(codes);
  });
});
