import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { GetParametersByPathCommand } from '@aws-sdk/client-ssm';
import { PASSWORD_VARIABLE } from '../../lib/collector';
import { freePorts } from '../../local/process/free-ports';
import { startController } from '../../local/world/controller';
import { operatorOf } from '../../local/world/operator';
import { deployProcessingTier, ssmClient } from '../../local/world/processing-tier';
import { CANARY, CANARY_TOKEN, canariesIn } from '../_helpers/canary/canary';
import { searchFiles } from '../_helpers/canary/search-files';
import { startCli } from '../_helpers/cli/process';
import { exampleText } from '../_helpers/pipeline/examples';
import { BUILT, flipped } from '../_helpers/world/scenario';
import { worldForTests } from '../_helpers/world/world-for-tests';

/*
 * One run of everything, on a real Kafka with TLS and a login. Its password is a canary, and so is every other secret. It
 * ends with a search of all that was written. The other tests that start processes end with such a search, too
 * (test/_helpers/jest/canary-search.ts).
 */

const ROOT = path.resolve(__dirname, '../..');
const SECRETS = {
  [PASSWORD_VARIABLE]: CANARY,
  ...{ KAFKA_PASSWORD: CANARY, BACKEND_TOKEN: CANARY, AWS_SECRET_ACCESS_KEY: CANARY },
  AWS_SESSION_TOKEN: CANARY_TOKEN,
};

jest.setTimeout(300_000);

const started = worldForTests({
  auth: { mechanism: 'PLAIN', username: 'otel', password: CANARY, tls: true },
});
/** What was printed, by command. */
const outputs = new Map<string, string>();

async function run(args: string[], env: Record<string, string> = {}): Promise<string> {
  const cli = startCli(args, started.world.aws.endpoint, { ...SECRETS, ...env });
  await cli.ended;
  const text = cli.stdout() + cli.stderr();
  outputs.set(args.join(' '), text);
  return text;
}

const specFile = () => path.join(started.world.folder, 'pipeline.yaml');

it('a pipeline is deployed, drained and looked at', async () => {
  const { world } = started;
  await deployProcessingTier(world);
  const controller = await startController(
    { ...world, secrets: { ...world.secrets, ...SECRETS } },
    { built: BUILT },
  );
  await operatorOf(controller).until('the flip', flipped);
  for (const command of [
    'validate',
    'render ingestion',
    'render processing',
    'status',
    'reconcile',
    'doctor',
  ]) {
    await run([...command.split(' '), ...(command === 'validate' ? [] : ['-p']), specFile()]);
  }
  for (const command of [
    'status',
    'doctor',
    'reconcile',
    'rewind --to earliest --dry-run',
    'pause',
    'resume',
  ]) {
    await run([...command.split(' '), '--json', '-p', specFile()]);
  }
  await run(['lint', '--live', '-p', specFile(), '--json', '-']);

  expect(outputs.get(`status -p ${specFile()}`)).toContain('test  live');
  expect(outputs.get(`doctor -p ${specFile()}`)).toContain('logged in as otel');
});

it('everything fails in turn: Kafka’s login, Kafka, AWS', async () => {
  const [closed] = await freePorts(1);
  const elsewhere = path.join(tmpdir(), 'elsewhere.yaml');
  writeFileSync(elsewhere, started.world.specText.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${closed}`));
  for (const command of ['status', 'status --json', 'doctor', 'doctor --json', 'drain --yes --json']) {
    const args = [...command.split(' '), '-p'];
    const wrong = { [PASSWORD_VARIABLE]: `${CANARY}wrong` };
    expect(await run([...args, specFile()], wrong)).toMatch(/KAFKA_AUTH_FAILED|SASL_USER_OR_PASSWORD/);
    await run([...args, elsewhere]);
    await run([...args, specFile()], { AWS_ENDPOINT_URL: `http://127.0.0.1:${closed}` });
  }
  const failing = await startController(
    { ...started.world, secrets: { ...SECRETS, [PASSWORD_VARIABLE]: `${CANARY}wrong` } },
    { built: BUILT },
  );
  await expect(failing.invoke({})).rejects.toMatchObject({ code: 'KAFKA_AUTH_FAILED' });
});

it('configurations and specs with the password itself are judged', async () => {
  const secret = JSON.stringify(CANARY);
  const url = `https://u:${encodeURIComponent(CANARY)}@b:4318`;
  const config = path.join(tmpdir(), 'given.yaml');
  const text = `receivers:\n  kafka:\n    brokers: [a:9092]\n    auth: {sasl: {mechanism: PLAIN, username: otel, password: ${secret}}}\nexporters:\n  otlp_http: {endpoint: "${url}", headers: {authorization: ${secret}}}\nservice: {pipelines: {traces: {receivers: [kafka], exporters: [otlp_http]}}}\n`;
  const spec = started.world.specText
    .replace('backend:', `backend:\n      headers: { x-api-key: ${secret} }`)
    .replace('encoding: json', 'encoding: proto');
  for (const [given, args] of [
    [text, ['lint', '--no-config']],
    [text, ['doctor', '--no-aws']],
    [spec, ['validate']],
    [spec, ['status', '-p']],
    [text.replace('password: ', 'password: ['), ['lint', '--no-config']],
    [text.replace(secret, `[${secret}]`), ['lint', '--no-config']],
  ] as const) {
    writeFileSync(config, given);
    for (const format of args[0] === 'lint' ? ['text', 'json', 'sarif', 'github'] : ['text', 'json']) {
      outputs.set(
        `${args.join(' ')} of a secret as ${format}`,
        await run([...args, config, '--output', format]),
      );
    }
  }
  // The search at the end finds everything that is still there.
  rmSync(config);
});

it('the app is synthesised', async () => {
  const file = path.join(tmpdir(), 'scram-tls.yaml');
  writeFileSync(
    file,
    exampleText('scram-tls').replace('kafka-ca.pem', path.join(ROOT, 'examples/kafka-ca.pem')),
  );
  const outdir = path.join(tmpdir(), 'cdk.out');
  const args = ['synth', '-q', '-c', `pipeline=${file}`, '-o', outdir];
  const { stdout, stderr } = await promisify(execFile)(path.join(ROOT, 'node_modules/.bin/cdk'), args, {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: tmpdir(), CI: '1', ...SECRETS },
  });

  outputs.set('cdk synth', stdout + stderr);
  expect(searchFiles(outdir).files).toBeGreaterThan(3);
});

it('nothing that was written contains a canary, in any encoding', async () => {
  const { world } = started;
  const { broker, taskEnvironments, folder } = world;
  const client = ssmClient(world);
  const { Parameters = [] } = await client.send(
    new GetParametersByPathCommand({ Path: '/', Recursive: true }),
  );
  client.destroy();
  const texts: [string, string][] = [
    ...outputs,
    ...Parameters.map(({ Name = '', Value = '' }): [string, string] => [Name, Value]),
    ...[...taskEnvironments].map(([id, environment]): [string, string] => [id, JSON.stringify(environment)]),
    ['the calls of AWS', JSON.stringify(world.aws.calls)],
    ['the environment of the broker', readFileSync(`/proc/${broker?.pid}/environ`, 'utf8')],
    ['the arguments of the broker', readFileSync(`/proc/${broker?.pid}/cmdline`, 'utf8')],
  ];
  const { files, found } = searchFiles(folder);

  expect(outputs.size).toBeGreaterThan(30);
  expect(Parameters.map(({ Name = '' }) => Name.split('/').at(-1))).toEqual(
    expect.arrayContaining(['config', 'state', 'template', 'coverage']),
  );
  expect(files).toBeGreaterThan(4);
  expect([...found, ...texts.flatMap(([where, text]) => canariesIn(where, text))]).toEqual([]);
});

it('the search finds the canary where it has to be: in the file of the broker', () => {
  const { broker } = started.world;
  const [, properties = ''] =
    /(\S+server-\d+\.properties)/.exec(
      readFileSync(`/proc/${broker?.pid}/cmdline`, 'utf8').replaceAll('\0', ' '),
    ) ?? [];

  expect(canariesIn(properties, readFileSync(properties, 'utf8'))).not.toEqual([]);
});
