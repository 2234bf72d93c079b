import path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';

// The CDK's own validation of templates is most of the time of a synth; test/cdk/nag.test.ts has it on, over all examples.
process.env.CDK_VALIDATION = 'false';

/** Replaces `dist/bundle`: these tests do not need the bundle, and so no build. */
const ASSET_ROOT = path.resolve(__dirname, '../../_fixtures/bundle');

/** An environment-agnostic stack in an app of its own, with the function's code from a fixture. */
export function testStack(name = 'Test'): Stack {
  return new Stack(new App({ context: { 'otel-spillway:assetRoot': ASSET_ROOT } }), name);
}

/** The template of a stack that `build` fills. */
export function synth(build: (stack: Stack) => void): Template {
  const stack = testStack();
  build(stack);
  return Template.fromStack(stack);
}

/** Texts of the errors that constructs of the stack reported at synth, in order. */
export function errorsOf(stack: Stack): string[] {
  return Annotations.fromStack(stack)
    .findError('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));
}

/** Texts of the warnings, likewise. */
export function warningsOf(stack: Stack): string[] {
  return Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));
}
