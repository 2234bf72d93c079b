import path from 'node:path';
import { parseCollectorVersion } from '../../../../lib/collector/collector-version';
import { lint, type Verdict } from '../../../../lib/collector/lint';
import { readLintFile } from '../../../../lib/collector/lint/read-file';
import { checkConfig } from '../../../../lib/collector/schema';
import { BUILDABLE_VERSIONS, type BuildableVersion } from '../../../../local/collector/manifest';
import { readCorpus, readEnvironment } from '../../../../local/collector-record/corpus';
import { readRecord } from '../../../../local/collector-record/record';

const CORPUS = path.resolve(__dirname, '../../../_fixtures/collector-corpus');
const files = readCorpus(CORPUS).map(({ name, text }) => ({ name, text, read: readLintFile(name, text) }));
const { verdicts } = readRecord(CORPUS);
/** What the Collectors of the record found around them. */
const AROUND = {
  environment: readEnvironment(CORPUS),
  isMissingFile: (file: string) => file.startsWith('/spillway-absent/'),
};

/** What the linter says that a Collector of this version would do with a file, knowing what is around it. */
function verdictOf({ read }: (typeof files)[number], version: BuildableVersion): Verdict {
  const { file, problems } = read;
  const found = file ? checkConfig(file.document.resolved, parseCollectorVersion(version), AROUND) : [];
  const refusals = [
    ...problems.map(({ refusal }) => refusal),
    // A distribution may have the component; the Collectors of the record are known not to.
    ...found.map(({ kind, refusal }) => (kind === 'unknown-component' ? 'validate' : refusal)),
  ];
  if (refusals.includes('validate')) return 'refused-at-validate';
  return refusals.includes('start') ? 'refused-at-start' : 'accepted';
}

/** What an OTTL statement says: constants, arguments. A file that the linter can judge belongs elsewhere. */
function isLeftToTheCollector(name: string): boolean {
  return name.startsWith('ottl/');
}

describe('The linter and a real Collector', () => {
  it.each(BUILDABLE_VERSIONS)('come to the same verdict on every file of the corpus, v%s', (version) => {
    const disagreements = files
      .filter(({ name }) => !isLeftToTheCollector(name))
      .map((file) => ({
        name: file.name,
        linter: verdictOf(file, version),
        collector: verdicts[file.name]?.[version].verdict,
      }))
      .filter(({ linter, collector }) => linter !== collector);

    expect(disagreements).toEqual([]);
  });

  it.each(BUILDABLE_VERSIONS)('differ in what the linter leaves to the Collector, v%s', (version) => {
    const left = files.filter(({ name }) => isLeftToTheCollector(name));

    expect(left.map((file) => verdictOf(file, version))).toEqual(left.map(() => 'accepted'));
    expect(left.map(({ name }) => verdicts[name]?.[version].verdict)).not.toContain('accepted');
  });

  it('raise no false alarm where variables and files are unknown', () => {
    const refused = files
      .map(({ name, text }) => {
        const { files: linted } = lint([{ name, text }], {
          version: parseCollectorVersion('0.160.0'),
          facts: {},
        });
        return { name, linter: linted[0]?.verdict, collector: verdicts[name]?.['0.160.0'].verdict };
      })
      .filter(({ linter }) => linter !== 'accepted');

    expect(refused.length).toBeGreaterThan(300);
    expect(refused.filter(({ linter, collector }) => linter !== collector)).toEqual([]);
  });
});
