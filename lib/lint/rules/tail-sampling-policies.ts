import { isRecord } from '../../collector/config/config-document';
import { isPlaceholder } from '../../collector/config/placeholder';
import { POLICY_TYPES } from '../../collector/schema/rules/tail-sampling';
import { reading } from '../examples';
import { defineRule, used } from '../rule';

/** Policy types whose settings are in a section of the same name (config.go of v0.160.0). */
const SECTIONS = new Set(POLICY_TYPES.filter((type) => type !== 'always_sample'));

const CONFIG_SOURCE =
  'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/processor/tailsamplingprocessor/README.md';

export const tailSamplingNoPolicy = defineRule({
  code: 'TAIL_SAMPLING_NO_POLICY',
  severity: 'error',
  title: 'no policy, so no trace is kept',
  explanation:
    'tail_sampling keeps the traces that a policy selects. Without a policy it starts and drops every trace.',
  whatToDo: 'Add at least `policies: [{name: all, type: always_sample}]`.',
  source: CONFIG_SOURCE,
  examples: {
    bad: reading({ processors: 'tail_sampling: {policies: []}' }),
    good: reading({ processors: 'tail_sampling:\n  policies: [{name: all, type: always_sample}]' }),
  },
  *check(context) {
    for (const { file, component } of used(context, 'processor', 'tail_sampling')) {
      const { policies } = component.settings;
      if (isPlaceholder(policies) || (Array.isArray(policies) && policies.length > 0)) continue;
      yield {
        file,
        path: [...component.path, 'policies'],
        part: 'key',
        message: `${component.id} has no policies, so it drops every trace. Add at least \`policies: [{name: all, type: always_sample}]\`.`,
      };
    }
  },
});

export const tailSamplingPolicySection = defineRule({
  code: 'TAIL_SAMPLING_POLICY_SECTION',
  severity: 'error',
  title: 'policy without the settings of its type',
  explanation:
    'A policy reads only the section that has the name of its type. If that section is missing, its settings are zero: a latency policy keeps every trace, a probabilistic one none. Sections of other types are ignored.',
  whatToDo: "Add the section that has the name of the policy's type.",
  source: CONFIG_SOURCE,
  examples: {
    bad: reading({ processors: 'tail_sampling:\n  policies: [{name: slow, type: latency}]' }),
    good: reading({
      processors: 'tail_sampling:\n  policies: [{name: slow, type: latency, latency: {threshold_ms: 500}}]',
    }),
  },
  *check(context) {
    for (const { file, component } of used(context, 'processor', 'tail_sampling')) {
      const { policies } = component.settings;
      for (const [index, policy] of (Array.isArray(policies) ? policies : []).entries()) {
        if (!isRecord(policy) || typeof policy.type !== 'string' || !SECTIONS.has(policy.type)) continue;
        if (policy[policy.type] !== undefined && policy[policy.type] !== null) continue;
        const other = Object.keys(policy).find((key) => SECTIONS.has(key));
        yield {
          file,
          path: [...component.path, 'policies', index],
          message: `The policy ${String(policy.name)} has the type ${policy.type} but no section ${policy.type}${other === undefined ? '' : ` (its section ${other} is ignored)`}, so all its settings are zero. Add \`${policy.type}: {…}\`.`,
        };
      }
    }
  },
});
