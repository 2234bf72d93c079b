import { readFileSync } from 'node:fs';
import path from 'node:path';
import { chartOf } from '../../bench/report/chart';
import { goalsTable, type MadeTable, ranLine, sideBySideTable } from '../../bench/report/markdown';
import type { Report } from '../../bench/report/report';
import { goalsOf } from '../../bench/side-by-side/goals';
import { ROOT } from '../_helpers/docs/documentation';
import { madePage, madePart, markdownTable } from '../_helpers/docs/made-docs';

/** What `npm run bench -- --quick --report docs/benchmarks/side-by-side.json` wrote. */
const report = JSON.parse(
  readFileSync(path.join(ROOT, 'docs/benchmarks/side-by-side.json'), 'utf8'),
) as Report;

const asMarkdown = ({ head, rows }: MadeTable) => markdownTable(head, rows);

describe('the figures next to other clients in docs/benchmarks/other-clients.md', () => {
  it.each([
    ['peers', asMarkdown(sideBySideTable(report.rows))],
    ['goals', asMarkdown(goalsTable(report.goals))],
    ['ran', ranLine(report)],
  ])('are of the last run that was kept: %s', (part, made) => {
    expect(madePart('benchmarks/other-clients.md', part, made)).toBe(made);
  });

  it('are drawn from the same run', () => {
    const svg = chartOf(report.rows);

    expect(madePage('benchmarks/side-by-side.svg', svg)).toBe(svg);
  });

  it('are judged by the goals of today', () => {
    expect(report.goals).toEqual(goalsOf(report.rows));
  });
});
