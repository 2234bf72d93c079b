import type { Document, LineCounter } from 'yaml';
import type * as z from 'zod';
import { SpillwayError } from '../errors';
import { didYouMean } from './nearest-names';
import { MAX_DEPTH, nestingOf } from './nesting';
import { knownKeys, knownWords } from './schema-names';
import { type PipelineSpec, pipelineSchema } from './spec';
import { offsetInSpec } from './spec-place';
import { parseYaml } from './yaml-document';
import { withoutQuotes } from './yaml-error';

/**
 * Parses and validates a pipeline spec.
 *
 * @param text the YAML
 * @param file its name, for messages only
 * @throws SpillwayError `SPEC_NOT_YAML`, or `SPEC_INVALID` with all findings, one per line, each in the form
 *   `file:line:column path: what was expected`
 */
export function parsePipelineSpec(text: string, file: string): PipelineSpec {
  const { document, lines } = parseYaml(text);
  const broken = document.errors[0];
  if (broken)
    throw notYaml(`${placeIn(file, lines, broken.pos[0])} is not YAML: ${withoutQuotes(broken.message)}.`);
  const raw = resolved(document, file);
  const result = pipelineSchema.safeParse(raw);
  const found = (result.error?.issues ?? []).flatMap(flatten);
  const known = new Set(found.map(({ path }) => path.join('.')));
  const issues = [...found, ...droppedKeys(raw, []).filter(({ path }) => !known.has(path.join('.')))];
  if (result.success && issues.length === 0) return result.data;
  const findings = issues
    .slice(0, MOST_FINDINGS)
    .map((issue) => finding(issue, { raw, document, lines, file }));
  const more = issues.length - findings.length;
  throw new SpillwayError(
    'SPEC_INVALID',
    [
      ...(issues.length === 1 ? [] : [`${issues.length} findings:`]),
      ...findings,
      ...(more === 0 ? [] : [`and ${more} more.`]),
    ],
    'docs/pipeline-spec.md lists all keys and their defaults.',
  );
}

/** Nobody reads more at once. */
const MOST_FINDINGS = 100;

function notYaml(message: string): SpillwayError {
  return new SpillwayError(
    'SPEC_NOT_YAML',
    message,
    'Fix the syntax there. examples/plain.yaml is a complete spec.',
  );
}

function placeIn(file: string, lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return `${file}:${line}:${col}`;
}

/** The spec as plain values, with aliases resolved. A few lines of aliases can stand for billions of values. */
function resolved(document: Document, file: string): unknown {
  let raw: unknown;
  try {
    raw = document.toJS();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw notYaml(`${file} cannot be read, because its aliases cannot be resolved: ${withoutQuotes(why)}.`);
  }
  const nesting = nestingOf(raw);
  if (nesting === 'endless') throw notYaml(`${file} has an alias inside the value of its own anchor.`);
  if (nesting === 'deep') throw notYaml(`${file} is nested more than ${MAX_DEPTH} levels deep.`);
  return raw;
}

type Issue = z.core.$ZodIssue;

/** Any key is allowed in the settings of processors, because they go to the Collector unchanged. */
const PASSED_ON = 'tiers.processing.processors.';

/** The schema library silently drops keys named `__proto__`, even from maps with arbitrary names. */
function droppedKeys(value: unknown, path: string[]): Issue[] {
  if (typeof value !== 'object' || value === null || path.join('.').startsWith(PASSED_ON)) return [];
  return Object.entries(value).flatMap(([key, child]): Issue[] => {
    const at = [...path, key];
    if (key !== '__proto__') return droppedKeys(child, at);
    return [{ code: 'custom', path: at, message: 'expected a name other than __proto__', input: child }];
  });
}

/**
 * Replaces the "Invalid input" of a union with the findings of its likeliest member. That is the member that knows most
 * of the keys, and among those the one with the fewest findings.
 */
function flatten(issue: Issue): Issue[] {
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const members = issue.errors.map((errors) => errors.flatMap(flatten));
    // If the value has the wrong type for every member, the union's own message names all of them.
    const [closest] = members
      .filter((inner) => inner.every(({ path }) => path.length > 0))
      .sort((a, b) => foreignKeys(a) - foreignKeys(b) || a.length - b.length);
    if (!closest) return [issue];
    return closest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ ...issue, keys: [key], path: [...issue.path, key] }));
  }
  return [issue];
}

function foreignKeys(issues: Issue[]): number {
  return issues.filter(({ code }) => code === 'unrecognized_keys').length;
}

interface Source {
  raw: unknown;
  document: Document;
  lines: LineCounter;
  file: string;
}

function finding(issue: Issue, { raw, document, lines, file }: Source): string {
  const path = issue.path.map((part) => String(part));
  const atKey = issue.code === 'unrecognized_keys' || issue.code === 'invalid_key';
  const place = placeIn(file, lines, offsetInSpec(document, path, atKey ? 'key' : 'value'));
  return `${place} ${path.join('.') || '(top)'}: ${expectation(issue)}.${suggestion(issue, path, raw)}`;
}

function expectation(issue: Issue): string {
  if (issue.code === 'unrecognized_keys') return `unknown key "${issue.keys[0]}"`;
  if (issue.code === 'invalid_key') return issue.issues.map(expectation).join(', ');
  const message = issue.message
    .replace(/^(Invalid input|Invalid option|Too small|Too big): /, '')
    .replace(/^expected one of .*$/, (text) => text.replaceAll('"|"', ', ').replaceAll('"', ''));
  return message.replace(/^(expected .*), received undefined$/, 'is missing, $1');
}

function suggestion(issue: Issue, path: string[], raw: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    return didYouMean(path.at(-1) ?? '', knownKeys(pipelineSchema, path.slice(0, -1)));
  }
  const value = path.reduce<unknown>((parent, key) => (isObject(parent) ? parent[key] : undefined), raw);
  if (typeof value !== 'string') return '';
  return didYouMean(value, knownWords(pipelineSchema, path));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
