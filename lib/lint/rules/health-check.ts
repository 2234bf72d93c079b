import { stringList, typeOf, valueAt } from '../../collector/config/collector-config';
import { reading } from '../examples';
import { defineRule } from '../rule';

const TYPES = new Set(['health_check', 'healthcheckv2', 'healthcheck']);

export const noHealthCheck = defineRule({
  code: 'NO_HEALTH_CHECK',
  severity: 'info',
  title: 'no health check',
  explanation:
    'A kafkareceiver that fails to start can leave a process that never exits (seen with a missing CA file), and ECS keeps such a task RUNNING. The health_check extension answers on port 13133 only after the Collector is up. A health check that is defined but not listed is a warning: the container health check would always fail.',
  whatToDo:
    'Define the health_check extension, list it in service.extensions, and let the container health check call it.',
  source: 'docs/collector-facts.md',
  examples: {
    bad: reading({}),
    good: `receivers: {kafka: {}}
exporters: {debug: {}}
extensions: {health_check: {endpoint: "0.0.0.0:13133"}}
service:
  extensions: [health_check]
  pipelines: {traces: {receivers: [kafka], exporters: [debug]}}
`,
  },
  *check(context) {
    for (const file of context.files.filter(({ tiers }) => tiers.size > 0)) {
      const listed = stringList(valueAt(file.document.resolved, ['service', 'extensions']));
      if (listed.some((id) => TYPES.has(typeOf(id)) || id.includes('${'))) continue;
      const defined = file.components.find(({ kind, type }) => kind === 'extension' && TYPES.has(type));
      yield {
        file,
        path: ['service', 'extensions'],
        part: 'key',
        severity: defined ? 'warning' : 'info',
        message: defined
          ? `${defined.id} is defined but not in service.extensions, so it does not run. List it there.`
          : 'There is no health_check, so a task whose receiver failed to start can stay RUNNING. Define the extension and list it in service.extensions.',
      };
    }
  },
});
