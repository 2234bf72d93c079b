import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Construct } from 'constructs';
import { SpillwayError } from '../lib/errors';

/**
 * Context key: a folder that stands for `dist/bundle`. For tests of stacks, which are not about what is deployed and
 * need no build.
 */
const ASSET_ROOT_CONTEXT = 'otel-spillway:assetRoot';

/**
 * Folder of a Lambda's code as it is shipped: built before, so that who deploys needs neither esbuild nor Docker.
 *
 * @param folder below `dist/bundle`: `.` has the controller's `index.js` (beside other files), the others those of
 *   the custom resources
 * @throws SpillwayError `BUNDLE_MISSING` when there is no `index.js` in it
 */
export function bundlePath(scope: Construct, folder: '.' | 'config-resource' | 'msk-brokers'): string {
  const override: unknown = scope.node.tryGetContext(ASSET_ROOT_CONTEXT);
  const root = typeof override === 'string' ? override : path.join(packageRoot(__dirname), 'dist/bundle');
  const found = path.resolve(root, folder);
  if (existsSync(path.join(found, 'index.js'))) return found;
  throw new SpillwayError(
    'BUNDLE_MISSING',
    `There is no index.js in ${found}, which is to be deployed.`,
    'In the repository run `npm run build`; an installed package has it: install it again.',
  );
}

/** The nearest folder upwards with a package.json: this file runs from `cdk/` in tests and from `dist/cdk/` otherwise. */
function packageRoot(folder: string): string {
  if (existsSync(path.join(folder, 'package.json'))) return folder;
  const parent = path.dirname(folder);
  return parent === folder ? folder : packageRoot(parent);
}
