import { createHash } from 'node:crypto';
import { ArnFormat, CustomResource, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct, type IDependable } from 'constructs';
import { checkConfigText } from './checks/config-text';
import { reportSynthError } from './checks/synth-error';
import { CONFIG_RIGHTS } from './config-rights';
import {
  ANSWER_WITHIN,
  type ResourceFunctionOptions,
  resourceFunction,
  resourceLog,
  resourceRole,
} from './resource-function';
import { statementOf } from './right';
import { acknowledgeWildcard } from './wildcard-right';

export interface ConfigResourceProps extends ResourceFunctionOptions {
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
  /** What becomes of config, state and everything else below the prefix when the stack goes. @default remove */
  readonly onDelete?: 'remove' | 'keep';
  /**
   * `policy.mode`. With observe the deployment fails while the controller owes the tasks a start: nobody would make it.
   * @default act
   */
  readonly mode?: 'act' | 'observe';
  /** `template` as it will be, where it holds values that only a deployment knows: looked at in its place. @default template */
  readonly standIn?: string;
}

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
   * Changes with the template, and only with it: a task definition that carries it makes CloudFormation roll out. 16
   * hexadecimal digits; where the template holds values that only a deployment knows, a token: these values follow the
   * digits, since a hash made at synth sees where they come from, not what they are.
   */
  readonly templateHash: string;
  /** There once the live configuration is: what a service and a schedule have to wait for. */
  readonly ready: IDependable;
  /** There once `mode: observe` was found to leave no task stopped; `undefined` with `act`. The controller's role has to wait. */
  readonly observable: IDependable | undefined;
  readonly function: lambda.Function;
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: ConfigResourceProps) {
    super(scope, id);
    const { prefix, template, existing, onDelete = 'remove', mode = 'act' } = props;
    for (const error of checkConfigText(props.standIn ?? template)) reportSynthError(this, error);
    this.parameterName = `${prefix}/config`;
    this.templateHash = [hashOf(Stack.of(this).resolve(template)), ...deployedValuesIn(template)].join('-');

    // Another prefix means another role and function, too: the old ones still have the right to remove what is theirs.
    const place = new Construct(this, prefix.slice(1).replaceAll('/', '-'));
    this.templateParameter = new ssm.StringParameter(place, 'Template', {
      parameterName: `${prefix}/template`,
      description: 'Spillway: the configuration of the processing tier as deployed',
      stringValue: template,
      // By its length; and one that has become Advanced stays, since SSM refuses the way back.
      tier: ssm.ParameterTier.INTELLIGENT_TIERING,
    });
    const logGroup = resourceLog(place, props);
    this.role = this.roleOf(place, { ...props, onDelete }, logGroup);
    this.function = resourceFunction(place, {
      bundle: 'config-resource',
      description: `Spillway: makes ${this.parameterName} before the service that needs it`,
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
    this.observable = mode === 'observe' ? this.guardObserve(place, prefix) : undefined;
  }

  /**
   * A resource of its own, that is created when the mode becomes observe: a rollback creates nothing, so that it can never
   * be what a rollback fails of (docs/design-notes/0018).
   */
  private guardObserve(place: Construct, prefix: string): CustomResource {
    return new CustomResource(place, 'Observe', {
      serviceToken: this.function.functionArn,
      resourceType: 'Custom::SpillwayObserve',
      serviceTimeout: ANSWER_WITHIN,
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
    const description = `Spillway: makes and removes the parameters below ${prefix}`;
    const role = resourceRole(place, description, statements, props);
    acknowledgeWildcard(role, named.parameter('epoch/*'), 'Names of epochs hold versions of the state.');
    return role;
  }
}

/** 16 hexadecimal digits. */
function hashOf(resolved: unknown): string {
  const text = typeof resolved === 'string' ? resolved : JSON.stringify(resolved);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Each once, as text: brokers that MSK is asked for, whose answer may change while the question looks the same. */
function deployedValuesIn(template: string): string[] {
  const { tokens } = Tokenization.reverseString(template);
  return [...new Set(tokens.map((token) => Token.asString(token)))];
}
