import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { controllerCode } from '../../cdk/controller-code';
import { testStack } from '../_helpers/cdk/cdk';
import { examplePipeline } from '../_helpers/cdk/pipeline';

/** Files of the one asset that a function with this code has, by name. */
function shipped(name: string, ca?: string): Record<string, string> {
  const stack = testStack();
  new lambda.Function(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: controllerCode(stack, examplePipeline(name), ca),
  });
  const app = stack.node.root;
  if (!(app instanceof App)) throw new Error('a stack of a test is in an app');
  const { directory } = app.synth();
  const folders = readdirSync(directory).filter((entry) => entry.startsWith('asset.'));
  expect(folders).toHaveLength(1);
  const folder = path.join(directory, folders[0] ?? '');
  return Object.fromEntries(
    readdirSync(folder).map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]),
  );
}

describe("the controller's code", () => {
  it('is the bundle and the spec file unchanged, including its comments', () => {
    const files = shipped('plain');

    expect(Object.keys(files).sort()).toEqual(['index.js', 'pipeline.yaml']);
    expect(files['pipeline.yaml']).toBe(examplePipeline('plain').text);
  });

  it('contains the CA if one is given', () => {
    expect(shipped('scram-tls', '-----BEGIN CERTIFICATE-----')['ca.pem']).toBe('-----BEGIN CERTIFICATE-----');
  });

  it('is a different asset for another spec of the same app, although the CDK bundles a source only once', () => {
    const stack = testStack();
    const keys = ['plain', 'msk-iam'].map((name) => {
      const scope = new Stack(stack.node.root, name);
      return controllerCode(scope, examplePipeline(name), undefined).bind(scope).s3Location?.objectKey;
    });

    expect(new Set(keys).size).toBe(2);
  });
});
