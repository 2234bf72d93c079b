import { ottlFault } from '../ottl/fault';
import { type SettingsReader, settingsReader } from '../settings-reader';
import { patternFault } from './pattern';
import type { Complaint, RuleContext } from './rule';

/** Types of policies that are in the dump of v0.145 and not in that of v0.115. */
const SINCE: Record<string, number> = { not: 116, drop: 116, bytes_limiting: 116, trace_flags: 116 };
const STRATEGY_SINCE = 146;
/** A policy needs a name at v0.145, and not at v0.115. */
const NAMES_ASKED_SINCE = 145;
/** Types that can also stand inside of another policy. */
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
/** All types of policies of v0.160.0, but for those of extensions. */
export const POLICY_TYPES: readonly string[] = [...SHARED, ...NESTING];

/** tailsamplingprocessor.Config: its Validate, and the policies, which are made when it starts. */
export function* tailSampling(settings: SettingsReader, context: RuleContext): Generator<Complaint> {
  if (context.minor >= STRATEGY_SINCE) {
    const strategy = settings.text(['sampling_strategy'], 'trace-complete');
    if (strategy !== undefined && !['trace-complete', 'span-ingest'].includes(strategy)) {
      yield {
        path: ['sampling_strategy'],
        message: `"${strategy}" is neither trace-complete nor span-ingest`,
      };
    }
  }
  if (settings.has('tail_storage')) {
    yield { path: ['tail_storage'], message: 'belongs to a feature gate that is off' };
  }
  const policies = settings.raw('policies');
  if (!Array.isArray(policies)) return;
  const names = new Set<string>();
  for (const [index, policy] of policies.entries()) {
    const reader = settingsReader(policy ?? {}, context.minor);
    const path = ['policies', index];
    const name = reader.text(['name'], '');
    if (name === '' && context.minor >= NAMES_ASKED_SINCE) {
      yield { path, message: 'has no name', refusal: 'start' };
    } else if (name !== undefined && names.has(name)) {
      yield { path, message: `has the name "${name}", as another policy has`, refusal: 'start' };
    }
    if (name !== undefined) names.add(name);
    yield* policyFaults(reader, path, POLICY_TYPES, context);
  }
}

function* policyFaults(
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
      message: type === '' ? 'has no type' : `"${type}" is no type of policy here`,
      advice: `Write one of ${known.join(', ')}.`,
      refusal: 'start',
    };
    return;
  }
  yield* ownFaults(policy, type, path, context.minor);
  for (const { list, at, types: inner } of subPolicies(type)) {
    const found = policy.raw(...at);
    const items: unknown[] = list ? (Array.isArray(found) ? found : []) : [found ?? {}];
    for (const [index, item] of items.entries()) {
      const itemPath = list ? [...path, ...at, index] : [...path, ...at];
      yield* policyFaults(settingsReader(item ?? {}, context.minor), itemPath, inner, context);
    }
  }
}

/** Where a policy's own policies stand, and of which types these can be. */
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

function* ownFaults(
  policy: SettingsReader,
  type: string,
  path: (string | number)[],
  minor: number,
): Generator<Complaint> {
  const refusal = 'start' as const;
  switch (type) {
    case 'status_code': {
      const codes = policy.texts([type, 'status_codes'], []);
      if (codes?.length === 0) yield { path, message: 'names no status code', refusal };
      for (const [index, code] of (codes ?? []).entries()) {
        if (!['OK', 'ERROR', 'UNSET'].includes(code)) {
          const at = [...path, type, 'status_codes', index];
          yield { path: at, message: `"${code}" is none of OK, ERROR, UNSET`, refusal };
        }
      }
      return;
    }
    case 'string_attribute': {
      if (policy.flag([type, 'enabled_regex_matching'], false) !== true) return;
      for (const [index, pattern] of (policy.texts([type, 'values'], []) ?? []).entries()) {
        const fault = patternFault(pattern);
        if (fault) yield { path: [...path, type, 'values', index], message: fault, refusal };
      }
      return;
    }
    case 'ottl_condition': {
      const conditions = ['span', 'spanevent'].map((name) => policy.texts([type, name], []));
      if (conditions.every((each) => each?.length === 0))
        yield { path, message: 'has no condition', refusal };
      for (const context of ['span', 'spanevent']) {
        for (const [index, text] of (policy.texts([type, context], []) ?? []).entries()) {
          const fault = ottlFault(text, 'condition', { context }, minor);
          if (fault) yield { path: [...path, type, context, index], message: fault, refusal };
        }
      }
      return;
    }
    default:
      return;
  }
}
