import { type Document, LineCounter, parseDocument } from 'yaml';
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
  const result = pipelineSchema.safeParse(document.toJS());
  if (result.success) return result.data;
  const findings = result.error.issues
    .flatMap((issue) => flatten(issue))
    .map((issue) => finding(issue, document, lines, file));
  throw new SpillwayError(
    'SPEC_INVALID',
    `${findings.length === 1 ? '' : `${findings.length} findings:\n`}${findings.join('\n')}`,
    'docs/pipeline-spec.md lists every key with its default.',
  );
}

type Issue = z.core.$ZodIssue;

/** Shows why a union was refused by its likeliest member instead of by "Invalid input". */
function flatten(issue: Issue): Issue[] {
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const closest = [...issue.errors].sort((a, b) => a.length - b.length)[0] ?? [];
    return closest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ ...issue, keys: [key], path: [...issue.path, key] }));
  }
  return [issue];
}

function finding(issue: Issue, document: Document, lines: LineCounter, file: string): string {
  const path = issue.path.map((part) => String(part));
  const { line, col } = lines.linePos(offsetOf(document, path));
  const what =
    issue.code === 'unrecognized_keys'
      ? 'expected no such key: it is not part of the spec'
      : issue.message.replace(/^Invalid input: /, '');
  return `${file}:${line}:${col} ${path.join('.') || '(top)'}: ${what}`;
}

/** Where the value at `path` stands, or its nearest ancestor when it is missing. */
function offsetOf(document: Document, path: string[]): number {
  for (let length = path.length; length > 0; length--) {
    const keys = path.slice(0, length).map((key) => (/^\d+$/.test(key) ? Number(key) : key));
    const node = document.getIn(keys, true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return node.range[0];
  }
  return 0;
}
