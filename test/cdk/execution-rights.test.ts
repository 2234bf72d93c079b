import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { EXECUTION_RIGHTS, type ExecutionResources } from '../../cdk/execution-rights';
import { imageByName } from '../../cdk/image-by-name';
import { testStack } from '../_helpers/cdk/cdk';
import { ingestionTier, pipelineOf, processingTier } from '../_helpers/cdk/tier-stack';
import { madePart } from '../_helpers/docs/made-docs';
import { RESOURCE_WORDS, rightsTable } from '../_helpers/rights/rights-table';

const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-AbCdEf';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0000-0000-0000-000000000000';
const OWN = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';
const INPUTS = { environment: { BACKEND_TOKEN: 'x' }, kafkaCa: 'PEM' };

/** What can bring a right with it, all of it at once: a password with a key of its own, images in ECR. */
function everything(stack: Stack) {
  const passwordSecret = secretsmanager.Secret.fromSecretAttributes(stack, 'Password', {
    secretCompleteArn: SECRET,
    encryptionKey: kms.Key.fromKeyArn(stack, 'Key', KEY),
  });
  const image = (name: string): ecs.ContainerImage => imageByName(stack, name, `${OWN}/${name}:1`);
  return { ...INPUTS, passwordSecret, image: image('collector'), helperImage: image('busybox') };
}

/** Each right of the execution role as `action on resource`, sorted. */
function grantedIn(stack: Stack): string[] {
  return Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
    .filter(([id]) => id.includes('ExecutionRole'))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
    .flatMap(({ Action, Resource }) => pairs([Action].flat(), [Resource].flat()))
    .sort();
}

/** Those of the list, with what they are on in this stack. */
function listed(stack: Stack, given: readonly string[], named: Partial<ExecutionResources>): string[] {
  const [log] = Object.keys(Template.fromStack(stack).findResources('AWS::Logs::LogGroup'));
  const all: ExecutionResources = {
    logGroup: JSON.stringify({ 'Fn::GetAtt': [log, 'Arn'] }),
    config: JSON.stringify(
      stack.resolve(
        stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: 'spillway/plain/config' }),
      ),
    ),
    secrets: [],
    secretKeys: [],
    repositories: [],
    ...named,
  };
  return EXECUTION_RIGHTS.filter((right) => given.includes(right.given))
    .flatMap((right) => pairs(right.actions, right.resources(all)))
    .sort();
}

function pairs(actions: readonly string[], resources: readonly unknown[]): string[] {
  const on = resources.map((resource) =>
    typeof resource === 'string' ? resource : JSON.stringify(resource),
  );
  return actions.flatMap((action) => on.map((resource) => `${action} on ${resource}`));
}

const BROUGHT = {
  secrets: [SECRET],
  secretKeys: [KEY],
  repositories: ['collector', 'busybox'].map(
    (name) => `arn:aws:ecr:eu-west-1:111122223333:repository/${name}`,
  ),
};

describe('the execution role', () => {
  it('of the processing tier has exactly the listed rights', () => {
    const stack = testStack();
    processingTier(pipelineOf('scram-tls'), everything(stack), stack);

    const given = ['always', 'processing', 'secret', 'key', 'image'];
    expect(grantedIn(stack)).toEqual(listed(stack, given, BROUGHT));
  });

  it('of the ingestion tier has exactly the listed rights too, and reads no parameter', () => {
    const stack = testStack();
    ingestionTier(pipelineOf('scram-tls'), everything(stack), stack);

    expect(grantedIn(stack)).toEqual(listed(stack, ['always', 'secret', 'key', 'image'], BROUGHT));
  });

  it('has only the log and the configuration if nothing else is needed', () => {
    const { stack } = processingTier(pipelineOf('plain'));

    expect(grantedIn(stack)).toEqual(listed(stack, ['always', 'processing'], {}));
  });
});

describe('docs/iam.md', () => {
  it('has each right of an execution role with its reason (UPDATE_DOCS=1 rewrites it)', () => {
    const words: ExecutionResources = {
      logGroup: "the tier's log group",
      config: RESOURCE_WORDS.parameter('config'),
      secrets: ['these secrets'],
      secretKeys: ['their keys'],
      repositories: ['the repositories of the images'],
    };
    const table = rightsTable(EXECUTION_RIGHTS, words);

    expect(madePart('iam.md', 'execution-rights', table)).toBe(table);
  });
});
