import { App } from 'aws-cdk-lib';
import recommended from 'aws-cdk-lib/recommended-feature-flags.json';
import { buildApp } from './build-app';

/** `npx cdk deploy -c pipeline=FILE[,FILE]`: a stack for each pipeline spec, no TypeScript of one's own. */
// CloudFormation's rules take seven of eight seconds of a synth. What this app makes is asked about them in its tests;
// `CDK_VALIDATION=true` asks again.
process.env.CDK_VALIDATION ??= 'false';

const app = new App({
  context: {
    // As `cdk init` would write them into a new project's cdk.json; what the user's own says goes before.
    ...recommended,
    // A function of the CDK's, with more rights than all of ours, to close a group that nothing is in.
    '@aws-cdk/aws-ec2:restrictDefaultSecurityGroup': false,
  },
});
const refused = buildApp(app);
if (refused.length === 0) {
  app.synth();
} else {
  // Of no use to anybody with a stack trace; the CDK's command line adds that the app ended with 1.
  for (const line of refused) console.error(line);
  process.exitCode = 1;
}
