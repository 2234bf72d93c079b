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
