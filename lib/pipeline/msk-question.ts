import { type MskListener, mskListenerFor } from './msk-listener';
import type { PipelineSpec } from './spec';

/** A request to MSK for the brokers of one listener. */
export interface MskQuestion {
  clusterArn: string;
  listener: MskListener;
}

/**
 * The request that gets a spec's brokers from MSK; `undefined` if the spec names them.
 *
 * @param msk the cluster, if it is not the one in the spec
 */
export function mskQuestionOf(
  { kafka, deploy }: Pick<PipelineSpec, 'kafka' | 'deploy'>,
  msk = deploy.msk,
): MskQuestion | undefined {
  if (kafka.brokers.length > 0 || !msk) return undefined;
  const choice = mskListenerFor(kafka);
  // The parser has already refused logins that MSK does not support.
  if (choice.kind === 'none') return undefined;
  return { clusterArn: msk.clusterArn, listener: choice.listener };
}
