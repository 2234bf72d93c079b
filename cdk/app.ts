import { rmSync } from 'node:fs';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { buildApp } from './build-app';
import { FEATURE_FLAGS } from './feature-flags';

/** `npx cdk deploy -c pipeline=FILE[,FILE]`: a stack for each pipeline spec, no TypeScript of one's own. */
// CloudFormation's rules take seven of eight seconds of a synth. What this app makes is asked about them in its tests;
// `CDK_VALIDATION=true` asks again.
process.env.CDK_VALIDATION ??= 'false';

// Without these rules a synth that goes well writes no report, and the CDK's command line would read, and fail with,
// the one that a synth before it left.
const { CDK_OUTDIR } = process.env;
if (CDK_OUTDIR) rmSync(path.join(CDK_OUTDIR, 'validation-report.json'), { force: true });

// What the user's own cdk.json says goes before.
const app = new App({ context: FEATURE_FLAGS });
const refused = buildApp(app);
if (refused.length === 0) {
  app.synth();
} else {
  // Of no use to anybody with a stack trace; the CDK's command line adds that the app ended with 1.
  for (const line of refused) console.error(line);
  process.exitCode = 1;
}
