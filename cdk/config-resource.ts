import { createHash } from 'node:crypto';
import { ArnFormat, CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct, type IDependable } from 'constructs';
import { bundlePath } from './bundle-path';
import { configTextMisuse } from './checks/config-text';
import { tellMisuse } from './checks/misuse';
import { CONFIG_RIGHTS } from './config-rights';
import { acknowledgeWildcard } from './wildcard-right';

export interface ConfigResourceProps {
  /** SSM path without a slash at the end, for example `/spillway/checkout`. */
  readonly prefix: string;
  /** The processing tier's configuration. What it says for `initial_offset` does not count. */
  readonly template: string;
  /**
   * What becomes of a config that is there already: it starts again from `earliest`, since commits may have expired, or
   * its offset stays. One that was adopted or somebody else's is never removed.
   * @default re-arm for one that Spillway left; one of somebody else's is refused, `CONFIG_FOREIGN`
   */
  readonly existing?: 're-arm' | 'adopt';
  /** What becomes of config, state and epochs when the stack goes. @default remove */
  readonly onDelete?: 'remove' | 'keep';
  /** For the function's log; a key that is imported has to let CloudWatch Logs use it. @default a key of AWS */
  readonly encryptionKey?: kms.IKey;
  readonly permissionsBoundary?: iam.IManagedPolicy;
  /** @default 3 months */
  readonly logRetention?: logs.RetentionDays;
}

/** Above the function's own: it answers by itself, and only one that is killed lets CloudFormation wait for this. */
const ANSWER_WITHIN = Duration.minutes(5);
const TIMEOUT = Duration.minutes(2);
const MEMORY_MIB = 256;

/**
 * The live configuration `<prefix>/config`, which a service needs before its first task: made by a custom resource with
 * a small function of its own, outside any VPC. It is no resource of the stack, or each deployment would write over what
 * the controller stored (docs/design-notes/0015).
 */
export class ConfigResource extends Construct {
  /** `<prefix>/template`: as deployed; the controller only reads it. */
  readonly templateParameter: ssm.StringParameter;
  /** `<prefix>/config`. */
  readonly parameterName: string;
  /**
   * Changes with the template, and only with it: a task definition that carries it makes CloudFormation roll out. Of
   * values that are only known at deploy time it sees where they come from, not what they are.
   */
  readonly templateHash: string;
  /** There once the live configuration is: what a service and a schedule have to wait for. */
  readonly ready: IDependable;
  readonly function: lambda.Function;
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: ConfigResourceProps) {
    super(scope, id);
    const { prefix, template, existing, onDelete = 'remove' } = props;
    for (const misuse of configTextMisuse(template)) tellMisuse(this, misuse);
    this.parameterName = `${prefix}/config`;
    this.templateHash = hashOf(Stack.of(this).resolve(template));

    // Another prefix means another role and function, too: the old ones still have the right to remove what is theirs.
    const place = new Construct(this, prefix.slice(1).replaceAll('/', '-'));
    this.templateParameter = new ssm.StringParameter(place, 'Template', {
      parameterName: `${prefix}/template`,
      description: 'Spillway: the configuration of the processing tier as deployed',
      stringValue: template,
      // By its length; and one that has become Advanced stays, since SSM refuses the way back.
      tier: ssm.ParameterTier.INTELLIGENT_TIERING,
    });
    const logGroup = this.logGroup(place, props);
    this.role = this.roleOf(place, { ...props, onDelete }, logGroup);
    this.function = new lambda.Function(place, 'Function', {
      description: `Spillway: makes ${this.parameterName} before the service that needs it`,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(bundlePath(this, 'config-resource'), { exclude: ['*.map'] }),
      timeout: TIMEOUT,
      memorySize: MEMORY_MIB,
      role: this.role,
      logGroup,
    });
    const resource = new CustomResource(place, 'Resource', {
      serviceToken: this.function.functionArn,
      resourceType: 'Custom::SpillwayConfig',
      serviceTimeout: ANSWER_WITHIN,
      properties: { prefix, template, ...(existing && { existing }), onDelete },
    });
    // The controller reads both: a config without its template may be held for foreign.
    resource.node.addDependency(this.templateParameter);
    this.ready = resource;
  }

  private logGroup(place: Construct, { encryptionKey, logRetention }: ConfigResourceProps): logs.LogGroup {
    // Nothing happens for an imported key: its own policy has to say it.
    encryptionKey?.grantEncryptDecrypt(
      new iam.ServicePrincipal(`logs.${Stack.of(this).region}.amazonaws.com`),
    );
    return new logs.LogGroup(place, 'Log', {
      retention: logRetention ?? logs.RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(encryptionKey && { encryptionKey }),
    });
  }

  /** The rights are in the role itself, so that none is missing when the function is first called. */
  private roleOf(place: Construct, props: ConfigResourceProps, logGroup: logs.LogGroup): iam.Role {
    const { prefix, onDelete, permissionsBoundary } = props;
    const named = {
      parameter: (name: string) =>
        Stack.of(this).formatArn({
          service: 'ssm',
          resource: `parameter${prefix}/${name}`,
          arnFormat: ArnFormat.NO_RESOURCE_NAME,
        }),
      logStreams: logGroup.logGroupArn,
    };
    const statements = CONFIG_RIGHTS.filter(({ given }) => given === 'always' || given === onDelete).map(
      ({ sid, actions, resources }) =>
        new iam.PolicyStatement({ sid, actions: [...actions], resources: [...resources(named)] }),
    );
    const role = new iam.Role(place, 'Role', {
      description: `Spillway: makes and removes the parameters below ${prefix}`,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { Spillway: new iam.PolicyDocument({ statements }) },
      ...(permissionsBoundary && { permissionsBoundary }),
    });
    acknowledgeWildcard(role, named.parameter('epoch/*'), 'Names of epochs hold versions of the state.');
    return role;
  }
}

/** 16 hexadecimal digits. */
function hashOf(resolved: unknown): string {
  const text = typeof resolved === 'string' ? resolved : JSON.stringify(resolved);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
