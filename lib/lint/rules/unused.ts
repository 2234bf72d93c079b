import { stringList, valueAt } from '../../collector/config/collector-config';
import { reading } from '../examples';
import { defineRule } from '../rule';

export const componentUnused = defineRule({
  code: 'CONFIG_COMPONENT_UNUSED',
  severity: 'info',
  oncePerFile: true,
  title: 'unused component',
  explanation:
    'No pipeline names this receiver, processor, exporter or connector, so the Collector does not create it. Often a pipeline does not list it, or lists another one by mistake.',
  whatToDo: 'Add it to a pipeline, or remove it.',
  source: 'https://opentelemetry.io/docs/collector/configuration/#basics',
  examples: {
    bad: reading({ processors: 'batch: {}\nfilter: {}', order: 'batch' }),
    good: reading({ processors: 'batch: {}\nfilter: {}', order: 'filter, batch' }),
  },
  *check({ files }) {
    for (const file of files) {
      const listed = stringList(valueAt(file.document.resolved, ['service', 'extensions']));
      for (const { kind, id, path, pipelines } of file.components) {
        // Components also use extensions through settings such as storage and authenticator.
        if (kind === 'extension' || pipelines.length > 0 || listed.includes(id)) continue;
        yield {
          file,
          path,
          part: 'key',
          message: `No pipeline uses the ${kind} ${id}, so it does nothing. Add it to a pipeline, or remove it.`,
        };
      }
    }
  },
});
