import { applyEdits } from '../collector/config/text-edit';
import type { Finding, RuleCode } from './finding';
import { lint } from './lint';
import type { Fix } from './rule';
import type { LintInput, LintOptions } from './source';

export interface FixedFile {
  name: string;
  text: string;
  /** The fixes that were applied, in order. */
  applied: AppliedFix[];
}

export interface AppliedFix {
  code: RuleCode;
  /** As in the finding. */
  configuration?: string;
  line: number;
  title: string;
}

/**
 * Applies the fixes of all findings. Each round applies the fixes that do not overlap and lints again. A fix that
 * would cause a new error, or that does not resolve its own finding, is left out.
 *
 * @param isWanted the findings to fix
 * @default all of them
 */
export function applyFixes(
  inputs: readonly LintInput[],
  options: LintOptions,
  isWanted: (finding: Finding) => boolean = () => true,
): FixedFile[] {
  let files = inputs.map(({ name, text }): FixedFile => ({ name, text, applied: [] }));
  const refused = new Set<string>();
  let { findings } = lint(files, options);
  for (;;) {
    const fixable = withoutOverlap(
      findings.filter(isFixable).filter((each) => isWanted(each) && !refused.has(keyOf(each))),
    );
    const [first] = fixable;
    if (!first) return files;
    const before = findings;
    const tryFixes = (chosen: Fixable[]) => {
      const attempted = attempt(files, chosen, options);
      return isBetter(before, attempted.findings, chosen) ? attempted : undefined;
    };
    // All at once first, then fewer and fewer, because each attempt lints everything.
    let chosen = fixable;
    let better = tryFixes(chosen);
    while (!better && chosen.length > 1) {
      chosen = chosen.slice(0, Math.ceil(chosen.length / 2));
      better = tryFixes(chosen);
    }
    if (better) ({ files, findings } = better);
    else refused.add(keyOf(first));
  }
}

type Fixable = Finding & { fix: Fix };

function isFixable(finding: Finding): finding is Fixable {
  return finding.fix !== undefined;
}

/** The findings whose edits do not overlap the edits of an earlier one. */
function withoutOverlap(findings: readonly Fixable[]): Fixable[] {
  const taken: { file: string; start: number; end: number }[] = [];
  return findings.filter(({ file, fix }) => {
    const overlaps = fix.edits.some(({ start, end }) =>
      taken.some((each) => each.file === file && start <= each.end && each.start <= end),
    );
    if (!overlaps) taken.push(...fix.edits.map(({ start, end }) => ({ file, start, end })));
    return !overlaps;
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
        ...mine.map(
          ({ code, configuration, place, fix }): AppliedFix => ({
            code,
            ...(configuration !== undefined && { configuration }),
            line: place.line,
            title: fix.title,
          }),
        ),
      ],
    };
  });
  return { files: changed, findings: lint(changed, options).findings };
}

/** Are all fixed findings gone, with no new errors of any code? */
function isBetter(before: readonly Finding[], after: readonly Finding[], fixed: readonly Finding[]): boolean {
  const count = (findings: readonly Finding[], code: RuleCode) =>
    findings.filter((each) => each.code === code).length;
  const errors = (findings: readonly Finding[]) => findings.filter(({ severity }) => severity === 'error');
  return (
    fixed.every(({ code }) => count(after, code) <= count(before, code) - count(fixed, code)) &&
    errors(after).every(({ code }) => count(errors(after), code) <= count(errors(before), code))
  );
}

function keyOf({ code, file, configuration, path }: Finding): string {
  return JSON.stringify([code, file, configuration, path]);
}
