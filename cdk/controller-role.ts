import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { parameterPrefix, plainName } from '../lib/pipeline';
import { CONTROLLER_RIGHTS, type ControllerResources, type Occasion } from './controller-policy';
import { type KafkaArns, kafkaArns } from './kafka-iam';
import type { KafkaPassword } from './kafka-secret';
import type { LoadedPipeline } from './pipeline-file';
import { statementOf } from './right';
import { readableArn, secretsManagerIn } from './secret-by-id';
import { acknowledgeWildcard } from './wildcard-right';

export interface ControllerRoleProps {
  readonly pipeline: LoadedPipeline;
  /** Names of the ECS cluster and service, or their ARNs. */
  readonly service: { readonly cluster: string; readonly service: string };
  /** The family of its task definitions, if known. */
  readonly taskDefinitionFamily?: string | undefined;
  readonly functionName: string;
  readonly logGroup: ILogGroup;
  readonly network: 'vpc' | 'none';
  readonly password?: KafkaPassword | undefined;
  /** The key of the environment of the function. */
  readonly encryptionKey?: IKey | undefined;
  readonly mskClusterArn?: string | undefined;
  readonly commitOffsets: 'allowed' | 'denied';
  readonly addPartitions: 'allowed' | 'denied';
  readonly permissionsBoundary?: iam.IManagedPolicy | undefined;
}

/**
 * The role of the controller's function, with those permissions in `controller-policy.ts` that the props require. They
 * are inline, so that all of them are in effect when Lambda first uses the role.
 */
export class ControllerRole extends Construct {
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: ControllerRoleProps) {
    super(scope, id);
    const named = resourcesOf(this, props);
    const occasions = occasionsOf(props);
    const rights = CONTROLLER_RIGHTS.filter(({ given }) => occasions.has(given));
    const statements = rights.map((right) => statementOf(right, named));
    this.role = new iam.Role(this, 'Role', {
      description: `Spillway's controller of the pipeline ${props.pipeline.spec.name}`,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { Spillway: new iam.PolicyDocument({ statements }) },
      ...(props.permissionsBoundary && { permissionsBoundary: props.permissionsBoundary }),
    });
    for (const { effect, resources, why } of rights) {
      const wide = effect === 'Deny' ? [] : resources(named).filter((resource) => resource.includes('*'));
      for (const resource of wide) acknowledgeWildcard(this.role, resource, why);
    }
  }
}

/** `mode: observe` gets no permission to write, whatever else is switched on. */
function occasionsOf(props: ControllerRoleProps): ReadonlySet<Occasion> {
  const act = props.pipeline.spec.policy.mode === 'act';
  const msk = props.mskClusterArn !== undefined;
  const held: Record<Occasion, boolean> = {
    always: true,
    act,
    family: act && props.taskDefinitionFamily !== undefined,
    vpc: props.network === 'vpc',
    secret: props.password !== undefined,
    'secret key': props.password?.secret.encryptionKey !== undefined,
    key: props.encryptionKey !== undefined,
    msk,
    'msk and commits': msk && act && props.commitOffsets === 'allowed',
    'msk and partitions': msk && act && props.addPartitions === 'allowed',
  };
  return new Set((Object.keys(held) as Occasion[]).filter((occasion) => held[occasion]));
}

function resourcesOf(scope: Construct, props: ControllerRoleProps): ControllerResources {
  const stack = Stack.of(scope);
  const { spec } = props.pipeline;
  const cluster = ecsName(props.service.cluster);
  const arn = (service: string, resource: string, resourceName?: string) =>
    resourceName === undefined
      ? stack.formatArn({ service, resource, arnFormat: ArnFormat.NO_RESOURCE_NAME })
      : stack.formatArn({ service, resource, resourceName });
  const { secret } = props.password ?? {};
  return {
    parameter: (name) => arn('ssm', `parameter${parameterPrefix(spec)}/${name}`),
    cluster: arn('ecs', 'cluster', cluster),
    service: arn('ecs', 'service', `${cluster}/${ecsName(props.service.service)}`),
    taskDefinitions: arn('ecs', 'task-definition', `${props.taskDefinitionFamily}:*`),
    tasks: arn('ecs', 'task', `${cluster}/*`),
    // The ARN ends in `:*`, which matches the streams.
    logStreams: props.logGroup.logGroupArn,
    function: stack.formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: props.functionName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
    network: arn('ec2', '*', '*'),
    secret: secret ? readableArn(secret) : '',
    secretKey: secret?.encryptionKey?.keyArn ?? '',
    secretsManager: secretsManagerIn(stack),
    key: props.encryptionKey?.keyArn ?? '',
    kafka: kafkaOf(props),
  };
}

/** Empty without a cluster, so that no permission on Kafka is granted. */
function kafkaOf({ mskClusterArn, pipeline: { spec } }: ControllerRoleProps): KafkaArns {
  const topics = Object.values(spec.signals).flatMap((signal) => (signal ? [signal.topic] : []));
  return mskClusterArn === undefined
    ? { cluster: '', topics: [], group: '' }
    : kafkaArns(mskClusterArn, { topics, group: spec.group });
}

/** A token is assumed to be a name. */
function ecsName(nameOrArn: string): string {
  return Token.isUnresolved(nameOrArn) ? nameOrArn : plainName(nameOrArn);
}
