/**
 * Two pipelines in one stack of a CDK app of your own: one deployed completely, and one whose processing tier exists.
 * Run it as any CDK app, from the folder that contains `examples`: `npx cdk synth -q -a 'npx tsx examples/cdk/app.ts'`.
 */
import { App, Stack } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  BacklogController,
  importNetwork,
  loadPipeline,
  Monitoring,
  SpillwayPipeline,
} from 'otel-spillway/cdk';

const app = new App();
const stack = new Stack(app, 'Telemetry');

// Imported by ids, so that synth needs no account. A VPC of your own stack works, too.
const vpc = importNetwork(stack, 'Network', {
  vpcId: 'vpc-0a1b2c3d4e5f60718',
  privateSubnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-0b1b2c3d4e5f60718'],
  availabilityZones: ['eu-west-1a', 'eu-west-1b'],
});
const topic = sns.Topic.fromTopicArn(stack, 'OnCall', 'arn:aws:sns:eu-west-1:111122223333:on-call');

// Both tiers, the controller, dashboard and alarms, by the section `deploy` of the file.
new SpillwayPipeline(stack, 'Plain', { pipeline: loadPipeline('examples/plain.yaml'), vpc, topic });

// The controller and its monitoring, for a service and a config parameter that somebody else owns.
const pipeline = loadPipeline('examples/msk-iam.yaml');
const controller = new BacklogController(stack, 'Orders', {
  pipeline,
  vpc,
  config: { kind: 'existing' },
  // Only where the names in the spec are not those of the service.
  service: { cluster: 'orders-production', service: 'orders-collectors' },
  msk: {
    clusterArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9-2',
  },
});
new Monitoring(stack, 'OrdersMonitoring', { pipeline, controller, topic });
