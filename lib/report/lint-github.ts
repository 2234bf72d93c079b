import type { WorkflowCommand } from '../output';
import type { LintReport } from './lint-report';

const NAMES = { error: 'error', warning: 'warning', info: 'notice' } as const;

/** Findings as workflow commands of GitHub Actions, which shows them next to the line in a pull request. */
export function githubLint(report: LintReport): WorkflowCommand[] {
  return report.findings.map(({ severity, file, line, column, code, message }) => ({
    name: NAMES[severity],
    properties: { file, line: String(line), col: String(column), title: code },
    message,
  }));
}
