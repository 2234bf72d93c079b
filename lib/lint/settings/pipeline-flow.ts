import { type Component, type Pipeline, typeOf } from '../../collector/config/collector-config';
import { fedBy } from '../../collector/config/fed-by';
import type { LintContext, LintFile } from '../rule';

/** All pipelines that Kafka feeds, with the components that they name. */
export function* kafkaFedPipelines(context: LintContext): Generator<{ file: LintFile; pipeline: Pipeline }> {
  for (const file of context.files) for (const pipeline of fedBy(file, 'kafka')) yield { file, pipeline };
}

/** The processors of one type in a pipeline, with their index in the list. */
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

/** Processors that accept data and pass it on later, so no error reaches the receiver. */
const ASYNCHRONOUS = new Set(['batch', 'tail_sampling', 'groupbytrace']);

/** The first processor of a pipeline that keeps later errors from the receiver. */
export function asynchronousOf({ processors }: Pipeline): string | undefined {
  return processors.find((id) => ASYNCHRONOUS.has(typeOf(id)));
}

/** Can the pipeline return an error to a receiver: from memory_limiter, or from an exporter with nothing asynchronous before it? */
export function canRefuse(pipeline: Pipeline): boolean {
  const hasLimiter = pipeline.processors.some((id) => typeOf(id) === 'memory_limiter');
  return hasLimiter || asynchronousOf(pipeline) === undefined;
}
