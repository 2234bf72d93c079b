import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DockerImage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { bundlePath } from './bundle-path';
import type { LoadedPipeline } from './pipeline-file';

/** Files next to the bundle, in the function's working directory. */
export const SPEC_FILE = 'pipeline.yaml';
export const CA_FILE = 'ca.pem';

/**
 * The code of the controller: the bundle, the pipeline spec and the brokers' CA. Spec and CA are files, because the
 * environment of a function is limited to 4 KB.
 *
 * @param ca PEM text; `undefined` for the CAs of Node.js
 */
export function controllerCode(
  scope: Construct,
  pipeline: LoadedPipeline,
  ca: string | undefined,
): lambda.Code {
  const bundle = bundlePath(scope, '.');
  const fill = (folder: string): void => {
    // Only index.js, because the folder also contains the command line.
    copyFileSync(path.join(bundle, 'index.js'), path.join(folder, 'index.js'));
    writeFileSync(path.join(folder, SPEC_FILE), pipeline.text);
    if (ca !== undefined) writeFileSync(path.join(folder, CA_FILE), ca);
  };
  return lambda.Code.fromAsset(bundle, {
    // Covers spec and CA. With a hash of the source alone, two pipelines of an app would share one asset, and so one
    // spec.
    assetHash: createHash('sha256')
      .update(readFileSync(path.join(bundle, 'index.js')))
      .update(JSON.stringify([pipeline.text, ca]))
      .digest('hex'),
    bundling: {
      // Never pulled, because tryBundle always succeeds.
      image: DockerImage.fromRegistry('none'),
      local: {
        tryBundle(folder: string): boolean {
          fill(folder);
          return true;
        },
      },
    },
  });
}
