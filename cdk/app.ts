import { App } from 'aws-cdk-lib';
import { buildApp } from './build-app';

/** `npx cdk deploy -c pipeline=FILE[,FILE]`: a stack for each pipeline spec, no TypeScript of one's own. */
// CloudFormation's rules take seven of eight seconds of a synth. What this app makes is asked about them in its tests;
// `CDK_VALIDATION=true` asks again.
process.env.CDK_VALIDATION ??= 'false';

const app = new App();
const refused = buildApp(app);
if (refused.length === 0) {
  app.synth();
} else {
  // Of no use to anybody with a stack trace; the CDK's command line adds that the app ended with 1.
  for (const line of refused) console.error(line);
  process.exitCode = 1;
}
