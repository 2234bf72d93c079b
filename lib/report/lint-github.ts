import { printable } from '../output/printable';
import type { LintReport } from './lint-report';
import { summaryLine } from './lint-text';

const LEVELS = { error: 'error', warning: 'warning', info: 'notice' } as const;

/**
 * Formats findings as workflow commands of GitHub Actions, which shows them next to the line in a pull request.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function githubLint(report: LintReport): string[] {
  return [
    ...report.findings.map(({ severity, file, line, column, code, message }) => {
      const properties = [
        ['file', file],
        ['line', String(line)],
        ['col', String(column)],
        ['title', code],
      ];
      const texts = properties.map(([key, value = '']) => `${key}=${escapedProperty(value)}`);
      return `::${LEVELS[severity]} ${texts.join(',')}::${escaped(message)}`;
    }),
    escaped(summaryLine(report)),
  ];
}

/** A line end would end the command, and a percent sign would start an escape. */
function escaped(text: string): string {
  const encoded = text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  return printable(encoded);
}

function escapedProperty(text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
