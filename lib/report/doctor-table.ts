import type { ExplainedFinding } from '../doctor';
import { columnLines } from './columns';
import { wrapped } from './wrap';

/** The findings about one connection, or about AWS. */
export interface DoctorSection {
  title: string;
  findings: readonly ExplainedFinding[];
}

const INDENT = '  ';

/** One line per finding, no wider than `columns`, followed by a paragraph for each fault and each piece of advice. */
export function drawDoctor(sections: readonly DoctorSection[], columns: number): string[] {
  const rows = rowsOf(sections.flatMap(({ findings }) => findings));
  return sections.flatMap(({ title, findings }, index) => [
    ...(index === 0 ? [] : ['']),
    ...wrapped(title, columns),
    ...rows.splice(0, findings.length).map((line) => cut(line, columns)),
    ...findings
      .filter(({ status }) => status === 'fault' || status === 'advice')
      .flatMap((finding) => ['', ...paragraph(finding, columns)]),
  ]);
}

/** One table for all sections, so that their columns have the same width. */
function rowsOf(findings: readonly ExplainedFinding[]): string[] {
  return columnLines(findings.map((finding) => [finding.status, finding.check, oneLine(sentence(finding))]));
}

/** Text from a broker, a certificate or a file may contain line ends and control characters. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ');
}

function sentence({ subject, says, code, status }: ExplainedFinding): string {
  if (status === 'fault' || status === 'advice') return `${code} ${subject}`;
  return subject === '' ? says : `${subject}: ${says}`;
}

function paragraph({ code, status, subject, says, change }: ExplainedFinding, columns: number): string[] {
  const places = [
    ...(change?.spec === undefined ? [] : [`spec: ${change.spec}`]),
    ...(change?.collector === undefined ? [] : [`Collector: ${change.collector}`]),
    ...(change?.elsewhere === undefined ? [] : [`elsewhere: ${change.elsewhere}`]),
  ];
  return [
    ...wrapped(oneLine(`${status} ${code} ${subject}: ${says}`), columns),
    ...(places.length === 0 ? [] : wrapped(`change ${places.join('; ')}`, columns - INDENT.length)).map(
      (line) => `${INDENT}${line}`,
    ),
  ];
}

/** Cuts a line to the width. The paragraph and the JSON still have the full text. */
function cut(line: string, columns: number): string {
  return line.length <= columns ? line : `${line.slice(0, columns - 3)}...`;
}
