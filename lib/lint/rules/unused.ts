import { stringList, valueAt } from '../../collector/config/collector-config';
import type { Rule } from '../rule';

/** Defined, and in no pipeline. */
export const componentUnused: Rule = {
  code: 'CONFIG_COMPONENT_UNUSED',
  severity: 'info',
  title: 'a component that nothing uses',
  explanation:
    'A receiver, processor, exporter or connector that no pipeline names does nothing: the Collector does not even make it. Mostly a pipeline forgot it, or names another by mistake. Put it into a pipeline or take it out.',
  source: 'https://opentelemetry.io/docs/collector/configuration/#basics',
  *check({ files }) {
    for (const file of files) {
      const listed = stringList(valueAt(file.document.resolved, ['service', 'extensions']));
      for (const { kind, id, path, pipelines } of file.components) {
        // Extensions serve components by other keys too (storage, authenticator).
        if (kind === 'extension' || pipelines.length > 0 || listed.includes(id)) continue;
        yield {
          file,
          path,
          part: 'key',
          message: `No pipeline uses the ${kind} ${id}, so it does nothing; put it into one or take it out.`,
        };
      }
    }
  },
};
