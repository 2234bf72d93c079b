import type { SettingsReader } from '../settings-reader';
import type { Complaint, RuleContext } from './rule';

const MATCH_TYPES = ['strict', 'regexp'];
/** From this version on, `validate` creates the processors. */
const BUILT_BY_VALIDATE_SINCE = 116;

/** The three generations of conditions for each signal. They cannot be combined. */
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

/** Reports filter conditions that cannot be combined, and invalid match types in the oldest generation. */
export function* filterStyles(
  settings: SettingsReader,
  { minor, signals }: RuleContext,
): Generator<Complaint> {
  for (const { plain, section, conditions, older } of GENERATIONS) {
    const own = conditions.filter((name) => settings.has(section, name));
    const old = older.filter((at) => settings.has(...at)).map((at) => at.join('.'));
    if (own.length > 0 && old.length > 0) {
      yield { path: [section, ...own.slice(0, 1)], message: `cannot be combined with ${old.join(' and ')}` };
    }
    const others = [...own.map((name) => `${section}.${name}`), ...(section === 'traces' ? [] : old)];
    if (settings.has(plain) && others.length > 0) {
      yield { path: [plain], message: `cannot be combined with ${others.join(' and ')}` };
    }
  }
  for (const side of ['include', 'exclude']) {
    const kind = settings.text(['spans', side, 'match_type'], 'strict');
    // The filter is created only for the pipelines that use it.
    if (
      signals.length === 0 ||
      !settings.has('spans', side) ||
      kind === undefined ||
      MATCH_TYPES.includes(kind)
    )
      continue;
    yield {
      path: ['spans', side, 'match_type'],
      message: `is "${kind}", but must be one of ${MATCH_TYPES.join(', ')}`,
      refusal: minor >= BUILT_BY_VALIDATE_SINCE ? 'validate' : 'start',
    };
  }
}
