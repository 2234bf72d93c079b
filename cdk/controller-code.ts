import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DockerImage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { bundlePath } from './bundle-path';
import type { LoadedPipeline } from './pipeline-file';

/** Names beside the bundle; the function's working directory is the folder they are in. */
export const SPEC_FILE = 'pipeline.yaml';
export const CA_FILE = 'ca.pem';

/**
 * The controller's code: the bundle as it was built, with the pipeline's spec and the brokers' CA beside it. They are
 * files, since all variables of a function together hold 4 KB.
 *
 * @param ca PEM text; `undefined` where the system's roots do
 */
export function controllerCode(
  scope: Construct,
  pipeline: LoadedPipeline,
  ca: string | undefined,
): lambda.Code {
  const bundle = bundlePath(scope, '.');
  const fill = (folder: string): void => {
    // Nothing else of that folder: the command line is in it too.
    copyFileSync(path.join(bundle, 'index.js'), path.join(folder, 'index.js'));
    writeFileSync(path.join(folder, SPEC_FILE), pipeline.text);
    if (ca !== undefined) writeFileSync(path.join(folder, CA_FILE), ca);
  };
  return lambda.Code.fromAsset(bundle, {
    // Of all that is in it: the CDK bundles a source once, and two pipelines of an app would get the first one's spec.
    assetHash: createHash('sha256')
      .update(readFileSync(path.join(bundle, 'index.js')))
      .update(JSON.stringify([pipeline.text, ca]))
      .digest('hex'),
    bundling: {
      // Never pulled: what is done here takes its place.
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
