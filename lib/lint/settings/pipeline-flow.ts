import { type Component, type Pipeline, typeOf } from '../../collector/config/collector-config';
import { fedBy } from '../../collector/config/fed-by';
import type { LintContext, LintFile } from '../rule';

/** All pipelines that Kafka feeds, with the components that they name. */
export function* kafkaFedPipelines(context: LintContext): Generator<{ file: LintFile; pipeline: Pipeline }> {
  for (const file of context.files) for (const pipeline of fedBy(file, 'kafka')) yield { file, pipeline };
}

/** The processors of a pipeline that are of a type, by their place in the list. */
export function processorsOf(
  file: LintFile,
  pipeline: Pipeline,
  type: string,
): { index: number; component: Component }[] {
  return pipeline.processors.flatMap((id, index) => {
    const component = typeOf(id) === type ? file.component('processor', id) : undefined;
    return component ? [{ index, component }] : [];
  });
}

/** Processors that take data and hand it on later, so that no error gets back to the receiver. */
const ASYNCHRONOUS = new Set(['batch', 'tail_sampling', 'groupbytrace']);

/** The first processor of a pipeline behind which no error gets back to the receiver. */
export function asynchronousOf({ processors }: Pipeline): string | undefined {
  return processors.find((id) => ASYNCHRONOUS.has(typeOf(id)));
}

/** Can the pipeline refuse what a receiver hands it? By memory_limiter, or by an exporter that nothing stands before. */
export function canRefuse(pipeline: Pipeline): boolean {
  const hasLimiter = pipeline.processors.some((id) => typeOf(id) === 'memory_limiter');
  return hasLimiter || asynchronousOf(pipeline) === undefined;
}
