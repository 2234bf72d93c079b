import type { Node } from 'yaml';
import type { Place } from '../collector/config/config-document';
import { LineIndex } from './line-index';
import {
  type ParsedText,
  parseText,
  type ReadConfig,
  type ReadingProblem,
  readLintFile,
  readNode,
  readParsed,
  readProblemOf,
  TOP,
  tooLarge,
  unrendered,
  withoutLoneReturns,
} from './read-file';
import { MAX_CHARACTERS, TOO_LARGE_WORDS } from './reading-rules';
import type { LintFile } from './rule';
import { isConfigText, isMeantAsConfig, isNodeMap, mentionsConfig } from './wrapped/config-shape';
import { type DocumentSlice, documentsOf, partsOf } from './wrapped/documents';
import { type Embedding, IDENTITY, readOnly, slice, within } from './wrapped/embedding';
import { type FoundConfig, findConfigs } from './wrapped/find-configs';
import { withChartDefaults } from './wrapped/helm-defaults';
import { templateIn } from './wrapped/template';

/** A configuration of a file, or a part of the file that could not be read as one. */
export interface ReadText {
  /** Where in the file it is; `undefined` if the file is the configuration. */
  configuration: string | undefined;
  /** The text that the places of the configuration are about. */
  text: string;
  embedding: Embedding;
  file?: LintFile;
  problems: ReadingProblem[];
}

/** Checking more takes longer than anybody waits. */
const MAX_CONFIGS = 1_000;

/** How many files can be inside each other: a configuration in values in a manifest. */
const MAX_FILES_WITHIN = 3;

/**
 * Finds and reads the configurations of a file: the file itself, or those in a Kubernetes manifest, Helm values, a
 * compose file, a task definition of ECS or the like. Without one there is one entry, whose problem says so.
 */
export function readInput({ name, text: given }: { name: string; text: string }): ReadText[] {
  const text = withoutLoneReturns(given);
  const documents = documentsOf(text);
  const [first] = documents;
  if (!first || (documents.length === 1 && text.length <= MAX_CHARACTERS)) {
    const parsed = parseText(text);
    const found = wrappedIn(parsed);
    if (found === undefined || isBomb(parsed, found)) return [bare(text, readParsed(name, parsed))];
    return readAll(name, text, [{ start: 0, number: 1, parsed, found }]);
  }
  if (documents.length === 1 ? !isManifest(text) : isBare(first))
    return [bare(text, readLintFile(name, text))];
  return readAll(name, text, partsOfFile(documents));
}

/** Is the first of several documents a configuration? The Collector reads only that one. */
function isBare({ text }: DocumentSlice): boolean {
  if (text.length > MAX_CHARACTERS || !mentionsConfig(text)) return false;
  const parsed = parseText(text);
  return hasErrors(parsed) ? isConfigText(text) : wrappedIn(parsed) === undefined;
}

/** Is a large document a Kubernetes resource, of which only a part may have to be parsed? */
function isManifest(text: string): boolean {
  return /^["'{ ]*(?:apiVersion|kind)["']?:/m.test(text);
}

interface Part {
  start: number;
  /** Of the document in the file, from 1. */
  number: number;
  /** `undefined` above the limit of what is checked. */
  parsed: ParsedText | undefined;
  found: FoundConfig[];
}

/** The documents that could hold a configuration. Others are not parsed, because that takes long. */
function* partsOfFile(documents: readonly DocumentSlice[]): Generator<Part> {
  let characters = 0;
  for (const [index, document] of documents.entries()) {
    if (!mentions(document)) continue;
    for (const { start, text } of partsOf(document).filter(mentions)) {
      characters += text.length;
      if (characters > MAX_CHARACTERS) {
        yield { start, number: index + 1, parsed: undefined, found: [] };
        return;
      }
      const parsed = parseText(text);
      yield { start, number: index + 1, parsed, found: foundIn(parsed) };
    }
  }
}

/** The configurations in a document that is not one itself; `undefined` if it is one, or meant as one. */
function wrappedIn(parsed: ParsedText): FoundConfig[] | undefined {
  if (hasErrors(parsed)) return undefined;
  const root = contentsOf(parsed);
  const found = foundIn(parsed);
  if (found.some(({ label }) => label === '')) return undefined;
  if (found.length > 0) return found;
  if (isNodeMap(root)) return isMeantAsConfig(root) ? undefined : [];
  // A list of maps, such as the plays of Ansible.
  return isListOfMaps(root) ? [] : undefined;
}

function readAll(name: string, text: string, parts: Iterable<Part>): ReadText[] {
  const readings = limited(name, parts);
  // One line says that the file is a template, however many of its documents are.
  const template = readings.find(isTemplate);
  const read = named(
    name,
    readings.filter((each) => each === template || !isTemplate(each)),
  );
  if (read.length > 0) return read;
  const expression = text.search(TEMPLATE_LINE);
  return [expression === -1 ? notFound(text) : withoutConfig(text, unrendered(placeAt(text, expression)))];
}

function limited(name: string, parts: Iterable<Part>): ReadText[] {
  const readings: ReadText[] = [];
  for (const part of parts) {
    const left = MAX_CONFIGS - readings.length;
    readings.push(...readPart(name, { ...part, found: part.found.slice(0, left) }));
    const [next] = part.found.slice(left);
    if (!next) continue;
    const start = part.start + startOf(next);
    return [...readings, unchecked(start, `${MAX_CONFIGS.toLocaleString('en')} configurations`)];
  }
  return readings;
}

function startOf(found: FoundConfig): number {
  return found.kind === 'map' ? (found.node?.range?.[0] ?? 0) : found.string.embedding.rangeOf(0, 0)[0];
}

/** The rest of a file, which is above a limit. */
function unchecked(start: number, limit: string): ReadText {
  const why = `From here on the file was not checked, because Spillway does not check more than ${limit}. Split the file.`;
  return { configuration: undefined, text: '', embedding: slice(start), ...tooLarge(why) };
}

/** A line that a template fills, such as `{{- toYaml .Values.config | nindent 4 }}` in a block of text. */
const TEMPLATE_LINE = /(?<=^[ \t]*)\{\{/m;

function readPart(name: string, { start, number, parsed, found }: Part): ReadText[] {
  const around = slice(start);
  if (!parsed) return [unchecked(start, TOO_LARGE_WORDS)];
  if (found.length > 0)
    return found.flatMap((each) => readFound(name, labelled(each, number), parsed, around));
  const broken = hasErrors(parsed) ? readProblemOf(parsed) : templateOf(parsed);
  return broken ? [{ configuration: undefined, text: parsed.text, embedding: around, ...broken }] : [];
}

function labelled(found: FoundConfig, number: number): FoundConfig {
  return found.label === '' ? { ...found, label: `document ${number}` } : found;
}

function readFound(
  name: string,
  found: FoundConfig,
  parsed: ParsedText,
  around: Embedding,
  depth = 0,
): ReadText[] {
  const { label } = found;
  if (found.kind === 'map') {
    const read = readNode(name, parsed, found.node, found.isHelmValues ? withChartDefaults : undefined);
    const embedding = isJson(parsed.text) ? readOnly(around) : around;
    return [{ configuration: label, text: parsed.text, embedding, ...read }];
  }
  const { text, embedding } = found.string;
  const place = within(embedding, around);
  if (!found.isFile) {
    return [{ configuration: label, text, embedding: place, ...readLintFile(name, text) }];
  }
  if (depth >= MAX_FILES_WITHIN) return [];
  // A file in a string, such as Helm values in a resource of Argo CD.
  return documentsOf(text)
    .filter(mentions)
    .flatMap((document) => {
      const inner = parseText(document.text);
      const at = within(slice(document.start), place);
      return foundIn(inner).flatMap((each) =>
        readFound(name, { ...each, label: `${label} ${each.label}`.trim() }, inner, at, depth + 1),
      );
    });
}

/** Gives each configuration a name of its own. */
function named(name: string, readings: readonly ReadText[]): ReadText[] {
  const seen = new Map<string, number>();
  return readings.map((each) => {
    const label = each.configuration;
    if (label === undefined) return each;
    const count = (seen.get(label) ?? 0) + 1;
    seen.set(label, count);
    const configuration = count === 1 ? label : `${label} (${count})`;
    return {
      ...each,
      configuration,
      ...(each.file && { file: { ...each.file, name: `${name}#${configuration}` } }),
    };
  });
}

function bare(text: string, read: ReadConfig): ReadText {
  return {
    configuration: undefined,
    text,
    embedding: read.file && isJson(text) ? readOnly(IDENTITY) : IDENTITY,
    ...read,
  };
}

function notFound(text: string): ReadText {
  const message =
    'This file has no Collector configuration: no map or text with receivers and exporters, or with service.pipelines.';
  const problem: ReadingProblem = { code: 'CONFIG_NOT_FOUND', message, place: TOP, refusal: undefined };
  return withoutConfig(text, { problems: [problem] });
}

function withoutConfig(text: string, { problems }: ReadConfig): ReadText {
  return { configuration: undefined, text, embedding: IDENTITY, problems };
}

function placeAt(text: string, at: number): Place {
  return new LineIndex(text).placeOf(at, at + 2);
}

/** Edits are written as YAML, so a file for a reader of JSON is left alone. */
function isJson(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isTemplate({ problems }: ReadText): boolean {
  return problems.some(({ code }) => code === 'CONFIG_TEMPLATE');
}

/** The document has no configuration, but rendering may put one there. */
function templateOf({ text, document, lines }: ParsedText): ReadConfig | undefined {
  const at = document?.contents ? templateIn(text, document.contents) : undefined;
  if (at === undefined) return undefined;
  const { line, col } = lines.linePos(at);
  return unrendered({ start: at, end: at + 2, line, column: col });
}

/** Aliases that cannot be resolved are a problem of any file. */
function isBomb(parsed: ParsedText, found: readonly FoundConfig[]): boolean {
  if (found.length > 0) return false;
  return readNode('', parsed, contentsOf(parsed)).problems.some(
    ({ code }) => code === 'CONFIG_ALIASES_EXPLODE',
  );
}

function isListOfMaps(root: Node | null): boolean {
  return (
    root !== null &&
    'items' in root &&
    Array.isArray(root.items) &&
    root.items.length > 0 &&
    root.items.every(isNodeMap)
  );
}

function foundIn(parsed: ParsedText): FoundConfig[] {
  return hasErrors(parsed) ? [] : findConfigs(contentsOf(parsed), parsed.text);
}

function hasErrors({ document }: ParsedText): boolean {
  return document === undefined || document.errors.length > 0;
}

function contentsOf({ document }: ParsedText): Node | null {
  return document?.contents ?? null;
}

function mentions({ text }: DocumentSlice): boolean {
  return mentionsConfig(text);
}
