import { type Document, LineCounter, type Node, parseAllDocuments } from 'yaml';
import { collectorConfig } from '../collector/config/collector-config';
import { configDocument, isRecord, type Place } from '../collector/config/config-document';
import { GO_TAGS, refusedByGo } from '../collector/config/go-yaml';
import { MAX_DEPTH, nestingOf } from '../collector/config/nesting';
import { withoutQuotes } from '../collector/config/yaml-error';
import { reading } from './examples';
import type { LintFile, Refusal, RuleInfo } from './rule';
import { expressionIn, templateIn } from './wrapped/template';

/** Far above what an SSM parameter (8 KB) or a container's environment holds, or what people write. */
export const MAX_CHARACTERS = 2_000_000;
export const TOO_LARGE_WORDS = '2,000,000 characters';

const TOO_DEEP = `Maps and lists are nested more than ${MAX_DEPTH} levels deep, so the text was not checked.`;
const STACK_OVERFLOW = /call stack/i;

/** More than people write. Each alias can expand to a tree of others. */
const MAX_ALIASES = 1_000;

/** The codes of the rules about a text as a whole. */
export type ReadingCode =
  | 'CONFIG_TOO_LARGE'
  | 'CONFIG_NOT_YAML'
  | 'CONFIG_ALIASES_EXPLODE'
  | 'CONFIG_SECOND_DOCUMENT'
  | 'CONFIG_EMPTY'
  | 'CONFIG_NOT_A_MAP'
  | 'CONFIG_NOT_FOUND'
  | 'CONFIG_TEMPLATE';

/** A problem with the text as a whole. */
export interface ReadingProblem {
  code: ReadingCode;
  message: string;
  place: Place;
  refusal: Refusal | undefined;
}

export const TOP: Place = { start: 0, end: 0, line: 1, column: 1 };

/** The result for a text that could not be read as a configuration. */
interface Unread {
  problems: ReadingProblem[];
}

/** A text as YAML, whatever is in it. */
export interface ParsedText {
  text: string;
  /** `undefined` for an empty text. */
  document: Document.Parsed | undefined;
  second: Document.Parsed | undefined;
  lines: LineCounter;
}

/** @param given lone carriage returns are read as line ends, as the Collector does and this parser does not */
export function parseText(given: string): ParsedText {
  const text = withoutLoneReturns(given);
  const lines = new LineCounter();
  // Without a log level the parser writes warnings to standard error.
  const options = {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
    logLevel: 'error',
    customTags: GO_TAGS,
  } as const;
  const parsed = parseAllDocuments(text, options);
  const [document, second] = Array.isArray(parsed) ? parsed : [];
  return { text, document, second, lines };
}

/** The same text, with the same offsets. */
export function withoutLoneReturns(text: string): string {
  return text.replaceAll(/\r(?!\n)/g, '\n');
}

/** Reads one text. Without a `file` it could not be read, and `problems` says why. */
export function readLintFile(name: string, given: string): ReadConfig {
  if (given.length > MAX_CHARACTERS) {
    return tooLarge(
      `The text has ${given.length.toLocaleString('en')} characters. Spillway does not check more than ${TOO_LARGE_WORDS}.`,
    );
  }
  return readParsed(name, parseText(given));
}

export interface ReadConfig {
  file?: LintFile;
  problems: ReadingProblem[];
}

/** Reads a text whose first document is the configuration. */
export function readParsed(name: string, parsed: ParsedText): ReadConfig {
  const { document, second, lines } = parsed;
  if (!document) return unread('CONFIG_EMPTY', 'The text is empty.');
  const read = readProblemOf(parsed) ?? readNode(name, parsed, document.contents);
  if (read.file && second) {
    const start = second.range[0];
    read.problems.push({
      code: 'CONFIG_SECOND_DOCUMENT',
      message:
        'A second YAML document begins here, and the Collector ignores it. Merge it into the first one.',
      place: placeIn(lines, start, start),
      refusal: undefined,
    });
  }
  return read;
}

/** Why the text cannot be read at all; `undefined` if it can. */
export function readProblemOf({ text, document, lines }: ParsedText): ReadConfig | undefined {
  if (!document) return undefined;
  const broken = document.errors[0];
  if (broken && STACK_OVERFLOW.test(broken.message)) return tooLarge(TOO_DEEP);
  const expression = broken && expressionIn(text);
  if (expression !== undefined) return unrendered(placeIn(lines, expression, expression + 2));
  if (broken)
    return unread('CONFIG_NOT_YAML', sentence(withoutQuotes(broken.message)), placeIn(lines, ...broken.pos));
  const refused = refusedByGo(text, document);
  return refused && unread('CONFIG_NOT_YAML', refused.message, placeIn(lines, ...refused.at));
}

/**
 * Reads the configuration that is a node of a document without errors.
 *
 * @param complete adds to the resolved configuration what is not in the text
 */
export function readNode(
  name: string,
  { text, document, lines }: ParsedText,
  root: Node | null,
  complete: (resolved: Record<string, unknown>) => Record<string, unknown> = (resolved) => resolved,
): ReadConfig {
  if (!document) return unread('CONFIG_EMPTY', 'The text is empty.');
  const place = root?.range ? placeIn(lines, root.range[0], root.range[1]) : TOP;
  const expression = root === null ? undefined : templateIn(text, root);
  if (expression !== undefined) return unrendered(placeIn(lines, expression, expression + 2));
  const whole = resolve(document, root, root === document.contents ? TOP : place);
  if ('problems' in whole) return whole;
  const config = collectorConfig(configDocument(text, document, lines, complete(whole.resolved), root));
  return { file: { ...config, name, tiers: tiersOf(config.components) }, problems: [] };
}

/** The map of sections, with aliases and merge keys resolved. */
function resolve(
  document: Document.Parsed,
  root: Node | null,
  place: Place,
): { resolved: Record<string, unknown> } | Unread {
  let resolved: unknown;
  try {
    resolved = root?.toJS(document, { maxAliasCount: MAX_ALIASES });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (STACK_OVERFLOW.test(why)) return tooLarge(TOO_DEEP);
    if (why.startsWith('Unresolved alias')) return unread('CONFIG_NOT_YAML', sentence(why), place);
    return unread('CONFIG_ALIASES_EXPLODE', `The aliases cannot be resolved: ${sentence(why)}`, place);
  }
  const nesting = nestingOf(resolved);
  if (nesting === 'endless') {
    return unread(
      'CONFIG_ALIASES_EXPLODE',
      'An alias is inside the value of its own anchor, so it never ends. Write the value out.',
      place,
    );
  }
  if (nesting === 'deep') return tooLarge(TOO_DEEP);
  if (resolved === null || resolved === undefined) {
    return unread('CONFIG_EMPTY', 'The text contains only comments.', place);
  }
  if (isRecord(resolved)) return { resolved };
  // The value is not quoted, because somebody may have passed a secret instead of the configuration.
  const shape = Array.isArray(resolved) ? 'a list' : `a single ${typeof resolved}`;
  return unread('CONFIG_NOT_A_MAP', `A configuration is a map of sections, but this is ${shape}.`, place);
}

function placeIn(lines: LineCounter, start: number, end: number): Place {
  const { line, col } = lines.linePos(start);
  return { start, end, line, column: col };
}

export function unrendered(place: Place): ReadConfig {
  return {
    problems: [
      {
        code: 'CONFIG_TEMPLATE',
        message:
          'This is a template, so it was not checked. Render it first, for example: helm template … | spillway lint -',
        place,
        refusal: undefined,
      },
    ],
  };
}

export function tooLarge(message: string): Unread {
  return { problems: [{ code: 'CONFIG_TOO_LARGE', message, place: TOP, refusal: undefined }] };
}

function unread(code: ReadingCode, message: string, place = TOP): Unread {
  return { problems: [{ code, message, place, refusal: 'validate' }] };
}

/** The Kafka components that the pipelines use decide which tiers a file belongs to. */
export function tiersOf(components: LintFile['components']): LintFile['tiers'] {
  const tiers = new Set<'ingestion' | 'processing'>();
  for (const { kind, type, pipelines } of components) {
    if (type !== 'kafka' || pipelines.length === 0) continue;
    if (kind === 'exporter') tiers.add('ingestion');
    if (kind === 'receiver') tiers.add('processing');
  }
  return tiers;
}

function sentence(text: string): string {
  const line = text.split('\n')[0]?.trim() ?? '';
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

/** The rules about a text as a whole, which are applied while it is read. */
export const READING_RULES: readonly RuleInfo<ReadingCode>[] = [
  {
    code: 'CONFIG_NOT_YAML',
    severity: 'error',
    title: 'not valid YAML',
    explanation:
      'The text is not valid YAML, so no Collector starts with it. The usual causes are tabs as indentation, the same key twice in one map, and a bracket or quote that is not closed.',
    whatToDo: 'Fix the YAML at the line that the finding points to.',
    source: 'https://yaml.org/spec/1.2.2/',
    examples: {
      bad: `receivers:
  kafka: {brokers: [kafka:9092}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}
`,
      good: reading({ kafka: 'brokers: [kafka:9092]' }),
    },
  },
  {
    code: 'CONFIG_EMPTY',
    severity: 'error',
    title: 'empty configuration',
    explanation:
      'The text holds no configuration. A Collector needs at least one receiver, one exporter and one pipeline. If the text comes from an SSM parameter or a shell variable, that is probably not set.',
    whatToDo: 'Check where the text comes from, and pass a complete configuration.',
    source: 'https://opentelemetry.io/docs/collector/configuration/',
    examples: {
      bad: `# receivers:
`,
      good: reading({ kafka: 'brokers: [kafka:9092]' }),
    },
  },
  {
    code: 'CONFIG_NOT_A_MAP',
    severity: 'error',
    title: 'not a map of sections',
    explanation:
      'A configuration is a map with the sections receivers, processors, exporters, connectors, extensions and service. This text is a list or a single value. Often somebody passed a path or a name instead of the content.',
    whatToDo: 'Pass the content of the configuration file.',
    source: 'https://opentelemetry.io/docs/collector/configuration/',
    examples: {
      bad: `- processing.yaml
`,
      good: reading({ kafka: 'brokers: [kafka:9092]' }),
    },
  },
  {
    code: 'CONFIG_NOT_FOUND',
    severity: 'info',
    title: 'no Collector configuration in the file',
    explanation:
      'The file holds something else, such as a Kubernetes manifest, Helm values or a compose file, and no Collector configuration was found in it. Spillway recognises a configuration by its sections: receivers and exporters, or service with pipelines.',
    whatToDo: 'Nothing, if the file is not meant to hold one. Otherwise check the names of the sections.',
    source: 'docs/lint.md',
    examples: {
      bad: `apiVersion: v1
kind: Service
metadata: {name: gateway}
spec: {ports: [{port: 4317}]}
`,
      good: `apiVersion: v1
kind: ConfigMap
metadata: {name: gateway}
data:
  relay.yaml: |
    receivers: {kafka: {brokers: ["kafka:9092"]}}
    exporters: {debug: {}}
    service: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}
`,
    },
  },
  {
    code: 'CONFIG_TEMPLATE',
    severity: 'warning',
    title: 'template that has not been rendered',
    explanation:
      'The text has expressions of a template, such as {{ .Values.topic }}, outside of strings, and is not valid YAML before they are replaced. So it was not checked.',
    whatToDo: 'Render it first and check the result: `helm template … | spillway lint -`.',
    source: 'docs/lint.md',
    examples: {
      bad: `receivers:
  kafka:
    brokers: [kafka:9092]
    {{- if .Values.tls }}
    tls: {}
    {{- end }}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}
`,
      good: reading({ kafka: 'brokers: [kafka:9092]\ntls: {}' }),
    },
  },
  {
    code: 'CONFIG_SECOND_DOCUMENT',
    severity: 'warning',
    title: 'second YAML document ignored',
    explanation:
      'The Collector reads only the first YAML document of a file. Everything after the next `---` has no effect, and the Collector logs nothing about it.',
    whatToDo:
      'Merge the two documents, or put the second one into its own file and pass both files with two --config flags.',
    source: 'docs/collector-facts.md',
    examples: {
      bad: `receivers: {kafka: {}}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}
---
processors: {batch: {}}
`,
      good: `receivers: {kafka: {}}
processors: {batch: {}}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}
`,
    },
  },
  {
    code: 'CONFIG_ALIASES_EXPLODE',
    severity: 'error',
    title: 'aliases that expand without limit',
    explanation:
      'Aliases of aliases multiply into a tree that is too large to build, and an alias inside the value of its own anchor never ends. YAML readers refuse both, and so does the Collector.',
    whatToDo: 'Write the values out instead of using aliases.',
    source: 'https://en.wikipedia.org/wiki/Billion_laughs_attack',
    examples: {
      bad: `receivers:
  kafka: &kafka
    metadata: *kafka
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}
`,
      good: `receivers:
  kafka/a: &kafka {group_id: checkout}
  kafka: *kafka
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}
`,
    },
  },
  {
    code: 'CONFIG_TOO_LARGE',
    severity: 'error',
    title: 'too large to check',
    explanation: `Spillway does not check a text of more than ${TOO_LARGE_WORDS}. It is most likely not a configuration: an SSM parameter holds 8 KB at most, and an environment variable 128 KB. Of a manifest Spillway checks that many characters of the documents that may hold a configuration, and 1,000 configurations. Spillway also does not check maps and lists that are nested more than ${MAX_DEPTH} levels deep.`,
    whatToDo: 'Check that the file is a Collector configuration. Split a manifest that is larger.',
    source:
      'https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html',
    examples: {
      bad: `receivers: ${'{a: '.repeat(MAX_DEPTH + 1)}1${'}'.repeat(MAX_DEPTH + 1)}\n`,
      good: reading({ kafka: 'brokers: [kafka:9092]' }),
    },
  },
];
