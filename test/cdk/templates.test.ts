import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Duration, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { BacklogController } from '../../cdk/backlog-controller';
import { loadPipeline } from '../../cdk/pipeline-file';
import { SpillwayPipeline } from '../../cdk/spillway-pipeline';
import { testStack } from '../_helpers/cdk/cdk';
import { examplePipeline } from '../_helpers/cdk/pipeline';
import { EXAMPLES } from '../_helpers/pipeline/examples';

/** Of a longer text, only whether it changed. Texts of several lines are configurations and certificates, which have tests. */
const LONGEST_TEXT = 160;
/** `monitoring.test.ts` has a table of them. */
const PINNED_ELSEWHERE = new Set(['AWS::CloudWatch::Alarm']);

/** Every value in the resources of a template, as one line with its place. The name of the pipeline is left out. */
function linesOf(stack: Stack, name: string): string[] {
  const { Resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, Resource> };
  const plainId = (id: string) => id.replace(/[0-9A-F]{8}$/, '').replace(/^Pipeline/, '');
  return Object.entries(Resources)
    .filter(([, { Type }]) => !PINNED_ELSEWHERE.has(Type))
    .flatMap(([id, { Metadata: _, ...resource }]) => flattened(resolved(resource, plainId), plainId(id), ' '))
    .map((line) =>
      line
        .replaceAll(name, 'NAME')
        .replace(/[0-9a-f]{64}/g, 'HASH')
        .replace(/(?<=DependsOn.*)[0-9A-F]{8}$/, ''),
    )
    .sort();
}

interface Resource {
  Type: string;
  Metadata?: unknown;
}

/** References and joined texts as they read: `arn:${AWS::Partition}:ssm:…`, `${Role.Arn}`. */
function resolved(value: unknown, plainId: (id: string) => string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => resolved(each, plainId));
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Record<string, unknown>;
  if (typeof Ref === 'string') return `\${${plainId(Ref)}}`;
  if (Array.isArray(attribute)) return `\${${plainId(String(attribute[0]))}.${attribute[1]}}`;
  if (Array.isArray(join) && Array.isArray(join[1])) {
    return join[1].map((each) => asText(resolved(each, plainId))).join(String(join[0]));
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner, plainId)]));
}

function flattened(value: unknown, place: string, separator = '.'): string[] {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
    return [`${place} = ${asText(value)}`];
  }
  return Object.entries(value).flatMap(([key, inner]) => {
    const isOuter = key === 'Properties' && separator === ' ';
    return flattened(inner, isOuter ? place : `${place}${separator}${key}`, isOuter ? ' ' : '.');
  });
}

function asText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text.includes('\n')) return `${text.split('\n').length} lines`;
  if (text.length <= LONGEST_TEXT) return text;
  return `text ${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
}

function deployed(name: string): string[] {
  const stack = testStack();
  const file = path.resolve(__dirname, `../../examples/${name}.yaml`);
  const pipeline = loadPipeline(file);
  new SpillwayPipeline(stack, 'Pipeline', { pipeline });
  return linesOf(stack, pipeline.spec.name);
}

/** A controller with a value for each of its props. */
function everyProp(): string[] {
  const stack = testStack();
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    ...{ vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], privateSubnetIds: ['subnet-1'] },
    ...{ privateSubnetRouteTableIds: ['rtb-1'], isolatedSubnetIds: ['subnet-2'] },
  });
  new BacklogController(stack, 'Controller', {
    pipeline: examplePipeline('plain'),
    service: { cluster: 'other-cluster', service: 'other-service' },
    taskDefinitionFamily: 'other-family',
    config: { kind: 'managed', existing: 'adopt', onDelete: 'keep' },
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')],
    brokers: 'other:9092',
    passwordSecret: secretsmanager.Secret.fromSecretNameV2(stack, 'Password', 'other/secret'),
    commitOffsets: 'denied',
    addPartitions: 'allowed',
    schedule: Duration.minutes(7),
    logRetention: RetentionDays.ONE_WEEK,
    encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k'),
    permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'),
    reservedConcurrentExecutions: 3,
    architecture: 'x86_64',
    functionName: 'other-name',
  });
  return linesOf(stack, 'plain');
}

/**
 * Everything that a deployment gets, so that a change of a default, a limit or a right is seen. `plain` is complete; the
 * others list what they have more (+) and what they lack (-). UPDATE_IDS=1 writes the new lists: read the difference.
 */
describe('a deployment consists of', () => {
  let made: string[] | undefined;
  const plain = () => {
    made ??= deployed('plain');
    return made;
  };

  it.each<[string, () => string[]]>([
    ['plain', plain],
    ...EXAMPLES.filter((name) => name !== 'plain').map((name): [string, () => string[]] => [
      name,
      () => changesFrom(plain(), deployed(name)),
    ]),
    ['every-prop', everyProp],
  ])('%s', (name, linesNow) => {
    const list = path.resolve(__dirname, `../_fixtures/templates/${name}.txt`);
    const lines = linesNow();

    if (process.env.UPDATE_IDS === '1') writeFileSync(list, `${lines.join('\n')}\n`);

    expect(lines).toEqual(readFileSync(list, 'utf8').trimEnd().split('\n'));
  });
});

function changesFrom(before: readonly string[], after: readonly string[]): string[] {
  const [old, now] = [new Set(before), new Set(after)];
  return [
    ...after.filter((line) => !old.has(line)).map((line) => `+ ${line}`),
    ...before.filter((line) => !now.has(line)).map((line) => `- ${line}`),
  ];
}
