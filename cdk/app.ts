import { rmSync } from 'node:fs';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { buildApp } from './build-app';
import { FEATURE_FLAGS } from './feature-flags';

/** `npx cdk deploy -c pipeline=FILE[,FILE]`: one stack for each pipeline spec. */
// Validation by the CloudFormation rules takes seven of the eight seconds of a synth, and the tests already validate
// what this app creates. `CDK_VALIDATION=true` turns it on.
process.env.CDK_VALIDATION ??= 'false';

// Without validation, a successful synth writes no report. The CDK command line would then read the report of an earlier
// synth and fail because of it.
const { CDK_OUTDIR } = process.env;
if (CDK_OUTDIR) rmSync(path.join(CDK_OUTDIR, 'validation-report.json'), { force: true });

// Context from the user's cdk.json takes precedence.
const app = new App({ context: FEATURE_FLAGS });
const errors = buildApp(app);
if (errors.length === 0) {
  app.synth();
} else {
  // Printed without a stack trace. The CDK command line adds that the app exited with 1.
  for (const line of errors) console.error(line);
  process.exitCode = 1;
}
