import { type Document, LineCounter, parseAllDocuments } from 'yaml';
import { collectorConfig } from '../collector/config/collector-config';
import { configDocument, isRecord, type Place } from '../collector/config/config-document';
import { GO_TAGS, refusedByGo } from '../collector/config/go-yaml';
import { MAX_DEPTH, nestingOf } from '../collector/config/nesting';
import { yamlFault } from '../collector/config/yaml-fault';
import type { Refusal } from './finding';
import type { LintFile, RuleInfo } from './rule';

/** Far above what a container's environment or an SSM parameter takes (8 KB), or people write. */
const MAX_CHARACTERS = 2_000_000;
const TOO_LARGE_WORDS = '2,000,000 characters';

const TOO_DEEP_WORDS = `Maps and lists are nested more than ${MAX_DEPTH} deep, which is not looked at.`;
const STACK_OVERFLOW = /call stack/i;

/** More than people write; each one can stand for a tree of others. */
const MAX_ALIASES = 1_000;

type ReadingCode =
  | 'CONFIG_TOO_LARGE'
  | 'CONFIG_NOT_YAML'
  | 'CONFIG_ALIASES_EXPLODE'
  | 'CONFIG_SECOND_DOCUMENT'
  | 'CONFIG_EMPTY'
  | 'CONFIG_NOT_A_MAP';

/** Something about the text as a whole. */
export interface ReadingProblem {
  code: ReadingCode;
  message: string;
  place: Place;
  refusal: Refusal | undefined;
}

const TOP: Place = { start: 0, end: 0, line: 1, column: 1 };

/** What there is instead of a file that can be looked at. */
interface Unread {
  problems: ReadingProblem[];
}

/** Reads one text. Without a `file` there was nothing to look at, and a problem says why. */
export function readLintFile(name: string, given: string): { file?: LintFile; problems: ReadingProblem[] } {
  if (given.length > MAX_CHARACTERS) {
    return tooLarge(
      `The text has ${given.length.toLocaleString('en')} characters, and more than ${TOO_LARGE_WORDS} are not looked at.`,
    );
  }
  // A carriage return alone ends a line in YAML 1.1 and to the Collector, and not to the parser here.
  const text = given.replaceAll(/\r(?!\n)/g, '\n');
  const lines = new LineCounter();
  // The parser would write warnings to standard error by itself.
  const options = {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
    logLevel: 'error',
    customTags: GO_TAGS,
  } as const;
  const parsed = parseAllDocuments(text, options);
  const [document, second] = Array.isArray(parsed) ? parsed : [];
  if (!document) return unread('CONFIG_EMPTY', 'There is nothing in it.');
  const placeAt = (start: number, end: number): Place => {
    const { line, col } = lines.linePos(start);
    return { start, end, line, column: col };
  };
  const broken = document.errors[0];
  if (broken && STACK_OVERFLOW.test(broken.message)) return tooLarge(TOO_DEEP_WORDS);
  if (broken) return unread('CONFIG_NOT_YAML', sentence(yamlFault(broken.message)), placeAt(...broken.pos));
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
      message: 'A second YAML document begins here, which the Collector does not read.',
      place: placeAt(start, start),
      refusal: undefined,
    });
  }
  return { file: { ...config, name, tiers: tiersOf(config.components) }, problems };
}

/** The map of sections, with aliases and merges resolved. */
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
    return unread('CONFIG_ALIASES_EXPLODE', 'An alias stands inside the value of its own anchor.');
  }
  if (nesting === 'deep') return tooLarge(TOO_DEEP_WORDS);
  if (resolved === null || resolved === undefined) {
    return unread('CONFIG_EMPTY', 'There is nothing in it but comments.');
  }
  if (isRecord(resolved)) return { resolved };
  // Its value is not quoted: a secret may have been given for the configuration.
  const what = Array.isArray(resolved) ? 'a list' : `one ${typeof resolved}`;
  return unread('CONFIG_NOT_A_MAP', `A configuration is a map of sections, and this is ${what}.`);
}

function tooLarge(message: string): Unread {
  return { problems: [{ code: 'CONFIG_TOO_LARGE', message, place: TOP, refusal: undefined }] };
}

function unread(code: ReadingCode, message: string, place = TOP): Unread {
  return { problems: [{ code, message, place, refusal: 'validate' }] };
}

/** A file takes part in a tier by the Kafka components that its pipelines use. */
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

/** The rules that reading itself applies. */
export const READING_RULES: readonly (RuleInfo & { code: ReadingCode })[] = [
  {
    code: 'CONFIG_NOT_YAML',
    severity: 'error',
    title: 'not YAML',
    explanation:
      'The text is not YAML, so no Collector starts with it. Tabs as indentation, a key given twice in one map, and a bracket or quote that is not closed are the usual reasons.',
    source: 'https://yaml.org/spec/1.2.2/',
  },
  {
    code: 'CONFIG_EMPTY',
    severity: 'error',
    title: 'nothing in it',
    explanation:
      'There is no configuration in the text. A Collector needs at least one receiver, one exporter and one pipeline. Behind an SSM parameter or a shell variable this is mostly one that was not set.',
    source: 'https://opentelemetry.io/docs/collector/configuration/',
  },
  {
    code: 'CONFIG_NOT_A_MAP',
    severity: 'error',
    title: 'no map of sections',
    explanation:
      'A configuration is a map with the sections receivers, processors, exporters, connectors, extensions and service. This text is a list or a single value: often a path or a name where the content was meant.',
    source: 'https://opentelemetry.io/docs/collector/configuration/',
  },
  {
    code: 'CONFIG_SECOND_DOCUMENT',
    severity: 'warning',
    title: 'a second document that is not read',
    explanation:
      'The Collector reads the first YAML document of a file and nothing behind the next `---`. What stands there is not in force, without a word. Merge the two, or give the Collector both files with two --config flags.',
    source: 'docs/collector-facts.md',
  },
  {
    code: 'CONFIG_ALIASES_EXPLODE',
    severity: 'error',
    title: 'aliases that explode',
    explanation:
      'Aliases that stand for aliases multiply to a tree too large to build, and one inside the value of its own anchor has no end; YAML readers, the Collector with them, refuse both. Write the values out.',
    source: 'https://en.wikipedia.org/wiki/Billion_laughs_attack',
  },
  {
    code: 'CONFIG_TOO_LARGE',
    severity: 'error',
    title: 'too large to look at',
    explanation: `A text of more than ${TOO_LARGE_WORDS} is not read: it is most likely not a configuration. SSM takes 8 KB at most, and an environment variable 128 KB. Nor is one with more than ${MAX_DEPTH} maps and lists within each other.`,
    source:
      'https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html',
  },
];
