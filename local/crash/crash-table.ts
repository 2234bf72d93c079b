import Table from 'cli-table3';
import type { CrashRow } from './crash-runs';

/** The runs in words and as a table. */
export const crashTable = {
  /** One line, as a run ends. */
  line(row: CrashRow): string {
    const result = row.problems.length === 0 && row.missing === 0 ? 'ok' : 'FAILED';
    return `effect ${row.effect} (${where(row)}): ${result}, ${row.seconds} s, ${row.missing} missing`;
  },

  /** Everything, with the story of each run that has a problem. */
  all(rows: readonly CrashRow[]): string[] {
    const table = new Table({
      head: ['#', 'killed', 'resumed', 'seconds', 'sent', 'missing', 'twice'],
      style: { head: [], border: [] },
    });
    for (const row of rows) {
      const { effect, problems, seconds, sent, missing, duplicated } = row;
      table.push([
        effect,
        where(row),
        problems.length === 0 ? 'yes' : 'NO',
        seconds,
        sent,
        missing,
        duplicated,
      ]);
    }
    const bad = rows.filter(({ problems, missing }) => problems.length > 0 || missing > 0);
    return [
      table.toString(),
      ...bad.flatMap((row) => [`effect ${row.effect}, ${where(row)}:`, ...row.problems, ...row.story]),
      `${rows.length} runs, ${bad.length} of them not as they have to be`,
    ];
  },
};

function where({ killedAt, moment }: CrashRow): string {
  return killedAt === undefined ? 'not killed: no more effects' : `${moment} ${killedAt}`;
}
