import recommended from 'aws-cdk-lib/recommended-feature-flags.json';
import { FEATURE_FLAGS } from '../../cdk/feature-flags';

describe('FEATURE_FLAGS', () => {
  it('are what the CDK recommends here, but for one: an update of the library is looked at before they follow', () => {
    expect(FEATURE_FLAGS).toStrictEqual({
      ...recommended,
      '@aws-cdk/aws-ec2:restrictDefaultSecurityGroup': false,
    });
  });
});
