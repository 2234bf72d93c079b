import { isRecord } from '../../collector/config/config-document';
import { isPlaceholder } from '../../collector/config/placeholder';
import { POLICY_TYPES } from '../../collector/schema/rules/tail-sampling';
import { type Rule, used } from '../rule';

/** Types of policies whose settings stand in a section of the same name (config.go of v0.160.0). */
const SECTIONS = new Set(POLICY_TYPES.filter((type) => type !== 'always_sample'));

const CONFIG_SOURCE =
  'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/processor/tailsamplingprocessor/README.md';

export const tailSamplingNoPolicy: Rule = {
  code: 'TAIL_SAMPLING_NO_POLICY',
  severity: 'error',
  title: 'no policy: no trace is kept',
  explanation:
    'tail_sampling keeps the traces that a policy chooses. Without one it starts, and throws every trace away. Write at least `policies: [{name: all, type: always_sample}]`.',
  source: CONFIG_SOURCE,
  *check(context) {
    for (const { file, component } of used(context, 'processor', 'tail_sampling')) {
      const { policies } = component.settings;
      if (isPlaceholder(policies) || (Array.isArray(policies) && policies.length > 0)) continue;
      yield {
        file,
        path: [...component.path, 'policies'],
        part: 'key',
        message: `${component.id} has no policies, so it throws every trace away; write at least \`policies: [{name: all, type: always_sample}]\`.`,
      };
    }
  },
};

export const tailSamplingPolicySection: Rule = {
  code: 'TAIL_SAMPLING_POLICY_SECTION',
  severity: 'error',
  title: 'a policy without the settings of its type',
  explanation:
    'A policy reads only the section named as its type. When that is missing its settings are zero: a latency policy keeps every trace, a probabilistic one none. A section of another type beside it is not looked at.',
  source: CONFIG_SOURCE,
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
          message: `The policy ${String(policy.name)} is of the type ${policy.type} and has no section ${policy.type}${other === undefined ? '' : `, but ${other}, which is not looked at`}: it decides by zeros; write \`${policy.type}: {…}\`.`,
        };
      }
    }
  },
};
