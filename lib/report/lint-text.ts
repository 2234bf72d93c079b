import { counted } from '../pipeline/counted';
import type { LintedFile, LintedFinding, LintReport, LintSummary } from './lint-report';
import { wrapped } from './wrap';

const NARROWEST = 24;
const VERDICTS = {
  accepted: undefined,
  'not-checked': undefined,
  'refused-at-validate': ['The Collector would refuse this', ', and so does otelcol validate.'],
  'refused-at-start': ['The Collector would refuse this', ' at start, though otelcol validate accepts it.'],
} as const;

/**
 * Findings for people, grouped by file, as lines no wider than `width` columns (at least 24). Never quotes a
 * configuration, because it may contain a secret.
 */
export function drawLint(report: LintReport, width: number): string[] {
  const columns = Math.max(NARROWEST, width);
  const found = new Map<string, LintedFinding[]>();
  for (const finding of report.findings) {
    const heading = headingOf(finding.file, finding.configuration);
    found.set(heading, found.get(heading) ?? []);
    found.get(heading)?.push(finding);
  }
  const files = report.files
    .map((file) => fileLines(found.get(headingOf(file.name, file.configuration)) ?? [], file, columns))
    .filter((lines) => lines.length > 0);
  return [...files.flatMap((each) => [...each, '']), ...wrapped(summaryLine(report), columns)];
}

/** For example `2 errors, 1 warning in 2 files, checked against Collector v0.160.0; 1 can be fixed with --fix`. */
export function summaryLine({ summary, version }: LintReport): string {
  const { files, fixable, fixed } = summary;
  const did = fixed > 0 ? `; ${fixed} fixed` : '';
  const can = fixable > 0 ? `; ${fixable} can be fixed with --fix` : '';
  return `${countsOf(summary)} in ${counted(files, 'file')}, checked against ${version}${did}${can}`;
}

function fileLines(
  findings: readonly LintedFinding[],
  { name, configuration, verdict, delivery, fixed }: LintedFile,
  columns: number,
): string[] {
  const what = configuration === undefined ? 'file' : 'configuration';
  const verdictText = VERDICTS[verdict]?.join(` ${what}`) ?? deliveryText(delivery);
  const texts = [
    ...fixed.map(({ line, code, title }) => `fixed line ${line} ${code}: ${title}`),
    ...findings.map(
      ({ line, column, severity, code, message }) => `${line}:${column} ${severity} ${code} ${message}`,
    ),
    ...(verdictText ? [verdictText] : []),
  ];
  if (texts.length === 0) return [];
  const indented = texts.flatMap((text) => wrapped(text, columns - 2).map((line) => `  ${line}`));
  return [headingOf(name, configuration), ...indented];
}

/** The file, and where in it the configuration is. */
function headingOf(file: string, configuration: string | undefined): string {
  return configuration === undefined ? file : `${file}#${configuration}`;
}

const DELIVERS = {
  'at-least-once': 'at-least-once',
  buffered: 'buffered, so a task that is killed can lose data',
  unknown: 'unknown',
} as const;

/** How the weakest pipeline delivers, and the first line to blame. */
function deliveryText(delivery: LintedFile['delivery']): string | undefined {
  const weakest =
    delivery.find(({ delivers }) => delivers === 'buffered') ??
    delivery.find(({ delivers }) => delivers === 'unknown');
  if (!weakest) return delivery.length > 0 ? `Delivery: ${DELIVERS['at-least-once']}.` : undefined;
  const { pipeline, delivers, brokenBy } = weakest;
  const one = delivery.length > 1 ? ` of ${pipeline}` : '';
  const because = brokenBy ? ` Line ${brokenBy.line}: ${brokenBy.because}` : '';
  return `Delivery${one}: ${DELIVERS[delivers]}.${because}`;
}

function countsOf({ errors, warnings, infos }: LintSummary): string {
  const counts = [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
    ...(infos > 0 ? [counted(infos, 'info')] : []),
  ];
  return counts.length > 0 ? counts.join(', ') : 'no findings';
}
