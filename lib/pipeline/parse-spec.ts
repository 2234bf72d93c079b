import { type Document, isMap, isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { SpillwayError } from '../errors';
import { type PipelineSpec, pipelineSchema } from './spec';

/**
 * Parses and validates a pipeline spec.
 *
 * @param text the YAML
 * @param file its name, for messages only
 * @throws SpillwayError `SPEC_NOT_YAML` or `SPEC_INVALID`, one line a finding: `file:line:column path: what was expected`
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
      'Mend the syntax there; examples/plain.yaml shows a whole spec.',
    );
  }
  const raw: unknown = document.toJS();
  const result = pipelineSchema.safeParse(raw);
  const found = (result.error?.issues ?? []).flatMap(flatten);
  const isFound = ({ path }: Issue) => found.some((issue) => issue.path.join('.') === path.join('.'));
  const issues = [...found, ...droppedKeys(raw, []).filter((issue) => !isFound(issue))];
  if (result.success && issues.length === 0) return result.data;
  const findings = issues.map((issue) => finding(issue, document, lines, file));
  throw new SpillwayError(
    'SPEC_INVALID',
    `${findings.length === 1 ? '' : `${findings.length} findings:\n`}${findings.join('\n')}`,
    'docs/pipeline-spec.md lists every key with its default.',
  );
}

type Issue = z.core.$ZodIssue;

/** Settings of processors are handed on as they are, whatever their keys. */
const HANDED_ON = 'tiers.processing.processors.';

/** The schema library leaves a key called `__proto__` out without a word, in a map of free names too. */
function droppedKeys(value: unknown, path: string[]): Issue[] {
  if (typeof value !== 'object' || value === null || path.join('.').startsWith(HANDED_ON)) return [];
  return Object.entries(value).flatMap(([key, child]): Issue[] => {
    const at = [...path, key];
    if (key !== '__proto__') return droppedKeys(child, at);
    return [{ code: 'custom', path: at, message: 'expected another name than __proto__', input: child }];
  });
}

/**
 * Shows why a union was refused by its likeliest member instead of by "Invalid input": the one that knows the most of
 * the keys that are there, and of these the one that finds the least.
 */
function flatten(issue: Issue): Issue[] {
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const members = issue.errors.map((errors) => errors.flatMap(flatten));
    // Not even of the right kind for any member: the union's own message says what all of them are.
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

function finding(issue: Issue, document: Document, lines: LineCounter, file: string): string {
  const path = issue.path.map((part) => String(part));
  const atKey = issue.code === 'unrecognized_keys' || issue.code === 'invalid_key';
  const { line, col } = lines.linePos(offsetOf(document, path, atKey));
  return `${file}:${line}:${col} ${path.join('.') || '(top)'}: ${expectation(issue)}`;
}

function expectation(issue: Issue): string {
  if (issue.code === 'unrecognized_keys') return 'expected no such key: it is not part of the spec';
  if (issue.code === 'invalid_key') return issue.issues.map(expectation).join(', ');
  const message = issue.message.replace(/^(Invalid input|Invalid option|Too small|Too big): /, '');
  return message.replace(/^(expected .*), received undefined$/, 'is missing, $1');
}

/** Where the value at `path` stands (or its key), or its nearest ancestor when it is missing. */
function offsetOf(document: Document, path: string[], atKey: boolean): number {
  const nodeAt = (length: number) =>
    document.getIn(
      path.slice(0, length).map((key) => (/^\d+$/.test(key) ? Number(key) : key)),
      true,
    );
  const parent = nodeAt(path.length - 1);
  if (atKey && isMap(parent)) {
    const key = parent.items.map((pair) => pair.key).find((each) => String(each) === path.at(-1));
    if (isNode(key) && key.range) return key.range[0];
  }
  for (let length = path.length; length > 0; length--) {
    const node = nodeAt(length);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
