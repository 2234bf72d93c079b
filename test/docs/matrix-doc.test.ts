import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CELLS, type CellResult, COLLECTOR_VERSIONS, KAFKA_VERSIONS } from '../../local/matrix/cells';
import { ROOT } from '../_helpers/docs/documentation';
import { madePart, markdownTable } from '../_helpers/docs/made-docs';

/** What `npm run matrix -- --report docs/matrix.json` wrote. */
const { results } = JSON.parse(readFileSync(path.join(ROOT, 'docs/matrix.json'), 'utf8')) as {
  results: CellResult[];
};

/** One row for each Collector, and one for the login; a column for each Kafka. */
function matrixTable(): string {
  const cell = (kafka: string, wanted: Pick<CellResult, 'login'> & { collector?: string }) => {
    const found = results.find(
      ({ kafka: of, login, collector }) =>
        of === kafka && login === wanted.login && (wanted.collector ?? collector) === collector,
    );
    if (!found) return '–';
    return found.ok && found.missing === 0 ? 'yes' : 'no';
  };
  return markdownTable(
    ['the main job on Apache Kafka', ...KAFKA_VERSIONS],
    [
      ...COLLECTOR_VERSIONS.map((collector) => [
        `with Collector v${collector}`,
        ...KAFKA_VERSIONS.map((kafka) => cell(kafka, { login: 'none', collector })),
      ]),
      ['with SCRAM-SHA-512 over TLS', ...KAFKA_VERSIONS.map((kafka) => cell(kafka, { login: 'scram-tls' }))],
    ],
  );
}

describe('the table of versions in README.md', () => {
  it('shows the last run of npm run matrix', () => {
    const made = matrixTable();

    expect(madePart('../README.md', 'matrix', made)).toBe(made);
  });

  it('is of every run that the command makes, without a failure', () => {
    const key = ({ kafka, collector, login }: (typeof CELLS)[number]) => `${kafka} ${collector} ${login}`;

    expect(results.map(key).sort()).toEqual(CELLS.map(key).sort());
    expect(results.filter(({ ok, missing, spans }) => !ok || missing > 0 || spans === 0)).toEqual([]);
  });
});
