import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Construct } from 'constructs';
import { SpillwayError } from '../lib/errors';

/** A context key: a folder that replaces `dist/bundle`, for tests of stacks that need no build. */
const ASSET_ROOT_CONTEXT = 'otel-spillway:assetRoot';

/**
 * The folder with the code of a Lambda function. The code is bundled before publishing, so that a deployment needs neither
 * esbuild nor Docker.
 *
 * @param folder below `dist/bundle`: `.` is the controller (among other files), the others are the custom resources
 * @throws SpillwayError `BUNDLE_MISSING` if there is no `index.js` in it
 */
export function bundlePath(scope: Construct, folder: '.' | 'config-resource' | 'msk-brokers'): string {
  const override: unknown = scope.node.tryGetContext(ASSET_ROOT_CONTEXT);
  const root = typeof override === 'string' ? override : path.join(packageRoot(__dirname), 'dist/bundle');
  const found = path.resolve(root, folder);
  if (existsSync(path.join(found, 'index.js'))) return found;
  throw new SpillwayError(
    'BUNDLE_MISSING',
    `${found} has no index.js to deploy.`,
    'In the repository, run npm run build. If otel-spillway is installed as a package, install it again.',
  );
}

/** The nearest parent folder with a package.json. In tests this file runs from `cdk/`, otherwise from `dist/cdk/`. */
function packageRoot(folder: string): string {
  if (existsSync(path.join(folder, 'package.json'))) return folder;
  const parent = path.dirname(folder);
  return parent === folder ? folder : packageRoot(parent);
}
