import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { startProcess } from '../../../local/process/managed-process';

const CDK = path.resolve(__dirname, '../../../node_modules/.bin/cdk');
const REGION = 'eu-west-1';
/** The account that moto simulates. */
const ACCOUNT = '123456789012';

/**
 * The CDK's default. It is given explicitly because moto, in an update, loses values that were given only in the
 * previous deployment.
 */
const VERSION_PARAMETER = 'BootstrapVersion=/cdk-bootstrap/hnb659fds/version';

/** The CDK command line, against AWS as simulated by a server on this machine. */
export interface CdkCli {
  bootstrap(): Promise<void>;
  /** Synthesises the stack that `build` fills, in this process, then deploys it. Returns the outputs of the stack. */
  deploy(name: string, build: (stack: Stack) => void): Promise<Record<string, string>>;
  destroy(name: string, build: (stack: Stack) => void): Promise<void>;
  /** Runs any command. @param args such as `['synth', '--app', …]` */
  run(args: string[]): Promise<CdkRun>;
}

export interface CdkRun {
  /** `null` if it was killed. */
  code: number | null;
  /** Standard output and standard error, in the order of arrival. */
  output: string;
}

/** Deploys without asking, and in one step without a change set. */
export const DEPLOY_AT_ONCE = [
  ...['--method', 'direct', '--require-approval', 'never', '--parameters', VERSION_PARAMETER],
];

/** @param endpoint `http://127.0.0.1:<port>` of a moto server */
export function cdkCli(endpoint: string): CdkCli {
  return {
    run: (args) => runCdk(endpoint, args),
    bootstrap: () => cdk(endpoint, ['bootstrap', `aws://${ACCOUNT}/${REGION}`]),
    deploy: (name, build) =>
      withAssembly(name, build, async (outdir) => {
        const outputs = path.join(outdir, 'outputs.json');
        const how = [...DEPLOY_AT_ONCE, '--outputs-file', outputs];
        await cdk(endpoint, ['deploy', '--app', outdir, ...how, name]);
        return readOutputs(outputs, name);
      }),
    destroy: (name, build) =>
      withAssembly(name, build, (outdir) => cdk(endpoint, ['destroy', '--app', outdir, '--force', name])),
  };
}

/** Calls `use` with the folder of a synthesised app that has only this stack. */
async function withAssembly<T>(
  name: string,
  build: (stack: Stack) => void,
  use: (outdir: string) => Promise<T>,
): Promise<T> {
  const outdir = await mkdtemp(path.join(tmpdir(), 'spillway-cdk-out-'));
  try {
    const app = new App({ outdir });
    build(new Stack(app, name));
    app.synth();
    return await use(outdir);
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

/** What `--outputs-file` contains for a stack; empty if the stack has no outputs. */
export async function readOutputs(file: string, name: string): Promise<Record<string, string>> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  return (JSON.parse(text) as Record<string, Record<string, string>>)[name] ?? {};
}

async function cdk(endpoint: string, args: string[]): Promise<void> {
  const { code, output } = await runCdk(endpoint, args);
  if (code !== 0) throw new Error(`cdk ${args.join(' ')} ended with ${code}:\n${lastLines(output)}`);
}

function lastLines(output: string): string {
  return output.trimEnd().split('\n').slice(-40).join('\n');
}

async function runCdk(endpoint: string, args: string[]): Promise<CdkRun> {
  // Runs in its own folder, because the project's cdk.json must not apply.
  const cwd = await mkdtemp(path.join(tmpdir(), 'spillway-cdk-'));
  const logFile = path.join(cwd, 'cdk.txt');
  try {
    const child = await startProcess({
      name: `cdk ${args[0]}`,
      command: CDK,
      args: [...args, '--no-notices', '--no-color'],
      env: {
        PATH: process.env.PATH ?? '',
        HOME: cwd,
        CI: '1',
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        AWS_REGION: REGION,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        // moto cannot read a template from a numeric address. S3 keeps the numeric address, because with a host name the
        // SDK would put the bucket into it.
        AWS_ENDPOINT_URL: endpoint.replace('127.0.0.1', 'localhost'),
        AWS_ENDPOINT_URL_S3: endpoint,
      },
      cwd,
      logFile,
    });
    const { code } = await child.exited;
    return { code, output: await readFile(logFile, 'utf8') };
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}
