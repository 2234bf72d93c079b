import type { SettingsReader } from '../settings-reader';
import type { Complaint, RuleContext } from './rule';

const MATCH_TYPES = ['strict', 'regexp'];
/** `validate` makes the processors since then. */
const BUILT_BY_VALIDATE_SINCE = 116;

/** One signal's three generations of conditions, of which two cannot be used at once. */
const GENERATIONS = [
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

/** Conditions of filter that do not go together, and the oldest kind's types of match. */
export function* filterStyles(
  settings: SettingsReader,
  { minor, signals }: RuleContext,
): Generator<Complaint> {
  for (const { plain, section, conditions, older } of GENERATIONS) {
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
  for (const side of ['include', 'exclude']) {
    const kind = settings.text(['spans', side, 'match_type'], 'strict');
    // Made with the pipelines that use it.
    if (
      signals.length === 0 ||
      !settings.has('spans', side) ||
      kind === undefined ||
      MATCH_TYPES.includes(kind)
    )
      continue;
    yield {
      path: ['spans', side, 'match_type'],
      message: `"${kind}" is none of ${MATCH_TYPES.join(', ')}`,
      refusal: minor >= BUILT_BY_VALIDATE_SINCE ? 'validate' : 'start',
    };
  }
}
