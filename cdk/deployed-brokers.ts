import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { RenderOptions } from '../lib/collector';
import { brokerList, mskQuestionOf, type PipelineSpec } from '../lib/pipeline';
import { MskBrokers } from './msk-brokers';
import type { ResourceFunctionOptions } from './resource-function';
import type { MskCluster } from './tier-kafka-rights';

export interface DeployedBrokersProps extends ResourceFunctionOptions {
  readonly spec: PipelineSpec;
  /** `host:port`, separated by commas; may be a token. Goes before what the spec says. */
  readonly brokers?: string | undefined;
  /** Asked where neither of them names brokers. Default: the spec's `deploy.msk`. */
  readonly msk?: MskCluster | undefined;
}

/**
 * Brokers that stand in for the spec's, as `host:port` with commas; `undefined` where the spec's own do. MSK is asked at
 * deploy, by a construct below `scope`, where nobody names any.
 */
export function deployedBrokers(scope: Construct, props: DeployedBrokersProps): string | undefined {
  const { spec, brokers, msk, ...options } = props;
  const question = brokers === undefined ? mskQuestionOf(spec, msk) : undefined;
  return question ? new MskBrokers(scope, 'Brokers', { ...options, ...question }).brokers : brokers;
}

/** What a configuration is rendered from: a list where synth knows it, else the text that stands for it. */
export function withDeployedBrokers(
  spec: PipelineSpec,
  brokers: string | undefined,
): { spec: PipelineSpec; options: RenderOptions } {
  if (brokers === undefined) return { spec, options: {} };
  if (Token.isUnresolved(brokers)) return { spec, options: { brokersText: brokers } };
  return { spec: { ...spec, kafka: { ...spec.kafka, brokers: brokerList(brokers) } }, options: {} };
}

/**
 * As long as MSK's can get, for a look at the length of a text that will hold them: three, with a cluster's longest name
 * (64 letters) and one of the longest names of regions.
 */
export const STAND_IN_BROKERS = [1, 2, 3]
  .map((node) => `b-${node}.${'x'.repeat(64)}.abc123.c12.kafka.ap-southeast-1.amazonaws.com:9098`)
  .join(',');
