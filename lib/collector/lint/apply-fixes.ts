import { applyEdits } from '../config/text-edit';
import type { Finding } from './finding';
import { type LintInput, type LintOptions, lint } from './lint';

export interface FixedFile {
  name: string;
  text: string;
  /** Of each fix that was applied, in order. */
  applied: { code: string; line: number; title: string }[];
}

/**
 * Applies the fixes of all findings, one after another, each to the text that the last one left. One that would
 * bring a new error, or does not take its own finding away, is left out.
 */
export function applyFixes(inputs: readonly LintInput[], options: LintOptions): FixedFile[] {
  const files = inputs.map(({ name, text }): FixedFile => ({ name, text, applied: [] }));
  const refused = new Set<string>();
  let result = lint(files, options);
  for (;;) {
    const next = result.findings.find((each) => each.fix !== undefined && !refused.has(keyOf(each)));
    const file = files.find(({ name }) => name === next?.file);
    if (!next?.fix || !file) return files;
    const before = file.text;
    file.text = applyEdits(before, next.fix.edits);
    const after = lint(files, options);
    if (isBetter(result.findings, after.findings, next)) {
      file.applied.push({ code: next.code, line: next.place.line, title: next.fix.title });
      result = after;
    } else {
      file.text = before;
      refused.add(keyOf(next));
    }
  }
}

/** Fewer of its own kind, and of no kind more errors. */
function isBetter(before: readonly Finding[], after: readonly Finding[], fixed: Finding): boolean {
  const count = (findings: readonly Finding[], code: string) =>
    findings.filter((each) => each.code === code && (each.severity === 'error' || each.code === fixed.code))
      .length;
  const errors = after.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  return (
    count(after, fixed.code) < count(before, fixed.code) &&
    errors.every((code) => count(after, code) <= count(before, code))
  );
}

function keyOf({ code, file, path }: Finding): string {
  return JSON.stringify([code, file, path]);
}
