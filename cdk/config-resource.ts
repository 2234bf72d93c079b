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
  /** An SSM path without a trailing slash, for example `/spillway/checkout`. */
  readonly prefix: string;
  /** The configuration of the processing tier. Its value of `initial_offset` is ignored. */
  readonly template: string;
  /**
   * What to do with a configuration that already exists. `re-arm` sets it to `earliest`, because commits may have
   * expired; `adopt` keeps its offset. A configuration that Spillway did not create is never removed.
   *
   * @default re-arm if Spillway created it; otherwise the deployment fails with `CONFIG_FOREIGN`
   */
  readonly existing?: 're-arm' | 'adopt';
  /** Whether deleting the stack removes everything below the prefix. @default remove */
  readonly onDelete?: 'remove' | 'keep';
  /**
   * The mode in the spec (`policy.mode`). A deployment with observe fails while the controller has stopped the tasks,
   * because the controller could then no longer start them.
   *
   * @default act
   */
  readonly mode?: 'act' | 'observe';
  /** The Collector that runs the configuration, in the form of `collectorVersion`. The function checks the text for it. */
  readonly collector: string;
  /** What the linter found in the configuration. */
  readonly check: TierConfigCheck;
  /** A text that is checked in place of a template whose values are known only at deployment. @default template */
  readonly standIn?: string;
}

/**
 * Creates the live configuration `<prefix>/config`, which a service needs before its first task, with a custom resource
 * and a small function. It is not a resource of the stack, because each deployment would then overwrite what the
 * controller stored (docs/design-notes/0015).
 */
export class ConfigResource extends Construct {
  /** `<prefix>/template`: the configuration as deployed. The controller only reads it. */
  readonly templateParameter: ssm.StringParameter;
  /** The name of the live configuration, `<prefix>/config`. */
  readonly parameterName: string;
  /**
   * Changes if and only if the template changes. A task definition that contains it makes CloudFormation roll out. It
   * consists of 16 hexadecimal digits, followed by the values in the template that are known only at deployment, because
   * a hash made at synth covers their expressions but not their values.
   */
  readonly templateHash: string;
  /** A dependency that is complete when the live configuration exists. Service and schedule must depend on it. */
  readonly ready: IDependable;
  /**
   * A dependency that is complete when no task is stopped on purpose; `undefined` with `act`. The controller's role must
   * depend on it.
   */
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

    // A different prefix gets a different role and function, because the old ones need their permissions to remove the
    // old parameters.
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
    // The controller reads both parameters, and may treat a configuration without a template as someone else's.
    resource.node.addDependency(this.templateParameter);
    this.ready = resource;
    this.observable = mode === 'observe' ? this.guardObserve(place, prefix) : undefined;
  }

  /** Leaves out the linter's errors if the text cannot be read, because they would repeat the same problem. */
  private errorsIn(unmanageable: SynthError[], found: readonly SynthError[]): SynthError[] {
    const isUnread = unmanageable.some(({ code }) => code === 'CDK_CONFIG_REFUSED');
    return isUnread ? unmanageable : [...unmanageable, ...found];
  }

  /**
   * A separate resource that is created when the mode becomes observe. A rollback creates no resources, so this check
   * can never make a rollback fail (docs/design-notes/0018).
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

/** The tokens in the template, without duplicates, for example brokers from MSK. Their values may change. */
function deployedValuesIn(template: string): string[] {
  const { tokens } = Tokenization.reverseString(template);
  return [...new Set(tokens.map((token) => Token.asString(token)))];
}
