import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type PipelineSpec, parameterPrefix } from '../../lib/pipeline';
import { mayShareEnvironment } from './same-environment';
import type { SynthError } from './synth-error';

/** What must differ between two controllers of one app. */
export interface ControllerIdentity {
  readonly path: string;
  readonly spec: PipelineSpec;
  /** The brokers as deployed; may contain a token. */
  readonly brokers: readonly string[];
  /** The ARN, or a text that identifies an ARN that is known only at deployment. */
  readonly mskCluster: string | undefined;
  /** `aws://ACCOUNT/REGION`; either may be unknown at synth. */
  readonly environment: string;
  readonly functionName: string;
}

/** Checks that no other controller of the app has the same parameters, group or function name. */
export function checkOneController(
  own: ControllerIdentity,
  others: readonly ControllerIdentity[],
): SynthError[] {
  return others.flatMap((other) => [
    ...checkGroup(own, other),
    ...(mayShareEnvironment(own.environment, other.environment) ? checkNames(own, other) : []),
  ]);
}

function checkGroup(own: ControllerIdentity, other: ControllerIdentity): SynthError[] {
  if (!sameKafka(own, other) || own.spec.group !== other.spec.group) return [];
  return [
    {
      code: 'CDK_GROUP_TWICE',
      message: `The group ${own.spec.group} is also the group of ${other.path}, so two controllers would change its offsets.`,
      whatToDo: 'Give each pipeline its own group.',
    },
  ];
}

function checkNames(own: ControllerIdentity, other: ControllerIdentity): SynthError[] {
  const prefix = parameterPrefix(own.spec);
  const errors: SynthError[] = [];
  if (prefix === parameterPrefix(other.spec)) {
    errors.push({
      code: 'CDK_PREFIX_TWICE',
      message: `${other.path} stores its parameters under ${prefix}, too.`,
      whatToDo: 'Give the pipelines different names, or different values of aws.prefix.',
    });
  }
  if (own.functionName === other.functionName) {
    errors.push({
      code: 'CDK_FUNCTION_NAME_TWICE',
      message: `${other.path} has a function ${own.functionName}, too.`,
      whatToDo: 'Give the pipelines different names, or different values of functionName.',
    });
  }
  return errors;
}

/** One broker in common is enough, because every broker knows the whole cluster. */
export function sameKafka(
  a: Pick<ControllerIdentity, 'brokers' | 'mskCluster'>,
  b: Pick<ControllerIdentity, 'brokers' | 'mskCluster'>,
): boolean {
  if (a.mskCluster !== undefined && a.mskCluster === b.mskCluster) return true;
  return a.brokers.some((broker) => b.brokers.includes(broker));
}

/** The ARN of the MSK cluster. If it is a token, the stack and the token, which can be compared only within a stack. */
export function mskClusterOf(
  scope: IConstruct,
  msk: { readonly clusterArn: string } | undefined,
): ControllerIdentity['mskCluster'] {
  if (!msk) return undefined;
  const stack = Stack.of(scope);
  const resolved: unknown = stack.resolve(msk.clusterArn);
  return typeof resolved === 'string' ? resolved : `${stack.node.path} ${JSON.stringify(resolved)}`;
}
