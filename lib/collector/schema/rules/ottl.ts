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
  for (const { plain, section, conditions, older } of FILTER_STYLES) {
    const own = conditions.filter((name) => settings.has(section, name));
    const old = older.filter((at) => settings.has(...at)).map((at) => at.join('.'));
    if (own.length > 0 && old.length > 0) {
      yield { path: [section, ...own.slice(0, 1)], message: `is not possible beside ${old.join(' and ')}` };
    }
    const besides = [...own.map((name) => `${section}.${name}`), ...(section === 'traces' ? [] : old)];
    if (settings.has(plain) && besides.length > 0) {
      yield { path: [plain], message: `is not possible beside ${besides.join(' and ')}` };
    }
  }
  for (const [section, side] of MATCHERS) {
    const kind = settings.text([section, side, 'match_type'], 'strict');
    if (settings.has(section, side) && kind !== undefined && !MATCH_TYPES.includes(kind)) {
      // Made with the pipelines, which `validate` does not do at v0.115.
      const refusal = context.minor >= PLAIN_SINCE ? ('validate' as const) : ('start' as const);
      yield {
        path: [section, side, 'match_type'],
        message: `"${kind}" is none of ${MATCH_TYPES.join(', ')}`,
        refusal,
      };
    }
  }
}

const MATCH_TYPES = ['strict', 'regexp'];
const MATCHERS = ['include', 'exclude'].map((side) => ['spans', side] as const);

/** One signal's three generations of conditions, of which two cannot be used at once. */
const FILTER_STYLES = [
  {
    plain: 'trace_conditions',
    section: 'traces',
    conditions: ['resource', 'span', 'spanevent'],
    older: [
      ['spans', 'include'],
      ['spans', 'exclude'],
    ],
  },
  {
    plain: 'metric_conditions',
    section: 'metrics',
    conditions: ['resource', 'metric', 'datapoint'],
    older: [
      ['metrics', 'include'],
      ['metrics', 'exclude'],
    ],
  },
  {
    plain: 'log_conditions',
    section: 'logs',
    conditions: ['resource', 'log_record'],
    older: [
      ['logs', 'include'],
      ['logs', 'exclude'],
    ],
  },
];

function* oneStyle(settings: SettingsReader, name: string, { minor }: RuleContext): Generator<Complaint> {
  const items = settings.raw(name);
  if (!Array.isArray(items) || minor < PLAIN_SINCE) return;
  if (items.includes(null)) yield { path: [name], message: 'holds an empty item' };
  const plain = items.findIndex((item) => typeof item === 'string');
  if (plain >= 0 && items.some((item) => typeof item === 'object' && item !== null)) {
    yield { path: [name], message: 'mixes texts and maps, and one style is possible' };
  }
}
