import type { SettingsReader } from '../settings-reader';
import type { Complaint, RuleContext } from './rule';

/** Statements without a context came to transform in v0.118 or so, conditions to filter by v0.145. */
const PLAIN_SINCE = 116;
const TRANSFORM_LISTS = ['trace_statements', 'metric_statements', 'log_statements', 'profile_statements'];
const FILTER_LISTS = ['trace_conditions', 'metric_conditions', 'log_conditions', 'profile_conditions'];

/** transformprocessor.Config; the statements themselves are not read. */
export function* transform(settings: SettingsReader, context: RuleContext): Generator<Complaint> {
  for (const name of TRANSFORM_LISTS) yield* oneStyle(settings, name, context);
  if (settings.flag(['flatten_data'], false) === true) {
    yield { path: ['flatten_data'], message: 'belongs to the feature gate transform.flatten.logs' };
  }
}

/** filterprocessor.Config; the conditions themselves are not read. */
export function* filter(settings: SettingsReader, context: RuleContext): Generator<Complaint> {
  for (const name of FILTER_LISTS) yield* oneStyle(settings, name, context);
}

function* oneStyle(settings: SettingsReader, name: string, { minor }: RuleContext): Generator<Complaint> {
  const items = settings.raw(name);
  if (!Array.isArray(items) || minor < PLAIN_SINCE) return;
  if (items.includes(null)) yield { path: [name], message: 'holds an empty item' };
  const plain = items.findIndex((item) => typeof item === 'string');
  if (plain >= 0 && items.some((item) => typeof item === 'object' && item !== null)) {
    yield { path: [name], message: 'mixes texts and maps, and one style is possible' };
  }
}
