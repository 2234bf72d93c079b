import { mskQuestionOf, type PipelineSpec } from '../pipeline';
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
  const question = mskQuestionOf(spec);
  if (!question) return spec;
  const brokers = await askMsk(question);
  return { ...spec, kafka: { ...spec.kafka, brokers } };
}
