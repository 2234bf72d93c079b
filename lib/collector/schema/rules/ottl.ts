import { isRecord } from '../../config/config-document';
import { hasPath, type OttlPlace, ottlProblem } from '../ottl/fault';
import { contextsOf } from '../ottl/names';
import { type SettingsReader, settingsReader } from '../settings-reader';
import { filterStyles } from './filter-styles';
import type { Complaint, RuleContext } from './rule';

/** After v0.115 transform got statements without a context, and by v0.145 filter got lists of conditions. */
const PLAIN_SINCE = 116;
const NO_CONTEXT = 'has no context, and no path that determines it';
const SIGNALS = ['trace', 'metric', 'log', 'profile'];

/** transformprocessor.Config. */
export function* transform(settings: SettingsReader, context: RuleContext): Generator<Complaint> {
  for (const signal of SIGNALS) yield* contextLists(settings, `${signal}_statements`, signal, context);
  if (settings.flag(['flatten_data'], false) === true) {
    yield { path: ['flatten_data'], message: 'needs the feature gate transform.flatten.logs' };
  }
}

/** filterprocessor.Config. */
export function* filter(settings: SettingsReader, context: RuleContext): Generator<Complaint> {
  for (const signal of SIGNALS) yield* contextLists(settings, `${signal}_conditions`, signal, context);
  for (const { section, name, context: own } of EXPLICIT_CONDITIONS) {
    yield* texts(settings, [section, name], 'condition', { context: own }, context);
  }
  yield* filterStyles(settings, context);
}

const EXPLICIT_CONDITIONS = [
  { section: 'traces', name: 'resource', context: 'resource' },
  { section: 'traces', name: 'span', context: 'span' },
  { section: 'traces', name: 'spanevent', context: 'spanevent' },
  { section: 'metrics', name: 'resource', context: 'resource' },
  { section: 'metrics', name: 'metric', context: 'metric' },
  { section: 'metrics', name: 'datapoint', context: 'datapoint' },
  { section: 'logs', name: 'resource', context: 'resource' },
  { section: 'logs', name: 'log_record', context: 'log' },
] as const;

/** A list whose items are all texts, or all maps with their own contexts. */
function* contextLists(
  settings: SettingsReader,
  name: string,
  signal: string,
  context: RuleContext,
): Generator<Complaint> {
  const items = settings.raw(name);
  if (!Array.isArray(items)) return;
  if (context.minor >= PLAIN_SINCE) yield* oneStyle(items, name);
  const kind = name.endsWith('statements') ? 'statement' : 'condition';
  const plain = items.filter((item) => typeof item === 'string');
  if (plain.length > 0 && !plain.some((text) => hasPath(text, kind)))
    yield { path: [name], message: NO_CONTEXT };
  for (const [index, item] of items.entries()) {
    if (typeof item === 'string') yield* check(item, [name, index], kind, { signal }, context.minor);
    else if (isRecord(item)) yield* group(item, [name, index], kind, signal, context);
  }
}

function* oneStyle(items: unknown[], name: string): Generator<Complaint> {
  if (items.includes(null)) yield { path: [name], message: 'contains an empty item' };
  if (items.some((item) => typeof item === 'string') && items.some(isRecord)) {
    yield { path: [name], message: 'mixes strings and maps, but must use one of them' };
  }
}

function* group(
  item: Record<string, unknown>,
  path: (string | number)[],
  kind: 'statement' | 'condition',
  signal: string,
  rule: RuleContext,
): Generator<Complaint> {
  const settings = settingsReader(item, rule.minor);
  const context = settings.text(['context'], '')?.toLowerCase();
  // If the context is a variable, the names in the group cannot be checked either.
  if (context === undefined) return;
  if (context && !contextsOf(signal).includes(context)) {
    yield {
      path: [...path, 'context'],
      message: `is "${context}", which is not a context of ${signal}s`,
      advice: `Use one of ${contextsOf(signal).join(', ')}.`,
    };
    return;
  }
  if (!context && !canInfer(settings, kind, rule.minor)) yield { path, message: NO_CONTEXT };
  for (const [name, each] of [
    ['statements', kind],
    ['conditions', 'condition'],
  ] as const) {
    for (const complaint of texts(settings, [name], each, context ? { context } : { signal }, rule)) {
      yield { ...complaint, path: [...path, ...complaint.path] };
    }
  }
}

/** Whether the paths of a group without a context can determine it. A filter without conditions needs no context. */
function canInfer(settings: SettingsReader, kind: 'statement' | 'condition', minor: number): boolean {
  if (minor < PLAIN_SINCE || settings.text(['context'], '') === undefined) return minor >= PLAIN_SINCE;
  const statements = kind === 'statement' ? settings.texts(['statements'], []) : [];
  const conditions = settings.texts(['conditions'], []);
  if (statements === undefined || conditions === undefined) return true;
  if (kind === 'condition' && conditions.length === 0) return true;
  return (
    statements.some((text) => hasPath(text, kind)) || conditions.some((text) => hasPath(text, 'condition'))
  );
}

function* texts(
  settings: SettingsReader,
  path: string[],
  kind: 'statement' | 'condition',
  place: OttlPlace,
  { minor }: RuleContext,
): Generator<Complaint> {
  for (const [index, text] of (settings.texts(path, []) ?? []).entries()) {
    yield* check(text, [...path, index], kind, place, minor);
  }
}

function* check(
  text: string,
  path: (string | number)[],
  kind: 'statement' | 'condition',
  place: OttlPlace,
  minor: number,
): Generator<Complaint> {
  const message = ottlProblem(text, kind, place, minor);
  if (message) yield { path, message };
}
