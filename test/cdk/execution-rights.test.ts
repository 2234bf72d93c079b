import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { parameterSecret } from '../../cdk/container-secret';
import { EXECUTION_RIGHTS, type ExecutionResources } from '../../cdk/execution-rights';
import { imageByName } from '../../cdk/image-by-name';
import { testStack } from '../_helpers/cdk/cdk';
import { ingestionTier, pipelineOf, processingTier } from '../_helpers/cdk/tier-stack';
import { madePart } from '../_helpers/docs/made-docs';
import { RESOURCE_WORDS, rightsTable } from '../_helpers/rights/rights-table';

const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-AbCdEf';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0000-0000-0000-000000000000';
const OWN = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';

const OTHER_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/9f8e7d6c-0000-0000-0000-000000000000';
const PARAMETER = 'arn:aws:ssm:eu-west-1:111122223333:parameter/backend-token';

/** What can bring a right with it, all of it at once: a password and a parameter with keys, images in ECR. */
function everything(stack: Stack) {
  const passwordSecret = secretsmanager.Secret.fromSecretAttributes(stack, 'Password', {
    secretCompleteArn: SECRET,
    encryptionKey: kms.Key.fromKeyArn(stack, 'Key', KEY),
  });
  const image = (name: string): ecs.ContainerImage => imageByName(stack, name, `${OWN}/${name}:1`);
  const secrets = { BACKEND_TOKEN: parameterSecret(stack, PARAMETER, OTHER_KEY) };
  const images = { image: image('collector'), helperImage: image('busybox') };
  return { kafkaCa: 'PEM', passwordSecret, secrets, ...images };
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
    parameters: [],
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
  parameters: [PARAMETER],
  secretKeys: [KEY, OTHER_KEY],
  repositories: ['collector', 'busybox'].map(
    (name) => `arn:aws:ecr:eu-west-1:111122223333:repository/${name}`,
  ),
};

describe('the execution role', () => {
  it('of the processing tier has exactly the listed rights', () => {
    const stack = testStack();
    processingTier(pipelineOf('scram-tls'), everything(stack), stack);

    const given = ['always', 'processing', 'secret', 'parameter', 'key', 'image'];
    expect(grantedIn(stack)).toEqual(listed(stack, given, BROUGHT));
  });

  it('of the ingestion tier has exactly the listed rights too, and does not read the live configuration', () => {
    const stack = testStack();
    ingestionTier(pipelineOf('scram-tls'), everything(stack), stack);

    expect(grantedIn(stack)).toEqual(
      listed(stack, ['always', 'secret', 'parameter', 'key', 'image'], BROUGHT),
    );
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
      parameters: ['these parameters'],
      secretKeys: ['their keys'],
      repositories: ['the repositories of the images'],
    };
    const table = rightsTable(EXECUTION_RIGHTS, words);

    expect(madePart('iam.md', 'execution-rights', table)).toBe(table);
  });
});
