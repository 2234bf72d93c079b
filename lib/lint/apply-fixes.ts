import { applyEdits } from '../collector/config/text-edit';
import type { Finding, Fix } from './finding';
import { type LintInput, type LintOptions, lint } from './lint';

export interface FixedFile {
  name: string;
  text: string;
  /** Of each fix that was applied, in order. */
  applied: { code: string; line: number; title: string }[];
}

/**
 * Applies the fixes of all findings: those together that do not touch each other, and again what is found then. One that
 * would bring a new error, or does not take its own finding away, is left out.
 */
export function applyFixes(inputs: readonly LintInput[], options: LintOptions): FixedFile[] {
  let files = inputs.map(({ name, text }): FixedFile => ({ name, text, applied: [] }));
  const refused = new Set<string>();
  let { findings } = lint(files, options);
  for (;;) {
    const fixable = apart(findings.filter(isFixable).filter((each) => !refused.has(keyOf(each))));
    const [first] = fixable;
    if (!first) return files;
    const before = findings;
    const tried = (chosen: Fixable[]) => {
      const attempted = attempt(files, chosen, options);
      return isBetter(before, attempted.findings, chosen) ? attempted : undefined;
    };
    // Together where it can be, since a look for each takes long where there are many.
    const better = tried(fixable) ?? (fixable.length > 1 ? tried([first]) : undefined);
    if (better) ({ files, findings } = better);
    else refused.add(keyOf(first));
  }
}

type Fixable = Finding & { fix: Fix };

function isFixable(finding: Finding): finding is Fixable {
  return finding.fix !== undefined;
}

/** Those whose edits do not touch the edits of an earlier one. */
function apart(findings: readonly Fixable[]): Fixable[] {
  const taken: { file: string; start: number; end: number }[] = [];
  return findings.filter(({ file, fix }) => {
    const touches = fix.edits.some(({ start, end }) =>
      taken.some((each) => each.file === file && start <= each.end && each.start <= end),
    );
    if (!touches) taken.push(...fix.edits.map(({ start, end }) => ({ file, start, end })));
    return !touches;
  });
}

function attempt(files: readonly FixedFile[], chosen: readonly Fixable[], options: LintOptions) {
  const changed = files.map(({ name, text, applied }): FixedFile => {
    const mine = chosen.filter(({ file }) => file === name);
    return {
      name,
      text: applyEdits(
        text,
        mine.flatMap(({ fix }) => fix.edits),
      ),
      applied: [
        ...applied,
        ...mine.map(({ code, place, fix }) => ({ code, line: place.line, title: fix.title })),
      ],
    };
  });
  return { files: changed, findings: lint(changed, options).findings };
}

/** Fewer of each kind by as many as were to go, and of no kind more errors. */
function isBetter(before: readonly Finding[], after: readonly Finding[], fixed: readonly Finding[]): boolean {
  const count = (findings: readonly Finding[], code: string) =>
    findings.filter((each) => each.code === code).length;
  const errors = (findings: readonly Finding[]) => findings.filter(({ severity }) => severity === 'error');
  return (
    fixed.every(({ code }) => count(after, code) <= count(before, code) - count(fixed, code)) &&
    errors(after).every(({ code }) => count(errors(after), code) <= count(errors(before), code))
  );
}

function keyOf({ code, file, path }: Finding): string {
  return JSON.stringify([code, file, path]);
}
