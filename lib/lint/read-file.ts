import { type Document, LineCounter, type Node, parseAllDocuments } from 'yaml';
import { collectorConfig } from '../collector/config/collector-config';
import { configDocument, isRecord, type Place } from '../collector/config/config-document';
import { GO_TAGS, refusedByGo } from '../collector/config/go-yaml';
import { reportDuplicateKeys } from '../pipeline/duplicate-keys';
import { MAX_DEPTH, nestingOf } from '../pipeline/nesting';
import { withoutQuotes } from '../pipeline/yaml-error';
import { MAX_CHARACTERS, type ReadingCode, TOO_LARGE_WORDS } from './reading-rules';
import type { LintFile, Refusal } from './rule';
import { expressionIn, templateIn } from './wrapped/template';

const TOO_DEEP = `Maps and lists are nested more than ${MAX_DEPTH} levels deep, so the text was not checked.`;
const STACK_OVERFLOW = /call stack/i;

/** More than people write. Each alias can expand to a tree of others. */
const MAX_ALIASES = 1_000;

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
    uniqueKeys: false,
  } as const;
  const parsed = parseAllDocuments(text, options);
  const [document, second] = Array.isArray(parsed) ? parsed : [];
  if (document) reportDuplicateKeys(document);
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
