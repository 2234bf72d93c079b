import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { SpillwayError } from '../lib/errors';
import type { PipelineSpec } from '../lib/pipeline';
import type { CollectorOptions } from './collector-container';
import { secretOfSpec } from './container-secret';
import { endpointServicesOf } from './endpoint-services';
import { imageByName } from './image-by-name';
import { importNetwork, Network } from './network';

type Deploy = PipelineSpec['deploy'];
type Ingestion = Exclude<Deploy['ingestion'], 'none'>;
type TaskSettings = Exclude<Deploy['processing'], 'existing'>;

/** The VPC of `deploy.vpc`: created, or imported by its ids. Nothing is looked up. */
export function networkOf(scope: Construct, spec: PipelineSpec): ec2.IVpc {
  const { vpc } = spec.deploy;
  if (vpc === 'new') return new Network(scope, 'Network').vpc;
  if ('egress' in vpc) {
    return new Network(scope, 'Network', {
      egress: vpc.egress,
      services: endpointServicesOf(spec),
      ipAddresses: vpc.cidr === undefined ? undefined : ec2.IpAddresses.cidr(vpc.cidr),
    }).vpc;
  }
  return importNetwork(scope, 'Network', {
    vpcId: vpc.id,
    privateSubnetIds: vpc.subnets,
    publicSubnetIds: vpc.publicSubnets,
    availabilityZones: vpc.availabilityZones,
    cidr: vpc.cidr,
  });
}

/**
 * `deploy.securityGroups`, imported as immutable, because this stack must not add rules to other owners' security
 * groups.
 */
export function securityGroupsOf(scope: Construct, { securityGroups }: Deploy): ec2.ISecurityGroup[] {
  return securityGroups.map((id) => ec2.SecurityGroup.fromSecurityGroupId(scope, id, id, { mutable: false }));
}

/** `deploy.ingestion.clients`; `undefined` for the default of the listener. */
export function clientsOf({ clients }: Ingestion): ec2.IPeer[] | undefined {
  return clients?.map((client) =>
    client.startsWith('sg-') ? ec2.Peer.securityGroupId(client) : ec2.Peer.ipv4(client),
  );
}

/**
 * The PEM text of a file that `deploy` names, whose path is relative to the spec.
 *
 * @param key for the message, such as `kafkaCa`
 * @throws SpillwayError `DEPLOY_CA_UNREADABLE`
 */
export function pemOf(file: string, key: string, named: string | undefined): string | undefined {
  if (named === undefined) return undefined;
  const pem = path.resolve(path.dirname(file), named);
  try {
    return readFileSync(pem, 'utf8');
  } catch (cause) {
    throw new SpillwayError(
      'DEPLOY_CA_UNREADABLE',
      `${file} deploy.${key}: ${pem} cannot be read.`,
      'Put the PEM file there, or correct the path, which is relative to the spec.',
      { cause },
    );
  }
}

/**
 * The settings of a tier in the spec, as props of the tier constructs.
 *
 * @param tier prefix of the ids of imported resources
 */
export function taskOptionsOf(scope: Construct, tier: string, settings: TaskSettings): CollectorOptions {
  const secrets = Object.entries(settings.secrets).map(
    ([name, source]) => [name, secretOfSpec(scope, `${tier}Secret${name}`, source)] as const,
  );
  return {
    cpu: settings.cpu,
    memoryLimitMiB: settings.memory,
    architecture: settings.architecture,
    image: imageNamed(scope, `${tier}Image`, settings.image),
    healthProbe: settings.healthProbe === 'none' ? { kind: 'none' } : undefined,
    helperImage: imageNamed(scope, `${tier}HelperImage`, settings.helperImage),
    environment: settings.environment,
    secrets: Object.fromEntries(secrets),
  };
}

function imageNamed(scope: Construct, id: string, image: string | undefined): ecs.ContainerImage | undefined {
  return image === undefined ? undefined : imageByName(scope, id, image);
}
