import recommended from 'aws-cdk-lib/recommended-feature-flags.json';
import { FEATURE_FLAGS } from '../../cdk/feature-flags';

describe('FEATURE_FLAGS', () => {
  it('follow the recommendations of the CDK, except one: an update of the CDK has to be reviewed first', () => {
    expect(FEATURE_FLAGS).toStrictEqual({
      ...recommended,
      '@aws-cdk/aws-ec2:restrictDefaultSecurityGroup': false,
    });
  });
});
