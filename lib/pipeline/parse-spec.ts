import { type Document, LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod';
import { SpillwayError } from '../errors';
import { didYouMean } from './nearest-names';
import { knownKeys, knownWords } from './schema-names';
import { type PipelineSpec, pipelineSchema } from './spec';
import { offsetInSpec } from './spec-place';

/**
 * Parses and validates a pipeline spec.
 *
 * @param text the YAML
 * @param file its name, for messages only
 * @throws SpillwayError `SPEC_NOT_YAML`, or `SPEC_INVALID` with all findings, one per line, each in the form
 *   `file:line:column path: what was expected`
 */
export function parsePipelineSpec(text: string, file: string): PipelineSpec {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors[0];
  if (broken) {
    const { line, col } = lines.linePos(broken.pos[0]);
    throw new SpillwayError(
      'SPEC_NOT_YAML',
      `${file}:${line}:${col} is not YAML: ${broken.message}.`,
      'Fix the syntax there. examples/plain.yaml is a complete spec.',
    );
  }
  const raw: unknown = document.toJS();
  const result = pipelineSchema.safeParse(raw);
  const found = (result.error?.issues ?? []).flatMap(flatten);
  const isFound = ({ path }: Issue) => found.some((issue) => issue.path.join('.') === path.join('.'));
  const issues = [...found, ...droppedKeys(raw, []).filter((issue) => !isFound(issue))];
  if (result.success && issues.length === 0) return result.data;
  const findings = issues.map((issue) => finding(issue, { raw, document, lines, file }));
  throw new SpillwayError(
    'SPEC_INVALID',
    `${findings.length === 1 ? '' : `${findings.length} findings:\n`}${findings.join('\n')}`,
    'docs/pipeline-spec.md lists all keys and their defaults.',
  );
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
  const { line, col } = lines.linePos(offsetInSpec(document, path, atKey ? 'key' : 'value'));
  return `${file}:${line}:${col} ${path.join('.') || '(top)'}: ${expectation(issue)}.${suggestion(issue, path, raw)}`;
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
