import { lint } from '../../../lib/lint';
import { BUILDABLE_VERSIONS, type BuildableVersion } from '../../../local/collector/manifest';
import { readCorpus } from '../../../local/collector-record/corpus';
import { readRecord } from '../../../local/collector-record/record';
import { CORPUS, linterVerdict } from '../../_helpers/lint/corpus-verdict';

const files = readCorpus(CORPUS);
const { verdicts } = readRecord(CORPUS);

/** The files that a Collector of the version judged: one that was built without a component cannot judge all. */
function judgedBy(version: BuildableVersion) {
  return files.filter(({ name }) => verdicts[name]?.[version].verdict !== 'not-run');
}

/** The linter does not check the meaning of OTTL statements, such as their arguments. */
function isLeftToTheCollector(name: string): boolean {
  return name.startsWith('ottl/');
}

describe('The linter and a real Collector', () => {
  it.each(BUILDABLE_VERSIONS)('agree on every file of the corpus, v%s', (version) => {
    const disagreements = judgedBy(version)
      .filter(({ name }) => !isLeftToTheCollector(name))
      .map(({ name, text }) => ({
        name,
        linter: linterVerdict(name, text, version),
        collector: verdicts[name]?.[version].verdict,
      }))
      .filter(({ linter, collector }) => linter !== collector);

    expect(disagreements).toEqual([]);
  });

  it.each(BUILDABLE_VERSIONS)('disagree on OTTL that only the Collector checks, v%s', (version) => {
    const left = judgedBy(version).filter(({ name }) => isLeftToTheCollector(name));

    const linter = left.map(({ name, text }) => linterVerdict(name, text, version));

    expect(linter).toEqual(left.map(() => 'accepted'));
    expect(left.map(({ name }) => verdicts[name]?.[version].verdict)).not.toContain('accepted');
  });

  it('agree on every refused file when variables and files are unknown', () => {
    const refused = files
      .map(({ name, text }) => {
        const { files: linted } = lint([{ name, text }], { version: '0.160.0' });
        return { name, linter: linted[0]?.verdict, collector: verdicts[name]?.['0.160.0'].verdict };
      })
      .filter(({ linter }) => linter !== 'accepted');

    expect(refused.length).toBeGreaterThan(300);
    expect(refused.filter(({ linter, collector }) => linter !== collector)).toEqual([]);
  });
});
