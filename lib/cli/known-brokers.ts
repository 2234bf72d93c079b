import { mskQuestionOf, type PipelineSpec } from '../pipeline';
import type { CliContext } from './context';

/**
 * The spec with its brokers. If it names none, MSK is asked for those of the cluster in `deploy.msk`.
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
