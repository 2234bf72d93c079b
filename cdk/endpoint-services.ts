import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { otlpSecrets, type PipelineSpec, secretHeaders } from '../lib/pipeline';

const AWS = ec2.InterfaceVpcEndpointAwsService;

/** The AWS services that tasks and functions call from their VPC, by the suffix of the interface endpoint's name. */
export const ENDPOINT_SERVICES = {
  /** For the live configuration and the state. */
  ssm: AWS.SSM,
  /** The controller reads and scales the service. Fargate itself needs no endpoint. */
  ecs: AWS.ECS,
  /** For the containers' logs. The log of a function does not go through its VPC. */
  logs: AWS.CLOUDWATCH_LOGS,
  secretsmanager: AWS.SECRETS_MANAGER,
  'ecr.api': AWS.ECR,
  'ecr.dkr': AWS.ECR_DOCKER,
  /** The controller also checks whether auto scaling changes the service. */
  'application-autoscaling': AWS.APPLICATION_AUTOSCALING,
} as const;

/** An AWS service that a VPC endpoint can be created for, such as `ssm` or `ecr.api`. */
export type EndpointService = keyof typeof ENDPOINT_SERVICES;

export const ALL_ENDPOINT_SERVICES = Object.keys(ENDPOINT_SERVICES) as EndpointService[];

/**
 * The services that a whole pipeline calls, because each endpoint is charged by the hour and zone. All but Secrets
 * Manager are always in use. `AWS_MSK_IAM` needs none: the client signs its token without a call.
 */
export function endpointServicesOf(spec: PipelineSpec): EndpointService[] {
  return ALL_ENDPOINT_SERVICES.filter((service) => service !== 'secretsmanager' || hasSecrets(spec));
}

function hasSecrets({ kafka, tiers, deploy: { processing, ingestion } }: PipelineSpec): boolean {
  const password = 'password' in kafka.auth && 'secretsManager' in kafka.auth.password;
  const ofTiers = [processing, ingestion].flatMap((tier) =>
    typeof tier === 'string' ? [] : Object.values(tier.secrets),
  );
  const ofHeaders = secretHeaders(tiers.processing.backend.headers).map(({ secret }) => secret);
  const ofLogin = ingestion === 'none' ? [] : otlpSecrets(tiers.ingestion.auth).map(({ secret }) => secret);
  return password || [...ofTiers, ...ofHeaders, ...ofLogin].some((secret) => 'secretsManager' in secret);
}
