import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { PipelineSpec } from '../lib/pipeline';

const AWS = ec2.InterfaceVpcEndpointAwsService;

/** AWS services that tasks and functions call from their VPC: each by what the name of its interface endpoint ends in. */
export const ENDPOINT_SERVICES = {
  /** Live configuration, state. */
  ssm: AWS.SSM,
  /** The processing tier's service and tasks, asked by the controller; Fargate itself needs none. */
  ecs: AWS.ECS,
  /** Of the containers. A function's log does not go through its VPC. */
  logs: AWS.CLOUDWATCH_LOGS,
  secretsmanager: AWS.SECRETS_MANAGER,
  'ecr.api': AWS.ECR,
  'ecr.dkr': AWS.ECR_DOCKER,
  /** Does somebody else scale the service? */
  'application-autoscaling': AWS.APPLICATION_AUTOSCALING,
} as const;

export type EndpointService = keyof typeof ENDPOINT_SERVICES;

export const ALL_ENDPOINT_SERVICES = Object.keys(ENDPOINT_SERVICES) as EndpointService[];

/**
 * Those that this pipeline calls when it is deployed whole: each costs by the hour and zone. All but one are always in
 * use. With AWS_MSK_IAM nothing more is asked: a login is signed on the spot.
 */
export function endpointServicesOf(spec: PipelineSpec): EndpointService[] {
  return ALL_ENDPOINT_SERVICES.filter((service) => service !== 'secretsmanager' || hasSecrets(spec));
}

function hasSecrets({ kafka, deploy: { processing, ingestion } }: PipelineSpec): boolean {
  const password = 'password' in kafka.auth && 'secretsManager' in kafka.auth.password;
  const ofTiers = [processing, ingestion].flatMap((tier) =>
    typeof tier === 'string' ? [] : Object.keys(tier.secrets),
  );
  return password || ofTiers.length > 0;
}
