import { CfnOutput, Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { isNewVpc } from '../lib/pipeline';
import type { LoadedPipeline } from './pipeline-file';
import { SpillwayPipeline } from './spillway-pipeline';

/**
 * A stack with one pipeline, in the region of the spec, or in the region of the deployment if the spec has none. Synth
 * needs neither account nor region.
 */
export class PipelineStack extends Stack {
  readonly pipeline: LoadedPipeline;

  constructor(scope: Construct, id: string, { pipeline }: { readonly pipeline: LoadedPipeline }) {
    const { name, aws } = pipeline.spec;
    super(scope, id, {
      description: `Spillway: the OpenTelemetry pipeline ${name} over Kafka`,
      ...(aws.region !== undefined && { env: { region: aws.region } }),
    });
    this.pipeline = pipeline;
    Tags.of(this).add('spillway:pipeline', name);
    const { controller, ingestion, vpc } = new SpillwayPipeline(this, 'Pipeline', { pipeline });
    new CfnOutput(this, 'ControllerFunction', {
      description: 'For spillway status --function NAME',
      value: controller.function.functionName,
    });
    if (isNewVpc(pipeline.spec.deploy.vpc)) {
      new CfnOutput(this, 'Vpc', {
        description: 'The new VPC, for example to peer it with that of the brokers',
        value: vpc.vpcId,
      });
    }
    if (ingestion?.loadBalancer) {
      new CfnOutput(this, 'OtlpEndpoint', {
        description: 'OTLP, gRPC on 4317 and HTTP on 4318',
        value: ingestion.loadBalancer.loadBalancerDnsName,
      });
    }
  }
}
