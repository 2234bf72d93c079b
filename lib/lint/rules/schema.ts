import type { CollectorVersion } from '../../collector/collector-version';
import type { ConfigPath } from '../../collector/config/config-document';
import { type MovedValue, movePair } from '../../collector/config/move-pair';
import type { TextEdit } from '../../collector/config/text-edit';
import { checkConfig, type Problem, type ProblemKind } from '../../collector/schema';
import type { LintContext, LintFile, Report, Rule, RuleInfo } from '../rule';

const SOURCE = 'docs/collector-verdicts.md';

/** What the Collector itself refuses, a rule for each kind of it. */
export const SCHEMA_RULES: readonly Rule[] = [
  schemaRule('unknown-key', {
    code: 'CONFIG_KEY_UNKNOWN',
    title: 'a setting that no version has',
    explanation:
      'No Collector version has a setting of this name at this place, and the Collector refuses a configuration with one key too many. Mostly it is mistyped, or comes from another Kafka client.',
  }),
  schemaRule('removed-key', {
    code: 'CONFIG_KEY_REMOVED',
    title: 'a setting that is gone',
    explanation:
      'An older or newer Collector has this setting and the version that is asked for has not. It refuses the configuration, or, where it still takes it (a warning), a later one will.',
  }),
  schemaRule('renamed-key', {
    code: 'CONFIG_KEY_RENAMED',
    title: 'a setting with another name by now',
    explanation:
      'The setting has another name or another place in this version: topics and encodings are said for each signal, TLS stands beside auth. The Collector refuses the old spelling, or, where it still takes it (a warning), a later one will. `spillway lint --fix` writes the new one where the value means the same.',
  }),
  schemaRule('misplaced-key', {
    code: 'CONFIG_KEY_MISPLACED',
    title: 'a setting at another place than its own',
    explanation:
      'The setting exists, in another section: required_acks below producer, refresh_interval below metadata. The Collector refuses it here. `spillway lint --fix` moves it.',
  }),
  schemaRule('wrong-type', {
    code: 'CONFIG_TYPE_WRONG',
    title: 'a value of another type',
    explanation:
      'The setting takes a value of another type: a list, a map, a text, a number, a duration with its unit. The Collector decodes strictly and refuses the configuration.',
  }),
  schemaRule('invalid-value', {
    code: 'CONFIG_VALUE_INVALID',
    title: 'a value that is not possible',
    explanation:
      'The value has the right type and the Collector refuses it all the same: by `otelcol validate`, or only when it starts, which on ECS is a task that stops over and over.',
  }),
  schemaRule('undefined-component', {
    code: 'CONFIG_COMPONENT_UNDEFINED',
    title: 'a component that is not defined',
    explanation:
      'A pipeline or the service names a component that no section defines, and the Collector refuses the configuration. Mostly the name differs in its second half: kafka and kafka/traces are two components.',
  }),
  schemaRule('unknown-component', {
    code: 'CONFIG_COMPONENT_UNKNOWN',
    title: 'a component whose settings are not known here',
    explanation:
      'The type is none of those whose settings Spillway knows, so nothing is said about them. Whether the Collector has such a component depends on its distribution.',
  }),
  schemaRule('invalid-id', {
    code: 'CONFIG_ID_INVALID',
    title: 'a name that is no component id',
    explanation:
      'A component is named type or type/name: letters, digits and underscores, and a second half behind one slash. The Collector refuses anything else.',
  }),
  schemaRule('service', {
    code: 'CONFIG_SERVICE_INVALID',
    title: 'pipelines that do not fit together',
    explanation:
      'The service section does not hold together: no pipeline, one without a receiver or an exporter, a signal that a component does not carry, a component named twice. The Collector refuses it.',
  }),
];

/** Renames whose value changes too: nobody but its author knows what to write. */
const OTHER_VALUES = new Set(['loglevel', 'plain_text', 'spans']);

/** Settings that are lists, where the one of the old name was a text. */
const LISTS = new Set(['topics', 'exclude_topics', 'group_rebalance_strategies']);

function schemaRule(kind: ProblemKind, info: Omit<RuleInfo, 'severity' | 'source'>): Rule {
  return {
    ...info,
    severity: kind === 'unknown-component' ? 'info' : 'error',
    source: SOURCE,
    *check({ files, version }: LintContext) {
      for (const file of files) {
        for (const problem of problemsOf(file, version)) {
          if (problem.kind === kind) yield reportOf(file, problem);
        }
      }
    },
  };
}

const found = new WeakMap<LintFile, Problem[]>();

/** Looked for once a file, and not once a rule. */
function problemsOf(file: LintFile, version: CollectorVersion): Problem[] {
  const problems = found.get(file) ?? checkConfig(file.document.resolved, version);
  found.set(file, problems);
  return problems;
}

function reportOf(file: LintFile, problem: Problem): Report {
  const { kind, path, refusal } = problem;
  const edits = movedBy(file, problem);
  const isAboutKey = kind.endsWith('-key') || kind === 'invalid-id';
  return {
    file,
    path,
    part: isAboutKey ? 'key' : 'value',
    ...(refusal === 'none' && kind !== 'unknown-component' ? { severity: 'warning' as const } : {}),
    message: sentence(problem),
    refusal: refusal === 'none' ? undefined : refusal,
    fix: edits && { title: `writes ${(problem.replacement?.path ?? []).slice(2).join('.')}`, edits },
  };
}

function movedBy(file: LintFile, { path, replacement }: Problem): TextEdit[] | undefined {
  const key = path.at(-1);
  if (!replacement || OTHER_VALUES.has(String(key))) return undefined;
  return movePair(
    file.document,
    path,
    replacement.path,
    movedValue(String(key), replacement.path.at(-1) ?? ''),
  );
}

function movedValue(key: string, replacement: string): MovedValue {
  if (LISTS.has(key) === LISTS.has(replacement)) return 'as-is';
  return LISTS.has(replacement) ? 'as-list' : 'as-item';
}

function sentence(problem: Problem): string {
  const { kind, message, advice } = problem;
  const text =
    kind === 'unknown-component'
      ? `${message.charAt(0).toUpperCase()}${message.slice(1)}`
      : `${subjectOf(problem)} ${message}`;
  // An address can hold a login.
  return `${text}.${advice === undefined ? '' : ` ${advice}`}`.replaceAll(/:\/\/[^/\s"]*@/g, '://…@');
}

/** `brokers[0] of the receiver kafka`; before a message that names the key itself, only what it stands in. */
function subjectOf({ kind, path, message }: Problem): string {
  const namesItself = message.startsWith('"');
  const names = namesItself && kind.endsWith('-key') ? path.slice(0, -1) : path;
  const [section, id, ...below] = names;
  const colon = namesItself ? ':' : '';
  if (section === undefined) return `The configuration${colon}`;
  const isComponent = /^(receivers|processors|exporters|connectors|extensions)$/.test(String(section));
  if (!isComponent || id === undefined) return `${dotted(names)}${colon}`;
  const component = `he ${String(section).slice(0, -1)} ${id}`;
  return below.length === 0 ? `T${component}${colon}` : `${dotted(below)} of t${component}${colon}`;
}

function dotted(path: ConfigPath): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`),
    '',
  );
}
