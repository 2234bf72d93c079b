import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { bundlePath } from '../../cdk/bundle-path';

describe("the folder of a function's code", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'spillway-bundle-'));
    mkdirSync(path.join(root, 'config-resource'));
  });

  afterEach(() => rmSync(root, { recursive: true }));

  const stack = (context: Record<string, string>) => new Stack(new App({ context }));

  it('is in the folder of the context key', () => {
    writeFileSync(path.join(root, 'index.js'), '');
    writeFileSync(path.join(root, 'config-resource/index.js'), '');
    const scope = stack({ 'otel-spillway:assetRoot': root });

    expect(bundlePath(scope, '.')).toBe(root);
    expect(bundlePath(scope, 'config-resource')).toBe(path.join(root, 'config-resource'));
  });

  it('has a subfolder for each custom resource', () => {
    mkdirSync(path.join(root, 'msk-brokers'));
    writeFileSync(path.join(root, 'msk-brokers/index.js'), '');

    expect(bundlePath(stack({ 'otel-spillway:assetRoot': root }), 'msk-brokers')).toBe(
      path.join(root, 'msk-brokers'),
    );
  });

  it('is reported if it is empty, with what to do', () => {
    const scope = stack({ 'otel-spillway:assetRoot': root });

    expect(() => bundlePath(scope, 'config-resource')).toThrow(
      expect.objectContaining({
        code: 'BUNDLE_MISSING',
        message: expect.stringContaining(path.join(root, 'config-resource')),
        hint: expect.stringContaining('npm run build'),
      }),
    );
  });
});
