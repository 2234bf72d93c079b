import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type CdkCli, type CdkRun, DEPLOY_AT_ONCE, readOutputs } from './cdk-cli';

const APP = path.resolve(__dirname, '../../../dist/cdk/app.js');

/** Runs `cdk … -c pipeline=FILE` with the shipped app, as built by `npm run build`. */
export interface ShippedApp {
  /** @param spec the YAML @returns how the command ended, and the outputs of the stack `spillway-<name>` */
  deploy(spec: string): Promise<CdkRun & { outputs: Record<string, string> }>;
  destroy(spec: string): Promise<CdkRun>;
}

/** @param name of the pipeline @param folder for the spec and the synthesised app */
export function shippedApp(cdk: CdkCli, name: string, folder: string): ShippedApp {
  const file = path.join(folder, `${name}.yaml`);
  const stack = `spillway-${name}`;
  const run = async (command: string, spec: string, how: string[]) => {
    await writeFile(file, spec);
    const app = ['--app', `${process.execPath} ${APP}`, '-c', `pipeline=${file}`];
    return cdk.run([command, ...app, '--output', path.join(folder, `${name}.out`), ...how]);
  };
  return {
    async deploy(spec) {
      const outputs = path.join(folder, `${name}.outputs.json`);
      const ended = await run('deploy', spec, [...DEPLOY_AT_ONCE, '--outputs-file', outputs]);
      return { ...ended, outputs: await readOutputs(outputs, stack) };
    },
    destroy: (spec) => run('destroy', spec, ['--force', stack]),
  };
}
