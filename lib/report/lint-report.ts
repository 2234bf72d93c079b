import type { AppliedFix, Delivers, LintResult, PipelineDelivery, Severity, Verdict } from '../lint';
import { counted } from '../pipeline/counted';

/** Worst first. */
export const SEVERITIES = ['error', 'warning', 'info'] as const satisfies readonly Severity[];

/** The findings of `spillway lint` as in its JSON. docs/lint.md describes each field. */
export interface LintReport {
  findings: LintedFinding[];
  files: LintedFile[];
  summary: LintSummary;
  /** The Collector that the files were checked for, such as `Collector v0.160.0`. If they differ, with numbers of files. */
  version: string;
}

export interface LintedFinding {
  file: string;
  /** Where in the file the configuration is, if it is not the file itself: `ConfigMap/gateway data.relay.yaml`. */
  configuration?: string;
  /** In the file, from 1. */
  line: number;
  column: number;
  severity: Severity;
  code: string;
  message: string;
  /** Keys and indexes from the top of the configuration. */
  path: readonly (string | number)[];
  /** When the Collector refuses the file because of it. */
  refusal?: 'validate' | 'start';
  /** What `--fix` would change. */
  fix?: string;
}

/** A configuration, or a file without one. */
export interface LintedFile {
  name: string;
  /** As in a finding. */
  configuration?: string;
  tiers: ('ingestion' | 'processing')[];
  verdict: Verdict;
  /** The Collector that the file was checked for. */
  collector: string;
  /** Whether a killed task loses data: as the weakest of the file's pipelines. */
  delivers: Delivers;
  /** The same per pipeline, with the place that breaks the stronger one. */
  delivery: PipelineDelivery[];
  /** Changes that `--fix` made, in order, with the line numbers at that moment. */
  fixed: { line: number; code: string; title: string }[];
}

export interface LintSummary {
  files: number;
  errors: number;
  warnings: number;
  infos: number;
  /** Findings that `--fix` can fix. */
  fixable: number;
  fixed: number;
}

/** @param fixed by file name */
export function lintReport(
  { findings, files }: LintResult,
  fixed: ReadonlyMap<string, readonly AppliedFix[]>,
): LintReport {
  const count = (severity: Severity) => findings.filter((each) => each.severity === severity).length;
  return {
    findings: findings.map(({ file, configuration, place, severity, code, message, path, refusal, fix }) => ({
      file,
      ...(configuration === undefined ? {} : { configuration }),
      line: place.line,
      column: place.column,
      severity,
      code,
      message,
      path,
      ...(refusal ? { refusal } : {}),
      ...(fix ? { fix: fix.title } : {}),
    })),
    files: files.map(({ name, configuration, tiers, verdict, collector, delivers, delivery }) => ({
      name,
      ...(configuration === undefined ? {} : { configuration }),
      tiers: [...tiers],
      verdict,
      collector,
      delivers,
      delivery,
      fixed: (fixed.get(name) ?? [])
        .filter((each) => each.configuration === configuration)
        .map(({ line, code, title }) => ({ line, code, title })),
    })),
    summary: {
      files: new Set(files.map(({ name }) => name)).size,
      errors: count('error'),
      warnings: count('warning'),
      infos: count('info'),
      fixable: findings.filter(({ fix }) => fix !== undefined).length,
      fixed: [...fixed.values()].flat().length,
    },
    version: labelOf(files),
  };
}

function labelOf(files: LintResult['files']): string {
  const counts = new Map<string, number>();
  for (const { collector } of files) counts.set(collector, (counts.get(collector) ?? 0) + 1);
  if (counts.size < 2) return [...counts.keys()].join();
  return [...counts].map(([label, count]) => `${label} (${counted(count, 'file')})`).join(' and ');
}

/** Whether there is a finding of this severity or higher. */
export function hasAtLeast({ findings }: LintReport, severity: Severity): boolean {
  const limit = SEVERITIES.indexOf(severity);
  return findings.some((each) => SEVERITIES.indexOf(each.severity) <= limit);
}
