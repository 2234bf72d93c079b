import { type Document, LineCounter, parseAllDocuments } from 'yaml';
import { collectorConfig } from '../collector/config/collector-config';
import { configDocument, isRecord, type Place } from '../collector/config/config-document';
import { GO_TAGS, refusedByGo } from '../collector/config/go-yaml';
import { MAX_DEPTH, nestingOf } from '../collector/config/nesting';
import { withoutQuotes } from '../collector/config/yaml-error';
import { reading } from './examples';
import type { LintFile, Refusal, RuleInfo } from './rule';

/** Far above what an SSM parameter (8 KB) or a container's environment holds, or what people write. */
const MAX_CHARACTERS = 2_000_000;
const TOO_LARGE_WORDS = '2,000,000 characters';

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
  | 'CONFIG_NOT_A_MAP';

/** A problem with the text as a whole. */
export interface ReadingProblem {
  code: ReadingCode;
  message: string;
  place: Place;
  refusal: Refusal | undefined;
}

const TOP: Place = { start: 0, end: 0, line: 1, column: 1 };

/** The result for a text that could not be read as a configuration. */
interface Unread {
  problems: ReadingProblem[];
}

/** Reads one text. Without a `file` it could not be read, and `problems` says why. */
export function readLintFile(name: string, given: string): { file?: LintFile; problems: ReadingProblem[] } {
  if (given.length > MAX_CHARACTERS) {
    return tooLarge(
      `The text has ${given.length.toLocaleString('en')} characters. Spillway does not check more than ${TOO_LARGE_WORDS}.`,
    );
  }
  // A lone carriage return ends a line in YAML 1.1 and for the Collector, but not for this parser.
  const text = given.replaceAll(/\r(?!\n)/g, '\n');
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
  if (!document) return unread('CONFIG_EMPTY', 'The text is empty.');
  const placeAt = (start: number, end: number): Place => {
    const { line, col } = lines.linePos(start);
    return { start, end, line, column: col };
  };
  const broken = document.errors[0];
  if (broken && STACK_OVERFLOW.test(broken.message)) return tooLarge(TOO_DEEP);
  if (broken)
    return unread('CONFIG_NOT_YAML', sentence(withoutQuotes(broken.message)), placeAt(...broken.pos));
  const refused = refusedByGo(text, document);
  if (refused) return unread('CONFIG_NOT_YAML', refused.message, placeAt(...refused.at));
  const whole = resolve(document);
  if ('problems' in whole) return whole;
  const config = collectorConfig(configDocument(text, document, lines, whole.resolved));
  const problems: ReadingProblem[] = [];
  if (second) {
    const start = second.range[0];
    problems.push({
      code: 'CONFIG_SECOND_DOCUMENT',
      message:
        'A second YAML document begins here, and the Collector ignores it. Merge it into the first one.',
      place: placeAt(start, start),
      refusal: undefined,
    });
  }
  return { file: { ...config, name, tiers: tiersOf(config.components) }, problems };
}

/** The map of sections, with aliases and merge keys resolved. */
function resolve(document: Document.Parsed): { resolved: Record<string, unknown> } | Unread {
  let resolved: unknown;
  try {
    resolved = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (why.startsWith('Unresolved alias')) return unread('CONFIG_NOT_YAML', sentence(why));
    return unread('CONFIG_ALIASES_EXPLODE', `The aliases cannot be resolved: ${sentence(why)}`);
  }
  const nesting = nestingOf(resolved);
  if (nesting === 'endless') {
    return unread(
      'CONFIG_ALIASES_EXPLODE',
      'An alias is inside the value of its own anchor, so it never ends. Write the value out.',
    );
  }
  if (nesting === 'deep') return tooLarge(TOO_DEEP);
  if (resolved === null || resolved === undefined) {
    return unread('CONFIG_EMPTY', 'The text contains only comments.');
  }
  if (isRecord(resolved)) return { resolved };
  // The value is not quoted, because somebody may have passed a secret instead of the configuration.
  const shape = Array.isArray(resolved) ? 'a list' : `a single ${typeof resolved}`;
  return unread('CONFIG_NOT_A_MAP', `A configuration is a map of sections, but this is ${shape}.`);
}

function tooLarge(message: string): Unread {
  return { problems: [{ code: 'CONFIG_TOO_LARGE', message, place: TOP, refusal: undefined }] };
}

function unread(code: ReadingCode, message: string, place = TOP): Unread {
  return { problems: [{ code, message, place, refusal: 'validate' }] };
}

/** The Kafka components that the pipelines use decide which tiers a file belongs to. */
function tiersOf(components: LintFile['components']): LintFile['tiers'] {
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
    explanation: `Spillway does not check a text of more than ${TOO_LARGE_WORDS}. It is most likely not a configuration: an SSM parameter holds 8 KB at most, and an environment variable 128 KB. Spillway also does not check maps and lists that are nested more than ${MAX_DEPTH} levels deep.`,
    whatToDo: 'Check that the file is a Collector configuration.',
    source:
      'https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html',
    examples: {
      bad: `receivers: ${'['.repeat(MAX_DEPTH + 1)}${']'.repeat(MAX_DEPTH + 1)}\n`,
      good: reading({ kafka: 'brokers: [kafka:9092]' }),
    },
  },
];
