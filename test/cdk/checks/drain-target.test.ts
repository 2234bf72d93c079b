import { Duration } from 'aws-cdk-lib';
import { checkDrainTarget } from '../../../cdk/checks/drain-target';

describe('How long a group may be behind', () => {
  it.each([
    ['a minute', Duration.minutes(1), []],
    ['a day', Duration.days(1), []],
    ['a second more', Duration.seconds(86_401), ['CDK_DRAIN_TARGET_TOO_LONG']],
  ])('before an alarm: %s', (_name, target, codes) => {
    expect(checkDrainTarget(target).map(({ code }) => code)).toEqual(codes);
  });
});
