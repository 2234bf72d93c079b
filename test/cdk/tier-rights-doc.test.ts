import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { imageByName } from '../../cdk/image-by-name';
import { testStack } from '../_helpers/cdk';
import { ingestionTier, pipelineOf, processingTier } from '../_helpers/tier-stack';

const PAGE = path.resolve(__dirname, '../../docs/iam.md');
const MSK = { clusterArn: 'arn:aws:kafka:eu-west-1:123456789012:cluster/orders/1a2b-3' };
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9';
const ECR = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/collector:1';

/** `role action`, as the page has them: what the roles of both tiers may do, once each. */
function granted(kind: 'task' | 'execution', tier: 'Processing' | 'Ingestion', ...stacks: Stack[]): string[] {
  const role = kind === 'task' ? 'TaskRole' : 'ExecutionRole';
  const statements = stacks
    .flatMap((stack) => Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy')))
    .filter(([id]) => id.startsWith(tier) && id.includes(`Definition${role}`))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
  return [...new Set(statements.flatMap(({ Action }) => Action as string | string[]))].sort();
}

describe('docs/iam.md', () => {
  const [, section = ''] =
    /## The tasks of both tiers\n([\s\S]*?)\n## /.exec(readFileSync(PAGE, 'utf8')) ?? [];
  const rows = [...section.matchAll(/^\| (task|execution), (\w+) \| [^|]+ \| ([^|]+) \|/gm)];
  const documented = (kind: string, tier: string) =>
    rows
      .filter(([, role, whose]) => role === kind && (whose === 'both' || whose === tier))
      .flatMap(([, , , actions = '']) => [...actions.matchAll(/`([^`]+)`/g)].map(([, action]) => action))
      .sort();

  const scram = pipelineOf('scram-tls', (text) =>
    text.replace('      field: password\n', `      field: password\n      kmsKeyArn: ${KEY}\n`),
  );
  const iam = pipelineOf('msk-iam');

  it('has every action that the roles of the processing tier are given, and no other', () => {
    const stack = testStack();
    processingTier(scram, { image: imageByName(stack, 'Image', ECR) }, stack);
    const other = processingTier(iam, { msk: MSK }).stack;

    expect(granted('execution', 'Processing', stack, other)).toEqual(documented('execution', 'processing'));
    expect(granted('task', 'Processing', stack, other)).toEqual(documented('task', 'processing'));
  });

  it('has every action that the roles of the ingestion tier are given, and no other', () => {
    const stack = testStack();
    ingestionTier(scram, { image: imageByName(stack, 'Image', ECR) }, stack);
    const other = ingestionTier(iam, { msk: MSK }).stack;

    expect(granted('execution', 'Ingestion', stack, other)).toEqual(documented('execution', 'ingestion'));
    expect(granted('task', 'Ingestion', stack, other)).toEqual(documented('task', 'ingestion'));
  });
});
