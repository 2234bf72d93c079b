import path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';

// The CDK's own validation of templates takes most of the time of a synth. test/cdk/nag.test.ts turns it on for all
// examples.
process.env.CDK_VALIDATION = 'false';

/** Replaces `dist/bundle`, because these tests do not need the bundle, and so no build. */
const ASSET_ROOT = path.resolve(__dirname, '../../_fixtures/bundle');

/** An environment-agnostic stack in its own app. The function's code comes from a fixture. */
export function testStack(name = 'Test'): Stack {
  return new Stack(new App({ context: { 'otel-spillway:assetRoot': ASSET_ROOT } }), name);
}

/** The template of a stack that `build` fills. */
export function synth(build: (stack: Stack) => void): Template {
  const stack = testStack();
  build(stack);
  return Template.fromStack(stack);
}

/** The errors that the stack's constructs reported at synth, in order. */
export function errorsOf(stack: Stack): string[] {
  return Annotations.fromStack(stack)
    .findError('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));
}

/** The warnings that the stack's constructs reported at synth, in order. */
export function warningsOf(stack: Stack): string[] {
  return Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));
}
