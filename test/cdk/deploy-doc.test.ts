import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { parse } from 'yaml';
import { z } from 'zod';
import { ALL_ENDPOINT_SERVICES } from '../../cdk/endpoint-services';
import { Monitoring } from '../../cdk/monitoring';
import { loadPipeline } from '../../cdk/pipeline-file';
import { mskListenerFor, parsePipelineSpec } from '../../lib/pipeline';
import { testStack } from '../_helpers/cdk/cdk';
import { exampleText } from '../_helpers/pipeline/examples';

const ROOT = path.resolve(__dirname, '../..');
const page = (name: string) => readFileSync(path.join(ROOT, 'docs', name), 'utf8');
const PAGE = page('deploy.md');

const loginSchema = z.object({
  auth: z.object({ mechanism: z.enum(['none', 'PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'AWS_MSK_IAM']) }),
  tls: z.object({ enabled: z.boolean() }),
});

/** The YAML below a heading of a page. */
function snippetUnder(title: string, text = PAGE): string {
  const [, section = ''] = text.split(`# ${title}\n`);
  const [, snippet = ''] = /```yaml\n([\s\S]*?)```/.exec(section) ?? [];
  return snippet;
}

describe('docs/deploy.md', () => {
  it('names every service that gets an endpoint', () => {
    const [, section = ''] = /\{ egress: endpoints \}`\*\*([\s\S]*?)```sh/.exec(PAGE) ?? [];

    for (const service of ALL_ENDPOINT_SERVICES) expect(section).toContain(`\`${service}\``);
  });

  it('has a row for every alarm, and no other', () => {
    const stack = testStack();
    const controller = { function: lambda.Function.fromFunctionName(stack, 'Function', 'spillway-plain') };
    const pipeline = loadPipeline(path.join(ROOT, 'examples/plain.yaml'));
    const { alarms } = new Monitoring(stack, 'Monitoring', { pipeline, controller });

    const rows = [...page('alarms.md').matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
    expect(rows.sort()).toEqual([...alarms.keys()].sort());
  });

  it('has a section for adopting that the spec accepts', () => {
    const snippet = snippetUnder('Adopt an existing pipeline in ten minutes', page('adopt.md'));

    const text = JSON.stringify({ ...parse(exampleText('plain')), ...parse(snippet) });
    const { policy, deploy } = parsePipelineSpec(text, 'adopted.yaml');
    expect([policy.mode, deploy.processing]).toEqual(['observe', 'existing']);
  });

  it('has a section for SCRAM on MSK that the spec accepts', () => {
    const { kafka } = parse(snippetUnder('SCRAM on MSK'));

    const plain = parse(exampleText('plain'));
    const text = JSON.stringify({ ...plain, kafka: { ...plain.kafka, ...kafka } });
    expect(parsePipelineSpec(text, 'scram.yaml').kafka.auth).toMatchObject({
      password: { secretsManager: expect.stringMatching(/^AmazonMSK_/), kmsKeyArn: expect.any(String) },
    });
  });

  it('has sections for brokers from MSK that the spec accepts', () => {
    const snippet = snippetUnder('MSK');

    const text = JSON.stringify({ ...parse(exampleText('plain')), ...parse(snippet) });
    expect(parsePipelineSpec(text, 'msk.yaml').kafka.brokers).toEqual([]);
  });

  it('has the port of each login on MSK', () => {
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

  it('names only files that exist', () => {
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
