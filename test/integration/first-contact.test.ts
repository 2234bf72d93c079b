import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { DeleteParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { type AwsClients, createAwsClients } from '../../lib/adapters/aws/clients';
import { type LocalAws, startLocalAws } from '../../local/aws';
import { awsEnvironment } from '../../local/world/processing-tier';
import { type BlackHole, startBlackHole } from '../_helpers/kafka/black-hole';

const BIN = path.resolve(__dirname, '../../dist/bundle/spillway.js');
const EXAMPLE = path.resolve(__dirname, '../../examples/plain.yaml');
const SPEC = readFileSync(EXAMPLE, 'utf8');
const CONFIG = '/spillway/plain/config';
/** The longest time until a command prints something: the limit of the product, plus time for a busy machine. */
const SOON_MS = 15_000;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'spillway-first-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
  tookMs: number;
}

/** Runs the built command line in an empty home folder, with nothing in the environment but `env`. */
function spillway(args: string[], env: Record<string, string> = {}, input = ''): Promise<Run> {
  return new Promise((resolve) => {
    const beganMs = performance.now();
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', ...env },
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.stdin.end(input);
    child.once('close', (code) =>
      resolve({
        code,
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
        tookMs: performance.now() - beganMs,
      }),
    );
  });
}

function write(name: string, text: string): string {
  writeFileSync(path.join(folder, name), text);
  return name;
}

/** The only line on standard error, without any warning of a library. */
function onlyLine({ stderr }: Run): string {
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  return stderr;
}

describe('the first contact with AWS', () => {
  const REGION = { AWS_REGION: 'eu-west-1' };

  it.each<[string, string[], Record<string, string>, RegExp]>([
    ['without a region', ['--function', 'f'], {}, /^failed: AWS_REGION_MISSING .* --region\.$/m],
    ['without credentials', ['--function', 'f'], REGION, /^failed: AWS_CREDENTIALS_MISSING .*aws sso login/],
    ['without credentials, from this machine', ['-p', EXAMPLE], REGION, /^failed: AWS_CREDENTIALS_MISSING /],
    [
      'without credentials, with the region as an option',
      ['--function', 'f', '--region', 'eu-west-1'],
      {},
      /^failed: AWS_CREDENTIALS_MISSING /,
    ],
  ])('%s ends with one message', async (_name, args, env, line) => {
    const run = await spillway(['status', ...args], env);

    expect(run.code).toBe(1);
    expect(onlyLine(run)).toMatch(line);
    expect(run.stderr).not.toMatch(/denied/i);
    expect(run.tookMs).toBeLessThan(SOON_MS);
  });

  it('with a mistyped profile suggests the nearest one, before any connection', async () => {
    const config = path.join(folder, 'aws-config');
    writeFileSync(config, '[default]\nregion = eu-west-1\n[profile production]\nregion = eu-west-1\n');

    const byOption = await spillway(['status', '--function', 'f', '--profile', 'producton'], {
      AWS_CONFIG_FILE: config,
    });
    const byVariable = await spillway(['status', '-p', EXAMPLE], {
      AWS_CONFIG_FILE: config,
      AWS_PROFILE: 'producton',
    });

    for (const run of [byOption, byVariable]) {
      expect(run.code).toBe(1);
      expect(onlyLine(run)).toMatch(
        /^failed: AWS_PROFILE_UNKNOWN The AWS profile "producton" does not exist\. Did you mean production\?/,
      );
    }
  });

  it('with an expired SSO session says that it has expired', async () => {
    const config = path.join(folder, 'aws-config');
    writeFileSync(
      config,
      '[profile sso]\nregion = eu-west-1\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = ops\n[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://example.com/start\n',
    );

    const run = await spillway(['status', '--function', 'f', '--profile', 'sso'], {
      AWS_CONFIG_FILE: config,
    });

    expect(onlyLine(run)).toMatch(/^failed: AWS_CREDENTIALS_(EXPIRED|MISSING) .*sso/i);
  });
});

describe('a refusal by AWS', () => {
  let server: Server;
  let refusal: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    server = createServer((_request, response) => {
      response.writeHead(refusal === 'AccessDeniedException' ? 403 : 400, {
        'content-type': 'application/x-amz-json-1.1',
        'x-amzn-errortype': refusal,
      });
      response.end(JSON.stringify({ __type: refusal, message: 'refused' }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    env = awsEnvironment(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });

  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it.each<[string, string, string[], RegExp]>([
    [
      'expired credentials',
      'ExpiredTokenException',
      ['--function', 'f'],
      /^failed: AWS_CREDENTIALS_EXPIRED LAMBDA Invoke on f: the AWS credentials have expired\. Sign in again/,
    ],
    [
      'expired credentials, from this machine',
      'ExpiredTokenException',
      ['-p', EXAMPLE],
      /^failed: AWS_CREDENTIALS_EXPIRED /,
    ],
    [
      'an unknown access key',
      'UnrecognizedClientException',
      ['--function', 'f'],
      /^failed: AWS_CREDENTIALS_INVALID /,
    ],
    [
      'a call of the function',
      'AccessDeniedException',
      ['--function', 'f'],
      /^failed: LAMBDA_ACCESS_DENIED .* Allow the credentials in use lambda:InvokeFunction on f\.$/m,
    ],
    [
      'a read of the parameters',
      'AccessDeniedException',
      ['-p', EXAMPLE],
      /^failed: SSM_ACCESS_DENIED .* Allow the credentials in use ssm:GetParameters on \/spillway\/plain\.$/m,
    ],
  ])('%s: one message with the reason and the IAM action', async (_name, name, args, line) => {
    refusal = name;

    const run = await spillway(['status', ...args], env);

    expect(run.code).toBe(1);
    expect(onlyLine(run)).toMatch(line);
    expect(run.tookMs).toBeLessThan(SOON_MS);
  });
});

describe('a pipeline that is not deployed yet', () => {
  let aws: LocalAws;
  let kafka: BlackHole;
  let clients: AwsClients;
  let env: Record<string, string>;
  let spec: string;

  beforeAll(async () => {
    aws = await startLocalAws({ launch: () => Promise.reject(new Error('no task is wanted here')) });
    kafka = await startBlackHole();
    env = awsEnvironment(aws.endpoint);
    clients = createAwsClients({ env });
    spec = SPEC.replace(/ {4}- kafka-1.*\n.*\n/, `    - 127.0.0.1:${kafka.port}\n`);
  });

  afterAll(async () => {
    clients?.destroy();
    kafka?.close();
    await aws?.stop();
  });

  it('is reported as a missing function', async () => {
    const run = await spillway(['status', '--function', 'spillway-plain'], env);

    expect(onlyLine(run)).toMatch(/^failed: LAMBDA_FUNCTION_MISSING There is no function spillway-plain\./);
  });

  it('is reported as a missing service, and after that as a missing parameter', async () => {
    const service = await withCluster(async () => spillway(['status', '-p', '-'], env, spec));
    const parameter = await withService(async () => spillway(['doctor', '-p', '-'], env, spec));

    expect(service.stderr).toMatch(/failed: ECS_SERVICE_MISSING .*plain-processing/);
    expect(parameter.stdout).toMatch(/PARAMETER_MISSING \/spillway\/plain/);
  });

  it.each(['doctor', 'status'])(
    'shows within 5 s that %s waits for a broker that does not respond',
    async (command) => {
      const file = write('pipeline.yaml', spec);

      const run = await spillway([command, '-p', file], env);

      expect(run.stderr).toMatch(/^waiting: for Kafka \(127\.0\.0\.1:\d+\).*, for 3 s so far\.\n/);
      expect(`${run.stdout}${run.stderr}`).toContain(`127.0.0.1:${kafka.port}`);
      expect(run.code).toBe(1);
    },
  );

  async function withCluster<T>(work: () => Promise<T>): Promise<T> {
    await clients.ecs.send(new CreateClusterCommand({ clusterName: 'telemetry' }));
    await clients.ssm.send(new PutParameterCommand({ Name: CONFIG, Value: 'receivers: {}', Type: 'String' }));
    return work();
  }

  async function withService<T>(work: () => Promise<T>): Promise<T> {
    await clients.ecs.send(
      new RegisterTaskDefinitionCommand({
        family: 'processing',
        containerDefinitions: [{ name: 'collector', image: 'none' }],
      }),
    );
    await clients.ecs.send(
      new CreateServiceCommand({
        cluster: 'telemetry',
        serviceName: 'plain-processing',
        taskDefinition: 'processing',
        desiredCount: 0,
      }),
    );
    await clients.ssm.send(new DeleteParameterCommand({ Name: CONFIG }));
    return work();
  }
});

describe('the command line in a folder', () => {
  it('prints its version', async () => {
    expect(await spillway(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^spillway \d+\.\d+\.\d+\n$/),
      stderr: '',
    });
  });

  it('takes the spec from an argument, SPILLWAY_PIPELINE, or spillway.yaml, in this order', async () => {
    write('spillway.yaml', SPEC.replace('name: plain', 'name: from-folder'));
    write('variable.yaml', SPEC.replace('name: plain', 'name: from-variable'));
    write('argument.yaml', SPEC.replace('name: plain', 'name: from-argument'));
    const env = { SPILLWAY_PIPELINE: 'variable.yaml' };

    expect((await spillway(['validate'])).stdout).toContain('Pipeline from-folder');
    expect((await spillway(['validate'], env)).stdout).toContain('Pipeline from-variable');
    expect((await spillway(['validate', 'argument.yaml'], env)).stdout).toContain('Pipeline from-argument');
  });

  it.each([
    ['validate', ['validate', '-']],
    ['render', ['render', '--tier', 'processing', '-']],
    ['lint', ['lint', '-p', '-', EXAMPLE]],
    ['doctor', ['doctor', '--no-aws', '-p', '-']],
  ])('reads standard input as a spec in %s', async (_command, args) => {
    const run = await spillway(args, {}, SPEC.replace('group: plain-processing', 'grupo: plain-processing'));

    expect(run.stderr).toContain('standard input:14:1 grupo: unknown key "grupo". Did you mean group?');
  });

  it.each<[string, string[], RegExp]>([
    ['a command', ['stauts'], /unknown command 'stauts'\n\(Did you mean status\?\)/],
    ['an option', ['status', '--regoin', 'x'], /unknown option '--regoin'\n\(Did you mean --region\?\)/],
    ['an output format', ['status', '-o', 'jsn'], /Allowed choices are text, json\. Did you mean json\?/],
    ['a tier', ['render', '--tier', 'procesing', EXAMPLE], /Did you mean processing\?/],
    ['a severity', ['lint', '--fail-on', 'warn', '-'], /Did you mean warning\?/],
    ['a code', ['explain', 'KAFKA_TLS_NUL'], /Did you mean KAFKA_TLS_NULL/],
  ])('suggests the nearest valid value of %s', async (_what, args, line) => {
    const run = await spillway(args);

    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(line);
  });

  it('reports all findings of a spec in one run', async () => {
    const file = write(
      'pipeline.yaml',
      `${SPEC.replace('name: plain', 'nmae: plain')}\npolicy: { mode: atc, maxPause: 1s, drainedWithin: soon }\n`,
    );

    const { code, stderr } = await spillway(['validate', file]);

    expect(code).toBe(1);
    expect(stderr).toMatch(/nmae: unknown key "nmae"\. Did you mean name\?/);
    expect(stderr).toMatch(/name: is missing/);
    expect(stderr).toMatch(/policy\.mode: expected one of observe, act\. Did you mean act\?/);
    expect(stderr).toMatch(
      /policy\.drainedWithin: expected a duration such as 60s, at least 1s, not "soon"\./,
    );
    expect(stderr).toMatch(/policy\.maxPause: expected at least 75s/);
  });

  it('ends quietly when the reader closes the pipe', async () => {
    const script = `set -o pipefail; "$0" "$1" explain | head -1; echo "code $?"`;
    const child = spawn('bash', ['-c', script, process.execPath, BIN], { cwd: folder });
    const out: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => out.push(chunk));
    await new Promise((resolve) => child.once('close', resolve));

    expect(Buffer.concat(out).toString()).toMatch(/^[A-Z_]+ .*\ncode 0\n$/);
  });
});
