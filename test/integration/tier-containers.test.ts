import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { renderProcessing } from '../../lib/collector';
import { ensureCollector } from '../../local/collector/ensure-collector';
import { containerOf, ingestionTier, pipelineOf, processingTier } from '../_helpers/cdk/tier-stack';
import { EXAMPLES } from '../_helpers/pipeline/examples';

const ROOT = path.resolve(__dirname, '../..');
const KAFKA_CA = readFileSync(path.join(ROOT, 'examples/kafka-ca.pem'), 'utf8');
const MSK = { clusterArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/0a1b-2' };
const BROKERS = 'b-1.orders.abc123.c2.kafka.eu-west-1.amazonaws.com:9098,b-2.orders:9098';
const MEANS = { kafkaCa: KAFKA_CA, msk: MSK };

let bin: string;

beforeAll(async () => {
  bin = await ensureCollector({
    cacheDir: path.join(ROOT, '.cache'),
    version: '0.160.0',
    progress: (line) => process.stderr.write(`${line}\n`),
    otelcolBin: process.env.OTELCOL_BIN,
  });
}, 900_000);

/** Environment of a container as ECS sets it: values in clear, and each secret with what `secretOf` has for it. */
function environmentOf(
  stack: Stack,
  name: string,
  secretOf: (name: string) => string,
): Record<string, string> {
  const { Environment = [], Secrets = [] } = containerOf(stack, name);
  return Object.fromEntries([
    ...Environment.map((entry: { Name: string; Value: unknown }) => [entry.Name, deployed(entry.Value)]),
    ...Secrets.map((entry: { Name: string }) => [entry.Name, secretOf(entry.Name)]),
  ]);
}

/**
 * A value after CloudFormation has inserted MSK's response, which is the only thing that synth does not know here.
 */
function deployed(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('Fn::Join' in value)) return String(value);
  const [, parts] = value['Fn::Join'] as [string, unknown[]];
  return parts.map((part) => (typeof part === 'string' ? part : BROKERS)).join('');
}

/** What the real Collector says to the container's own command, with nothing but the container's environment. */
function validate(stack: Stack, secretOf: (name: string) => string) {
  const { Command } = containerOf(stack, 'collector');
  const { status, stderr } = spawnSync(bin, ['validate', ...Command], {
    env: environmentOf(stack, 'collector', secretOf),
    encoding: 'utf8',
  });
  return { status, stderr };
}

describe('the container of a tier', () => {
  it.each(EXAMPLES)(
    'of examples/%s.yaml has a command and environment that the real Collector accepts, ingestion',
    (name) => {
      const { stack } = ingestionTier(pipelineOf(name), MEANS);

      expect(validate(stack, () => 'secret')).toEqual({ status: 0, stderr: '' });
    },
  );

  it.each(EXAMPLES)('of examples/%s.yaml has them for processing too, with the live parameter', (name) => {
    const pipeline = pipelineOf(name);
    const { stack } = processingTier(pipeline, { ...MEANS, environment: { BACKEND_TOKEN: 'token' } });
    const known = pipeline.spec.kafka.brokers.length > 0;
    const parameter = renderProcessing(pipeline.spec, 'latest', known ? {} : { brokersText: BROKERS });

    const said = validate(stack, (secret) => (secret === 'SPILLWAY_COLLECTOR_CONFIG' ? parameter : 'secret'));

    expect(said).toEqual({ status: 0, stderr: '' });
  });

  it('fails without its configuration', () => {
    const { stack } = processingTier(pipelineOf('plain'));

    expect(validate(stack, () => '').status).not.toBe(0);
  });

  it('finds the CA that the container before it has written', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'spillway-ca-'));
    const { stack } = ingestionTier(pipelineOf('scram-tls'), MEANS);
    const { CA_FILE = '', ...environment } = environmentOf(stack, 'kafka-ca', () => '');
    const [command, ...words] = containerOf(stack, 'kafka-ca').Command;
    // The volume is mounted at /out.
    const file = path.join(folder, path.posix.relative('/out', CA_FILE));

    const { status } = spawnSync(command, words, {
      env: { PATH: process.env.PATH, ...environment, CA_FILE: file },
    });

    expect(status).toBe(0);
    expect(path.basename(file)).toBe('ca.pem');
    expect(readFileSync(file, 'utf8')).toBe(KAFKA_CA);
    rmSync(folder, { recursive: true });
  });
});
