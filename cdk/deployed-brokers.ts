import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { RenderOptions } from '../lib/collector';
import { brokerList, mskQuestionOf, type PipelineSpec } from '../lib/pipeline';
import { MskBrokers } from './msk-brokers';
import type { ResourceFunctionOptions } from './resource-function';
import type { MskCluster } from './tier-kafka-rights';

export interface DeployedBrokersProps extends ResourceFunctionOptions {
  readonly spec: PipelineSpec;
  /** `host:port`, separated by commas; may be a token. Takes precedence over the spec. */
  readonly brokers?: string | undefined;
  /** The cluster to ask for brokers if neither the prop nor the spec has any. @default `deploy.msk` of the spec */
  readonly msk?: MskCluster | undefined;
}

/**
 * The brokers that replace those of the spec, as `host:port` separated by commas; `undefined` if the spec's apply. If
 * there are none at all, a construct below `scope` asks MSK for them at deployment.
 */
export function deployedBrokers(scope: Construct, props: DeployedBrokersProps): string | undefined {
  const { spec, brokers, msk, ...options } = props;
  const question = brokers === undefined ? mskQuestionOf(spec, msk) : undefined;
  return question ? new MskBrokers(scope, 'Brokers', { ...options, ...question }).brokers : brokers;
}

/** The renderer's input: a list of brokers if synth knows it, otherwise the token as text. */
export function withDeployedBrokers(
  spec: PipelineSpec,
  brokers: string | undefined,
): { spec: PipelineSpec; options: RenderOptions } {
  if (brokers === undefined) return { spec, options: {} };
  if (Token.isUnresolved(brokers)) return { spec, options: { brokersText: brokers } };
  return { spec: { ...spec, kafka: { ...spec.kafka, brokers: brokerList(brokers) } }, options: {} };
}

/**
 * Brokers with the longest names that MSK can have, used to check the length of a configuration that will contain
 * brokers: three of them, with a cluster name of 64 letters and one of the longest region names.
 */
export const STAND_IN_BROKERS = [1, 2, 3]
  .map((node) => `b-${node}.${'x'.repeat(64)}.abc123.c12.kafka.ap-southeast-1.amazonaws.com:9098`)
  .join(',');
