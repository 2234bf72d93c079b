import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { parse } from 'yaml';
import { z } from 'zod';
import { ALL_ENDPOINT_SERVICES, endpointServicesOf } from '../../cdk/endpoint-services';
import { Monitoring } from '../../cdk/monitoring';
import { loadPipeline } from '../../cdk/pipeline-file';
import { mskListenerFor, parsePipelineSpec } from '../../lib/pipeline';
import { testStack } from '../_helpers/cdk';
import { example, exampleText } from '../_helpers/examples';

const ROOT = path.resolve(__dirname, '../..');
const PAGE = readFileSync(path.join(ROOT, 'docs/deploy.md'), 'utf8');

const loginSchema = z.object({
  auth: z.object({ mechanism: z.enum(['none', 'PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'AWS_MSK_IAM']) }),
  tls: z.object({ enabled: z.boolean() }),
});

const costs = [...PAGE.matchAll(/^\| [^|*]+ \| ([\d.×+() ]+) \| ([\d.]+) \|$/gm)].map(
  ([, sum = '', cost = '']) => ({
    sum,
    cost,
  }),
);
/** The YAML of a section. */
function snippetUnder(title: string): string {
  const [, section = ''] = PAGE.split(`# ${title}\n`);
  const [, snippet = ''] = /```yaml\n([\s\S]*?)```/.exec(section) ?? [];
  return snippet;
}

const cents = (dollars: number) => Math.round(dollars * 100);

describe('docs/deploy.md', () => {
  it.each(costs)('adds up: $sum', ({ sum, cost }) => {
    expect(cents(Number(runInNewContext(sum.replaceAll('×', '*'))))).toBe(cents(Number(cost)));
  });

  it('adds up its rows, and those of Spillway itself', () => {
    const total = (rows: typeof costs) => rows.reduce((all, { cost }) => all + cents(Number(cost)), 0);
    const [, all, own] =
      /\*\*all\*\*.*\*\*([\d.]+)\*\*[\s\S]*last five rows.*\*\*([\d.]+)\*\*/.exec(PAGE) ?? [];

    expect(costs).toHaveLength(10);
    expect(total(costs)).toBe(cents(Number(all)));
    expect(total(costs.slice(-5))).toBe(cents(Number(own)));
  });

  it('adds up what it says of endpoints, and counts them as they are made', () => {
    const sums = [...PAGE.matchAll(/(\d) × (2 × 730 × 0\.01) = ([\d.]+)/g)].map(
      ([, count = '', each = '', cost]) => ({
        count: Number(count),
        right:
          cents(Number(count) * Number(runInNewContext(each.replaceAll('×', '*')))) === cents(Number(cost)),
      }),
    );

    expect(sums.map(({ right }) => right)).toEqual([true, true, true]);
    expect(sums.slice(0, 2).map(({ count }) => count)).toEqual([
      endpointServicesOf(example('plain')).length,
      endpointServicesOf(example('no-internet')).length,
    ]);
  });

  it('names every service that an endpoint is made for', () => {
    const [, section = ''] = /\{ egress: endpoints \}`\*\*([\s\S]*?)```sh/.exec(PAGE) ?? [];

    for (const service of ALL_ENDPOINT_SERVICES) expect(section).toContain(`\`${service}\``);
  });

  it('has a row for every alarm, and for no other', () => {
    const stack = testStack();
    const controller = { function: lambda.Function.fromFunctionName(stack, 'Function', 'spillway-plain') };
    const pipeline = loadPipeline(path.join(ROOT, 'examples/plain.yaml'));
    const { alarms } = new Monitoring(stack, 'Monitoring', { pipeline, controller });

    const [, section = ''] = /^## Alarms\n([\s\S]*?)\n## /m.exec(PAGE) ?? [];
    const rows = [...section.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
    expect(rows.sort()).toEqual([...alarms.keys()].sort());
  });

  it('adopts with a section that the spec takes', () => {
    const snippet = snippetUnder('Adopt an existing pipeline in ten minutes');

    const text = JSON.stringify({ ...parse(exampleText('plain')), ...parse(snippet) });
    const { policy, deploy } = parsePipelineSpec(text, 'adopted.yaml');
    expect([policy.mode, deploy.processing]).toEqual(['observe', 'existing']);
  });

  it('has SCRAM on MSK as the spec takes it', () => {
    const { kafka } = parse(snippetUnder('SCRAM on MSK'));

    const plain = parse(exampleText('plain'));
    const text = JSON.stringify({ ...plain, kafka: { ...plain.kafka, ...kafka } });
    expect(parsePipelineSpec(text, 'scram.yaml').kafka.auth).toMatchObject({
      password: { secretsManager: expect.stringMatching(/^AmazonMSK_/), kmsKeyArn: expect.any(String) },
    });
  });

  it('leaves the brokers to MSK with sections that the spec takes', () => {
    const snippet = snippetUnder('MSK');

    const text = JSON.stringify({ ...parse(exampleText('plain')), ...parse(snippet) });
    expect(parsePipelineSpec(text, 'msk.yaml').kafka.brokers).toEqual([]);
  });

  it('has a port for each login that MSK takes', () => {
    const [, section = ''] = /^## MSK\n([\s\S]*?)\n## /m.exec(PAGE) ?? [];
    const rows = [...section.matchAll(/^\| `([A-Z0-9a-z_-]+)` \| (off|`tls: \{\}`) \| port (\d+) \|$/gm)];
    const listeners = rows.map(([, mechanism, tls, port]) => {
      const login = loginSchema.parse({ auth: { mechanism }, tls: { enabled: tls !== 'off' } });
      return [mskListenerFor(login), port];
    });

    expect(listeners).toEqual([
      [{ kind: 'listener', listener: 'plaintext' }, '9092'],
      [{ kind: 'listener', listener: 'tls' }, '9094'],
      [{ kind: 'listener', listener: 'scram' }, '9096'],
      [{ kind: 'listener', listener: 'iam' }, '9098'],
    ]);
  });

  it('names only files that are there', () => {
    const links = [...PAGE.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);

    const missing = links.filter((link) => {
      try {
        return readFileSync(path.join(ROOT, 'docs', link)).length === 0;
      } catch (error) {
        return !String(error).includes('EISDIR');
      }
    });
    expect(missing).toEqual([]);
  });
});
