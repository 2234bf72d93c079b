import type { LintResult, Severity, Verdict } from '../lint';

/** Worst first. */
export const SEVERITIES = ['error', 'warning', 'info'] as const satisfies readonly Severity[];

/** What `spillway lint` found, as its JSON has it; docs/lint.md describes each field. */
export interface LintReport {
  findings: LintedFinding[];
  files: LintedFile[];
  summary: LintSummary;
  /** What the configurations were read for, as in `Collector v0.160.0`. */
  version: string;
}

export interface LintedFinding {
  file: string;
  /** From 1. */
  line: number;
  column: number;
  severity: Severity;
  code: string;
  message: string;
  /** Keys and indexes from the top of the file. */
  path: readonly (string | number)[];
  /** Where the Collector gives up over it. */
  refusal?: 'validate' | 'start';
  /** What `--fix` would do about it. */
  fix?: string;
}

export interface LintedFile {
  name: string;
  tiers: ('ingestion' | 'processing')[];
  verdict: Verdict;
  /** What `--fix` did to it, in order; lines are those of the text at that moment. */
  fixed: { line: number; code: string; title: string }[];
}

export interface LintSummary {
  files: number;
  errors: number;
  warnings: number;
  infos: number;
  /** Findings that `--fix` would see to. */
  fixable: number;
  fixed: number;
}

/** @param fixed by file name */
export function lintReport(
  { findings, files }: LintResult,
  version: string,
  fixed: ReadonlyMap<string, LintedFile['fixed']>,
): LintReport {
  const count = (severity: Severity) => findings.filter((each) => each.severity === severity).length;
  return {
    findings: findings.map(({ file, place, severity, code, message, path, refusal, fix }) => ({
      file,
      line: place.line,
      column: place.column,
      severity,
      code,
      message,
      path,
      ...(refusal ? { refusal } : {}),
      ...(fix ? { fix: fix.title } : {}),
    })),
    files: files.map(({ name, tiers, verdict }) => ({
      name,
      tiers: [...tiers],
      verdict,
      fixed: fixed.get(name) ?? [],
    })),
    summary: {
      files: files.length,
      errors: count('error'),
      warnings: count('warning'),
      infos: count('info'),
      fixable: findings.filter(({ fix }) => fix !== undefined).length,
      fixed: [...fixed.values()].flat().length,
    },
    version,
  };
}

/** Is there a finding of this severity, or of a worse one? */
export function hasAtLeast({ findings }: LintReport, severity: Severity): boolean {
  const limit = SEVERITIES.indexOf(severity);
  return findings.some((each) => SEVERITIES.indexOf(each.severity) <= limit);
}
