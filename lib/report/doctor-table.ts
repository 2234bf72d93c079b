import Table from 'cli-table3';
import type { ExplainedFinding } from '../doctor';
import { PLAIN } from './plain-table';
import { wrapped } from './wrap';

/** One examination: who connects, and what was found. */
export interface DoctorSection {
  title: string;
  findings: readonly ExplainedFinding[];
}

const INDENT = '  ';

/** A line a finding, no wider than `columns`; below them a paragraph for each fault and advice. */
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

/** All sections in one table, so that their columns are alike. */
function rowsOf(findings: readonly ExplainedFinding[]): string[] {
  const table = new Table({
    chars: PLAIN,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const finding of findings) table.push([finding.status, finding.check, oneLine(sentence(finding))]);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

/** What a broker, a certificate or a file says may have line ends in it, and what else a terminal acts on. */
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

/** What a row leaves out stands in the paragraph, or in the JSON. */
function cut(line: string, columns: number): string {
  return line.length <= columns ? line : `${line.slice(0, columns - 3)}...`;
}
