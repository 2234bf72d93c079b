import { stringList, typeOf, valueAt } from '../../collector/config/collector-config';
import type { Rule } from '../rule';

const TYPES = new Set(['health_check', 'healthcheckv2', 'healthcheck']);

/** Nothing tells ECS that the Collector does not work. */
export const noHealthCheck: Rule = {
  code: 'NO_HEALTH_CHECK',
  severity: 'warning',
  title: 'no health check',
  explanation:
    'A kafkareceiver that fails to start can leave a process that never ends (seen with a missing CA file), and ECS keeps such a task RUNNING. The health_check extension answers on 13133 only once the Collector is up; list it in service.extensions and let the container health check ask it.',
  source: 'docs/collector-facts.md',
  *check(context) {
    for (const file of context.files.filter(({ tiers }) => tiers.size > 0)) {
      const listed = stringList(valueAt(file.document.resolved, ['service', 'extensions']));
      if (listed.some((id) => TYPES.has(typeOf(id)) || id.includes('${'))) continue;
      const defined = file.components.find(({ kind, type }) => kind === 'extension' && TYPES.has(type));
      yield {
        file,
        path: ['service', 'extensions'],
        part: 'key',
        message: defined
          ? `${defined.id} is defined and not in service.extensions, so it does not run; list it there.`
          : 'There is no health_check: a task whose receiver failed to start can stay RUNNING; define the extension and list it in service.extensions.',
      };
    }
  },
};
