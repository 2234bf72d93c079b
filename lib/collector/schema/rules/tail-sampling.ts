import { ottlProblem } from '../ottl/fault';
import { type SettingsReader, settingsReader } from '../settings-reader';
import { patternProblem } from './pattern';
import type { Complaint, RuleContext } from './rule';

/** Policy types that the dump of v0.145 has and that of v0.115 does not. */
const SINCE: Record<string, number> = { not: 116, drop: 116, bytes_limiting: 116, trace_flags: 116 };
const STRATEGY_SINCE = 146;
/** v0.145 requires a name for each policy; v0.115 does not. */
const NAMES_REQUIRED_SINCE = 145;
/** Types that can also be used inside another policy. */
const SHARED = [
  'always_sample',
  'latency',
  'numeric_attribute',
  'probabilistic',
  'status_code',
  'string_attribute',
  'rate_limiting',
  'span_count',
  'trace_state',
  'boolean_attribute',
  'ottl_condition',
  'bytes_limiting',
  'trace_flags',
];
const NESTING = ['composite', 'and', 'not', 'drop'];
/** All policy types of v0.160.0, except those from extensions. */
export const POLICY_TYPES: readonly string[] = [...SHARED, ...NESTING];

/** Rules for tailsamplingprocessor.Config: its Validate method, and the policies, which the processor creates at start. */
export function* tailSampling(settings: SettingsReader, context: RuleContext): Generator<Complaint> {
  if (context.minor >= STRATEGY_SINCE) {
    const strategy = settings.text(['sampling_strategy'], 'trace-complete');
    if (strategy !== undefined && !['trace-complete', 'span-ingest'].includes(strategy)) {
      yield {
        path: ['sampling_strategy'],
        message: `is "${strategy}", but must be trace-complete or span-ingest`,
      };
    }
  }
  if (settings.has('tail_storage')) {
    yield { path: ['tail_storage'], message: 'needs a feature gate that is off' };
  }
  const policies = settings.raw('policies');
  if (!Array.isArray(policies)) return;
  const names = new Set<string>();
  for (const [index, policy] of policies.entries()) {
    const reader = settingsReader(policy ?? {}, context.minor);
    const path = ['policies', index];
    const name = reader.text(['name'], '');
    if (name === '' && context.minor >= NAMES_REQUIRED_SINCE) {
      yield { path, message: 'has no name', refusal: 'start' };
    } else if (name !== undefined && names.has(name)) {
      yield { path, message: `has the same name as another policy, "${name}"`, refusal: 'start' };
    }
    if (name !== undefined) names.add(name);
    yield* policyProblems(reader, path, POLICY_TYPES, context);
  }
}

function* policyProblems(
  policy: SettingsReader,
  path: (string | number)[],
  types: readonly string[],
  context: RuleContext,
): Generator<Complaint> {
  const type = policy.text(['type'], '');
  if (type === undefined || context.extensions.includes(type)) return;
  const known = types.filter((each) => context.minor >= (SINCE[each] ?? 0));
  if (!known.includes(type)) {
    yield {
      path: type === '' ? path : [...path, 'type'],
      message: type === '' ? 'has no type' : `is "${type}", which is not a policy type here`,
      advice: `Use one of ${known.join(', ')}.`,
      refusal: 'start',
    };
    return;
  }
  yield* ownProblems(policy, type, path, context.minor);
  for (const { list, at, types: inner } of subPolicies(type)) {
    const found = policy.raw(...at);
    const items: unknown[] = list ? (Array.isArray(found) ? found : []) : [found ?? {}];
    for (const [index, item] of items.entries()) {
      const itemPath = list ? [...path, ...at, index] : [...path, ...at];
      yield* policyProblems(settingsReader(item ?? {}, context.minor), itemPath, inner, context);
    }
  }
}

/** The paths of the policies inside a policy, with the types that they can have. */
function subPolicies(type: string): { list: boolean; at: string[]; types: string[] }[] {
  switch (type) {
    case 'and':
      return [{ list: true, at: ['and', 'and_sub_policy'], types: [...SHARED, 'not'] }];
    case 'drop':
      return [{ list: true, at: ['drop', 'drop_sub_policy'], types: [...SHARED, 'not'] }];
    case 'composite':
      return [{ list: true, at: ['composite', 'composite_sub_policy'], types: [...SHARED, 'and'] }];
    case 'not':
      return [{ list: false, at: ['not', 'not_sub_policy'], types: SHARED }];
    default:
      return [];
  }
}

function* ownProblems(
  policy: SettingsReader,
  type: string,
  path: (string | number)[],
  minor: number,
): Generator<Complaint> {
  const refusal = 'start' as const;
  switch (type) {
    case 'status_code': {
      const codes = policy.texts([type, 'status_codes'], []);
      if (codes?.length === 0) yield { path, message: 'has no status code', refusal };
      for (const [index, code] of (codes ?? []).entries()) {
        if (!['OK', 'ERROR', 'UNSET'].includes(code)) {
          const at = [...path, type, 'status_codes', index];
          yield { path: at, message: `is "${code}", but must be one of OK, ERROR, UNSET`, refusal };
        }
      }
      return;
    }
    case 'string_attribute': {
      if (policy.flag([type, 'enabled_regex_matching'], false) !== true) return;
      for (const [index, pattern] of (policy.texts([type, 'values'], []) ?? []).entries()) {
        const message = patternProblem(pattern);
        if (message) yield { path: [...path, type, 'values', index], message, refusal };
      }
      return;
    }
    case 'ottl_condition': {
      const conditions = ['span', 'spanevent'].map((name) => policy.texts([type, name], []));
      if (conditions.every((each) => each?.length === 0))
        yield { path, message: 'has no condition', refusal };
      for (const context of ['span', 'spanevent']) {
        for (const [index, text] of (policy.texts([type, context], []) ?? []).entries()) {
          const message = ottlProblem(text, 'condition', { context }, minor);
          if (message) yield { path: [...path, type, context, index], message, refusal };
        }
      }
      return;
    }
    default:
      return;
  }
}
