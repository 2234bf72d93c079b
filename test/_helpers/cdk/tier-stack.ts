import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { IngestionTier, type IngestionTierProps } from '../../../cdk/ingestion-tier';
import { Network } from '../../../cdk/network';
import type { LoadedPipeline } from '../../../cdk/pipeline-file';
import { ProcessingTier, type ProcessingTierProps } from '../../../cdk/processing-tier';
import { parsePipelineSpec } from '../../../lib/pipeline';
import { exampleText } from '../pipeline/examples';
import { testStack } from './cdk';

/** An example with changes, as the constructs accept it. */
export function pipelineOf(name: string, change: (text: string) => string = (text) => text): LoadedPipeline {
  const file = `examples/${name}.yaml`;
  const text = change(exampleText(name));
  return { file, text, spec: parsePipelineSpec(text, file) };
}

/** The example on MSK, but with a list of brokers and no cluster named anywhere. */
export function unnamedMskPipeline(): LoadedPipeline {
  return pipelineOf('msk-iam', (text) =>
    text
      .replace('\nkafka:\n', "\nkafka:\n  brokers: ['b-1.orders.example:9098']\n")
      .replace(/ {2}msk:\n( {4}.*\n)+/, ''),
  );
}

/** A processing tier in a new VPC. A plain parameter replaces the custom resource that would create its config. */
export function processingTier(
  pipeline: LoadedPipeline,
  more: Partial<ProcessingTierProps> = {},
  stack = testStack(),
): { stack: Stack; tier: ProcessingTier } {
  const tier = new ProcessingTier(stack, 'Processing', {
    pipeline,
    vpc: more.vpc ?? new Network(stack, 'Network').vpc,
    configParameterName: '/spillway/plain/config',
    templateHash: 'hash-1',
    configReady: new ssm.StringParameter(stack, 'Ready', { stringValue: 'ready' }),
    ...more,
  });
  return { stack, tier };
}

/** An ingestion tier in a new VPC. */
export function ingestionTier(
  pipeline: LoadedPipeline,
  more: Partial<IngestionTierProps> = {},
  stack = testStack(),
): { stack: Stack; tier: IngestionTier } {
  const vpc = more.vpc ?? new Network(stack, 'Network').vpc;
  const tier = new IngestionTier(stack, 'Ingestion', { pipeline, vpc, ...more });
  return { stack, tier };
}

/** The definition of the container with this name in the template, with CloudFormation's property names. */
// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of any shape, and each test says what it expects
export function containerOf(stack: Stack, name: string): any {
  const definitions = Object.values(Template.fromStack(stack).findResources('AWS::ECS::TaskDefinition'));
  const containers = definitions.flatMap(({ Properties }) => Properties.ContainerDefinitions);
  return containers.find(({ Name }) => Name === name);
}

/** The permissions on MSK, one list per statement, each as `action on kind of resource`. */
export function kafkaRightsOf(stack: Stack): string[][] {
  return Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Action }) => JSON.stringify(Action).includes('kafka-cluster:'))
    .map(({ Action, Resource }) => {
      const [kind] = /(cluster|topic|group)(?=\/)(?!.*:(topic|group)\/)/.exec(JSON.stringify(Resource)) ?? [];
      return [Action].flat().map((action: string) => `${action} on ${kind}`);
    });
}
