import Table from 'cli-table3';
import type { CrashRow } from './crash-runs';

/** Whether the run ended like an undisturbed one, with nothing missing. */
export function isSound({ problems, missing }: CrashRow): boolean {
  return problems.length === 0 && missing === 0;
}

/** The line that is printed when a run ends. */
export function crashLine(row: CrashRow): string {
  return `${where(row)}: ${isSound(row) ? 'ok' : 'FAILED'}, ${row.seconds} s, ${row.missing} missing`;
}

/** The lines of the whole table, with the story of each run that has problems. */
export function crashLines(rows: readonly CrashRow[]): string[] {
  const table = new Table({
    head: ['killed', 'resumed', 'seconds', 'sent', 'missing', 'twice'],
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  for (const row of rows) {
    const { problems, givenUp, seconds, sent, missing, duplicated } = row;
    const resumed = givenUp ? 'given up' : 'yes';
    table.push([where(row), problems.length === 0 ? resumed : 'NO', seconds, sent, missing, duplicated]);
  }
  const bad = rows.filter((row) => !isSound(row));
  return [
    table.toString(),
    ...bad.flatMap((row) => ['', where(row), ...row.problems, ...row.story]),
    `${rows.length} runs, ${bad.length} of them not as they have to be`,
  ];
}

function where({ killedAt, moment, job }: CrashRow): string {
  if (killedAt !== undefined) return `${job}, ${moment === 'instant' ? '' : `${moment} `}${killedAt}`;
  return `${job}, ${moment === 'instant' ? 'over before that: not killed' : 'no effect left: not killed'}`;
}
