import { mskListenerFor, type PipelineSpec } from '../pipeline';
import type { CliContext } from './context';

/**
 * The spec with brokers: its own, or those that MSK names for the cluster of `deploy.msk`. For what goes to Kafka itself.
 *
 * @throws SpillwayError `MSK_…`
 */
export async function withKnownBrokers(
  spec: PipelineSpec,
  { askMsk }: Pick<CliContext, 'askMsk'>,
): Promise<PipelineSpec> {
  if (spec.kafka.brokers.length > 0) return spec;
  const { msk } = spec.deploy;
  const choice = mskListenerFor(spec.kafka);
  // The parser has refused both.
  if (!msk || choice.kind === 'none') return spec;
  const brokers = await askMsk({ clusterArn: msk.clusterArn, listener: choice.listener });
  return { ...spec, kafka: { ...spec.kafka, brokers } };
}
