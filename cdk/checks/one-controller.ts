import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type PipelineSpec, parameterPrefix } from '../../lib/pipeline';
import type { Misuse } from './misuse';
import { maybeOnePlace } from './one-place';

/** A controller of the same app: its pipeline, where it is, and the environment that its names have to be unique in. */
export interface Neighbour {
  readonly path: string;
  readonly spec: PipelineSpec;
  /** As deployed; a token stands for itself. */
  readonly brokers: readonly string[];
  /** The ARN, or what stands for one that is known only at deploy. */
  readonly mskCluster: string | undefined;
  /** Account and region, of which synth need know neither. */
  readonly environment: string;
  readonly functionName: string;
}

/** Do two controllers of one app write to the same parameters, move the same group, or bear one name? */
export function oneControllerMisuse(own: Neighbour, others: readonly Neighbour[]): Misuse[] {
  return others.flatMap((other) => [
    ...(sameKafka(own, other) && own.spec.group === other.spec.group
      ? [
          {
            code: 'CDK_GROUP_TWICE',
            what: `group ${own.spec.group} is also that of ${other.path}: two controllers would move the commits of one group.`,
            fix: 'Give each pipeline a group of its own.',
          },
        ]
      : []),
    ...(maybeOnePlace(own.environment, other.environment) ? sameNames(own, other) : []),
  ]);
}

function sameNames(own: Neighbour, other: Neighbour): Misuse[] {
  const prefix = parameterPrefix(own.spec);
  return [
    ...(prefix === parameterPrefix(other.spec)
      ? [
          {
            code: 'CDK_PREFIX_TWICE',
            what: `${other.path} keeps its parameters below ${prefix} too.`,
            fix: 'Give the pipelines different names, or different aws.prefix.',
          },
        ]
      : []),
    ...(own.functionName === other.functionName
      ? [
          {
            code: 'CDK_FUNCTION_NAME_TWICE',
            what: `${other.path} has a function ${own.functionName} too.`,
            fix: 'Give the pipelines different names, or different functionName.',
          },
        ]
      : []),
  ];
}

/** One broker in common is enough: each knows the whole cluster. Brokers that MSK is asked for are in no list. */
export function sameKafka(
  a: Pick<Neighbour, 'brokers' | 'mskCluster'>,
  b: Pick<Neighbour, 'brokers' | 'mskCluster'>,
): boolean {
  if (a.mskCluster !== undefined && a.mskCluster === b.mskCluster) return true;
  return a.brokers.some((broker) => b.brokers.includes(broker));
}

/**
 * What two controllers on one MSK cluster have in common: its ARN, or where it comes from, which only within a stack is
 * the same.
 */
export function mskClusterOf(
  scope: IConstruct,
  msk: { readonly clusterArn: string } | undefined,
): Neighbour['mskCluster'] {
  if (!msk) return undefined;
  const stack = Stack.of(scope);
  const resolved: unknown = stack.resolve(msk.clusterArn);
  return typeof resolved === 'string' ? resolved : `${stack.node.path} ${JSON.stringify(resolved)}`;
}
