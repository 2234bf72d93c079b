import type { ConfigPath } from '../../collector/config/config-document';
import { movePair } from '../../collector/config/move-pair';
import type { TextEdit } from '../../collector/config/text-edit';
import { keepsValue, movedValue, type Problem, type ProblemKind } from '../../collector/schema';
import { reading, writing } from '../examples';
import { problemsOf } from '../moved-settings';
import type { LintContext, LintFile, Report, Rule, RuleInfo, Severity } from '../rule';

const SOURCE = 'docs/collector-verdicts.md';

/** What the Collector itself refuses: one rule for each kind of problem. */
export const SCHEMA_RULES = [
  schemaRule('unknown-key', {
    code: 'CONFIG_KEY_UNKNOWN',
    title: 'unknown setting',
    explanation:
      'No Collector version that Spillway knows has a setting with this name in this place. The Collector refuses a configuration with an unknown setting. The usual causes are a typo and a setting that belongs to another Kafka client.',
    whatToDo: 'Correct the name, or remove the setting.',
    examples: {
      bad: reading({ kafka: 'brokers: [kafka:9092]\ngroupid: checkout' }),
      good: reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout' }),
    },
  }),
  schemaRule('removed-key', {
    code: 'CONFIG_KEY_REMOVED',
    title: 'setting that this version does not have',
    explanation:
      'An older or newer Collector version has this setting, but not the version that the configuration is checked for. The Collector refuses the configuration. The finding is a warning when this version still accepts the setting and a later one does not.',
    whatToDo: 'Remove the setting. If you run another version, name it with --collector.',
    examples: {
      bad: reading({ kafka: 'brokers: [kafka:9092]\nresolve_canonical_bootstrap_servers_only: true' }),
      good: reading({ kafka: 'brokers: [kafka:9092]' }),
    },
  }),
  schemaRule('renamed-key', {
    code: 'CONFIG_KEY_RENAMED',
    title: 'renamed setting',
    explanation:
      'This version has the setting under another name or in another place. For example, topics and encodings are now set per signal, and tls moved out of auth. The Collector refuses the old spelling. The finding is a warning when this version still accepts the old spelling and a later one does not.',
    whatToDo: 'Use the new name. `spillway lint --fix` changes it where the value keeps its meaning.',
    examples: {
      bad: reading({ kafka: 'brokers: [kafka:9092]\ntopic: spans' }),
      good: reading({ kafka: 'brokers: [kafka:9092]\ntraces: {topics: [spans]}' }),
    },
  }),
  schemaRule('misplaced-key', {
    code: 'CONFIG_KEY_MISPLACED',
    title: 'setting in the wrong section',
    explanation:
      'The setting exists, but in another section. For example, required_acks belongs to producer, and refresh_interval to metadata. The Collector refuses the setting here.',
    whatToDo: 'Move the setting to its section. `spillway lint --fix` does that.',
    examples: {
      bad: writing({ kafka: 'brokers: [kafka:9092]\nrequired_acks: -1' }),
      good: writing({ kafka: 'brokers: [kafka:9092]\nproducer: {required_acks: -1}' }),
    },
  }),
  schemaRule('wrong-type', {
    code: 'CONFIG_TYPE_WRONG',
    title: 'value of the wrong type',
    explanation:
      'The setting takes a value of another type: a list, a map, a string, a number, or a duration with a unit. The Collector decodes strictly and refuses the configuration.',
    whatToDo: 'Write a value of the type that the finding names.',
    examples: {
      bad: reading({ kafka: 'brokers: [kafka:9092]\ntraces: {topics: {spans: true}}' }),
      good: reading({ kafka: 'brokers: [kafka:9092]\ntraces: {topics: [spans]}' }),
    },
  }),
  schemaRule('invalid-value', {
    code: 'CONFIG_VALUE_INVALID',
    title: 'invalid value',
    explanation:
      'The value has the right type, but the Collector does not accept it. `otelcol validate` refuses some of these values. Others fail only at start, which on ECS means a task that stops again and again.',
    whatToDo:
      'Change the value as the finding says. The README of the component lists the values that it accepts.',
    examples: {
      bad: reading({ kafka: 'brokers: [kafka:9092]\ninitial_offset: newest' }),
      good: reading({ kafka: 'brokers: [kafka:9092]\ninitial_offset: latest' }),
    },
  }),
  schemaRule('undefined-component', {
    code: 'CONFIG_COMPONENT_UNDEFINED',
    title: 'undefined component',
    explanation:
      'A pipeline or the service section names a component that no section defines, and the Collector refuses the configuration. Often only the part after the slash differs: kafka and kafka/traces are two components.',
    whatToDo: 'Define the component, or correct the name.',
    examples: {
      bad: `receivers: {kafka/traces: {}}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}
`,
      good: `receivers: {kafka: {}}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}
`,
    },
  }),
  schemaRule('unknown-component', {
    code: 'CONFIG_COMPONENT_UNKNOWN',
    title: 'component type not known to Spillway',
    explanation:
      'Spillway does not know the settings of this component type, so it does not check them. Whether a Collector has the component depends on its distribution.',
    whatToDo: 'Check the settings with the `validate` command of your Collector.',
    examples: { bad: reading({ processors: 'redaction: {}' }), good: reading({ processors: 'batch: {}' }) },
  }),
  schemaRule('removed-component', {
    code: 'CONFIG_COMPONENT_REMOVED',
    title: 'component type that the distributions no longer have',
    explanation:
      'The distributions of this Collector version do not have the component type any more, and the Collector refuses the configuration with "unknown type". The finding is a warning when this version still has the type and a later one does not.',
    whatToDo: 'Use the component that the finding names.',
    examples: { bad: reading({ others: 'logging: {}' }), good: reading({ others: 'debug: {}' }) },
  }),
  schemaRule('invalid-id', {
    code: 'CONFIG_ID_INVALID',
    title: 'invalid component ID',
    explanation:
      'A component ID is type or type/name. The type consists of letters, digits and underscores, and the name follows one slash. The Collector refuses anything else.',
    whatToDo: 'Correct the ID, both in its section and in the pipelines that use it.',
    examples: {
      bad: `receivers: {kafka: {}}
processors: {tail-sampling: {}}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}
`,
      good: `receivers: {kafka: {}}
processors: {tail_sampling: {}}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}
`,
    },
  }),
  schemaRule('service', {
    code: 'CONFIG_SERVICE_INVALID',
    title: 'inconsistent pipelines',
    explanation:
      'The service section is inconsistent. For example, it has no pipeline, a pipeline has no receiver or no exporter, a component does not support the signal, or a pipeline names a component twice. The Collector refuses the configuration.',
    whatToDo: 'Correct the pipeline or component that the finding names.',
    examples: {
      bad: `receivers: {kafka: {}}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka]}}}
`,
      good: `receivers: {kafka: {}}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}
`,
    },
  }),
];

function schemaRule<const Code extends string>(
  kind: ProblemKind,
  info: Omit<RuleInfo<Code>, 'severity' | 'source'>,
): Rule<Code> {
  return {
    ...info,
    severity: kind === 'unknown-component' ? 'info' : 'error',
    ...(kind === 'unknown-component' && { oncePerFile: true }),
    source: SOURCE,
    *check({ files, version, featureGates }: LintContext) {
      for (const file of files) {
        for (const problem of problemsOf(file, { version, featureGates })) {
          if (problem.kind === kind) yield reportOf(file, problem);
        }
      }
    },
  };
}

function reportOf(file: LintFile, problem: Problem): Report {
  const { kind, path, refusal } = problem;
  const edits = movedBy(file, problem);
  const isAboutKey = kind.endsWith('-key') || kind === 'invalid-id';
  return {
    file,
    path,
    part: isAboutKey ? 'key' : 'value',
    severity: severityOf(problem),
    message: messageOf(problem),
    refusal: refusal === 'none' ? undefined : refusal,
    fix: edits && { title: `sets ${(problem.replacement?.path ?? []).slice(2).join('.')}`, edits },
  };
}

function severityOf({ kind, refusal }: Problem): Severity {
  if (kind === 'unknown-component') return 'info';
  return refusal === 'none' ? 'warning' : 'error';
}

function movedBy(file: LintFile, { path, replacement }: Problem): TextEdit[] | undefined {
  const key = path.at(-1);
  if (!replacement || !keepsValue(String(key))) return undefined;
  return movePair(
    file.document,
    path,
    replacement.path,
    movedValue(String(key), replacement.path.at(-1) ?? ''),
  );
}

function messageOf(problem: Problem): string {
  const { message, advice } = problem;
  const text = `${subjectOf(problem)} ${message}.${advice === undefined ? '' : ` ${advice}`}`;
  // An address can contain a login.
  return text.replaceAll(/:\/\/[^/\s"]*@/g, '://…@');
}

/** `brokers[0] of the receiver kafka`. A message about a key names the key, so its subject is the section around it. */
function subjectOf({ kind, path }: Problem): string {
  const subject = kind.endsWith('-key') ? path.slice(0, -1) : path;
  const [section, id, ...below] = subject;
  if (section === undefined) return 'The configuration';
  const isComponent = /^(receivers|processors|exporters|connectors|extensions)$/.test(String(section));
  if (!isComponent || id === undefined) return dotted(subject);
  const component = `${String(section).slice(0, -1)} ${id}`;
  return below.length === 0 ? `The ${component}` : `${dotted(below)} of the ${component}`;
}

function dotted(path: ConfigPath): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`),
    '',
  );
}
