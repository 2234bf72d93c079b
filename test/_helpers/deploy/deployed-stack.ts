import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { stringify } from 'yaml';
import { BacklogController } from '../../../cdk/backlog-controller';
import { importNetwork } from '../../../cdk/network';
import type { LoadedPipeline } from '../../../cdk/pipeline-file';
import { ProcessingTier } from '../../../cdk/processing-tier';
import { parsePipelineSpec } from '../../../lib/pipeline';
import type { DeploymentWorld } from './deployment';

/** Waits of seconds that are minutes in production. */
const SHORT_WAITS = {
  drainedWithin: '3s',
  stableFor: '0s',
  metadataRefresh: '5s',
  scaleInCoolDown: '5s',
  phaseTimeout: '60s',
};

/** A pipeline as a user's file would describe it. @param processors as in `tiers.processing.processors` */
export function deployedPipeline(
  world: Pick<DeploymentWorld, 'bootstrap' | 'topic' | 'sink'>,
  processors: Record<string, unknown>,
): LoadedPipeline {
  const text = stringify({
    name: 'deployed',
    kafka: { brokers: [world.bootstrap] },
    group: 'otel-processing',
    signals: { traces: { topic: world.topic } },
    tiers: {
      processing: {
        ...{ cluster: 'telemetry', service: 'processing', tasks: { min: 1, max: 3 }, processors },
        stopTimeout: '30s',
        metricsPort: 'off',
        backend: { endpoint: world.sink.endpoint, encoding: 'json', compression: 'none' },
      },
    },
    policy: SHORT_WAITS,
  });
  return { file: 'deployed.yaml', text, spec: parsePipelineSpec(text, 'deployed.yaml') };
}

/** Fills a stack with the controller and its processing tier, as a user's own app would. */
export function deployedStack(pipeline: LoadedPipeline, onDelete: 'remove' | 'keep'): (stack: Stack) => void {
  return (stack) => {
    const vpc = importNetwork(stack, 'Network', {
      vpcId: 'vpc-0123456789abcdef0',
      privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    });
    // The tiers come first in the template, so that only the dependencies can make the config come before the service.
    const tiers = new Construct(stack, 'Tiers');
    // The controller is not in the VPC, because the broker is on this machine.
    const controller = new BacklogController(stack, 'Controller', {
      pipeline,
      config: { kind: 'managed', onDelete },
    });
    const { configParameterName, templateHash, configReady } = controller;
    if (templateHash === undefined || configReady === undefined) throw new Error('the config is managed');
    new ProcessingTier(tiers, 'Processing', {
      pipeline,
      vpc,
      configParameterName,
      templateHash,
      configReady,
    });
    new CfnOutput(stack, 'FunctionName', { value: controller.function.functionName });
  };
}
