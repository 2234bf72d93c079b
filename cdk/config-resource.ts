import { createHash } from 'node:crypto';
import { ArnFormat, CustomResource, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct, type IDependable } from 'constructs';
import { checkConfigText } from './checks/config-text';
import { reportSynthError, type SynthError } from './checks/synth-error';
import type { TierConfigCheck } from './checks/tier-config';
import { CONFIG_RIGHTS } from './config-rights';
import {
  type ResourceFunctionOptions,
  resourceFunction,
  resourceLog,
  resourceRole,
  SERVICE_TIMEOUT,
} from './resource-function';
import { statementOf } from './right';
import { acknowledgeWildcard } from './wildcard-right';

export interface ConfigResourceProps extends ResourceFunctionOptions {
  /** SSM path without a slash at the end, for example `/spillway/checkout`. */
  readonly prefix: string;
  /** The configuration of the processing tier. Its value of `initial_offset` is ignored. */
  readonly template: string;
  /**
   * What to do with a configuration that exists already. `re-arm` sets it to `earliest`, because commits may have expired;
   * `adopt` keeps its offset. A configuration that Spillway did not create is never removed.
   *
   * @default re-arm if Spillway created it; otherwise the deployment fails with `CONFIG_FOREIGN`
   */
  readonly existing?: 're-arm' | 'adopt';
  /** Whether the deletion of the stack removes everything below the prefix. @default remove */
  readonly onDelete?: 'remove' | 'keep';
  /**
   * `policy.mode`. A deployment with observe fails while the controller has stopped the tasks, because it could no longer
   * start them.
   *
   * @default act
   */
  readonly mode?: 'act' | 'observe';
  /** The Collector that runs the configuration, in the form of `collectorVersion`. The function checks the text for it. */
  readonly collector: string;
  /** What the linter says of the configuration. */
  readonly check: TierConfigCheck;
  /** A text to check instead of a template whose values are only known at deployment. @default template */
  readonly standIn?: string;
}

/**
 * Creates the live configuration `<prefix>/config`, which a service needs before its first task, with a custom resource and
 * a small function. It is not a resource of the stack, because each deployment would then overwrite what the controller
 * stored (docs/design-notes/0015).
 */
export class ConfigResource extends Construct {
  /** `<prefix>/template`: the configuration as deployed. The controller only reads it. */
  readonly templateParameter: ssm.StringParameter;
  /** `<prefix>/config`. */
  readonly parameterName: string;
  /**
   * Changes if and only if the template changes. A task definition that contains it makes CloudFormation roll out. 16
   * hexadecimal digits, followed by the values in the template that are only known at deployment: a hash made at synth
   * covers their expressions and not their values.
   */
  readonly templateHash: string;
  /** Complete when the live configuration exists. Service and schedule must depend on it. */
  readonly ready: IDependable;
  /** Complete when no task is stopped on purpose; `undefined` with `act`. The role of the controller must depend on it. */
  readonly observable: IDependable | undefined;
  readonly function: lambda.Function;
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: ConfigResourceProps) {
    super(scope, id);
    const { prefix, template, existing, onDelete = 'remove', mode = 'act' } = props;
    const { errors, ignored } = props.check;
    for (const error of this.errorsIn(checkConfigText(props.standIn ?? template), errors)) {
      reportSynthError(this, error);
    }
    this.parameterName = `${prefix}/config`;
    this.templateHash = [hashOf(Stack.of(this).resolve(template)), ...deployedValuesIn(template)].join('-');

    // Another prefix gets another role and function, because the old ones need their rights to remove the old parameters.
    const place = new Construct(this, prefix.slice(1).replaceAll('/', '-'));
    this.templateParameter = new ssm.StringParameter(place, 'Template', {
      parameterName: `${prefix}/template`,
      description: 'Spillway: the configuration of the processing tier as deployed',
      stringValue: template,
      // SSM chooses the tier by length. An Advanced parameter cannot become Standard again.
      tier: ssm.ParameterTier.INTELLIGENT_TIERING,
    });
    const logGroup = resourceLog(place, props);
    this.role = this.roleOf(place, { ...props, onDelete }, logGroup);
    this.function = resourceFunction(place, {
      bundle: 'config-resource',
      description: `Spillway: creates ${this.parameterName} before the service that needs it`,
      role: this.role,
      logGroup,
    });
    const resource = new CustomResource(place, 'Resource', {
      serviceToken: this.function.functionArn,
      resourceType: 'Custom::SpillwayConfig',
      serviceTimeout: SERVICE_TIMEOUT,
      properties: {
        ...{ prefix, template, collector: props.collector, onDelete },
        ...(existing && { existing }),
        ...(ignored.length > 0 && { ignored }),
      },
    });
    // The controller reads both, and may treat a configuration without a template as one of another owner.
    resource.node.addDependency(this.templateParameter);
    this.ready = resource;
    this.observable = mode === 'observe' ? this.guardObserve(place, prefix) : undefined;
  }

  /** Without the linter's errors if the text cannot be read: both would report the same. */
  private errorsIn(unmanageable: SynthError[], found: readonly SynthError[]): SynthError[] {
    const isUnread = unmanageable.some(({ code }) => code === 'CDK_CONFIG_REFUSED');
    return isUnread ? unmanageable : [...unmanageable, ...found];
  }

  /**
   * A separate resource that is created when the mode becomes observe. A rollback creates no resources, so this check can
   * never make one fail (docs/design-notes/0018).
   */
  private guardObserve(place: Construct, prefix: string): CustomResource {
    return new CustomResource(place, 'Observe', {
      serviceToken: this.function.functionArn,
      resourceType: 'Custom::SpillwayObserve',
      serviceTimeout: SERVICE_TIMEOUT,
      properties: { prefix, guard: 'observe' },
    });
  }

  private roleOf(place: Construct, props: ConfigResourceProps, logGroup: logs.LogGroup): iam.Role {
    const { prefix, onDelete } = props;
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
      (right) => statementOf(right, named),
    );
    const description = `Spillway: creates and removes the parameters below ${prefix}`;
    const role = resourceRole(place, description, statements, props);
    acknowledgeWildcard(
      role,
      named.parameter('epoch/*'),
      'The names of claims contain versions of the state.',
    );
    return role;
  }
}

/** 16 hexadecimal digits. */
function hashOf(resolved: unknown): string {
  const text = typeof resolved === 'string' ? resolved : JSON.stringify(resolved);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** The tokens in the template, without duplicates: for example brokers from MSK, whose value may change. */
function deployedValuesIn(template: string): string[] {
  const { tokens } = Tokenization.reverseString(template);
  return [...new Set(tokens.map((token) => Token.asString(token)))];
}
