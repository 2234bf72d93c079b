import { type MskListener, mskListenerFor } from './msk-listener';
import type { PipelineSpec } from './spec';

/** Whose brokers, and for which login. */
export interface MskQuestion {
  clusterArn: string;
  listener: MskListener;
}

/**
 * What MSK is asked where a spec leaves its brokers to it; `undefined` where it names them.
 *
 * @param msk the cluster, where it is not what the spec says
 */
export function mskQuestionOf(
  { kafka, deploy }: Pick<PipelineSpec, 'kafka' | 'deploy'>,
  msk = deploy.msk,
): MskQuestion | undefined {
  if (kafka.brokers.length > 0 || !msk) return undefined;
  const choice = mskListenerFor(kafka);
  // The parser has refused a login that MSK does not have.
  if (choice.kind === 'none') return undefined;
  return { clusterArn: msk.clusterArn, listener: choice.listener };
}
