import type { Finding } from './finding';
import { isAboutMoved } from './moved-settings';
import type { ReadingProblem } from './read-file';
import { READING_RULES } from './reading-rules';
import type { Report, Rule } from './rule';
import type { CheckCode } from './rules';

/** The finding of a rule, with code and place. */
export function findingOf(rule: Rule<CheckCode>, report: Report): Finding {
  const { file, path, part = 'value', message } = report;
  return {
    code: rule.code,
    severity: report.severity ?? rule.severity,
    message,
    file: file.name,
    path,
    place: file.document.placeOf(path, part),
    refusal: report.refusal,
    fix: isAboutMoved(report) ? undefined : report.fix,
  };
}

/** The finding of a problem with the text as a whole. */
export function readingFinding(file: string, { code, message, place, refusal }: ReadingProblem): Finding {
  const severity = READING_RULES.find((rule) => rule.code === code)?.severity ?? 'error';
  return { code, severity, message, file, path: [], place, refusal, fix: undefined };
}
