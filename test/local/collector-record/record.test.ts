import path from 'node:path';
import { BUILDABLE_VERSIONS, collectorBuild } from '../../../local/collector/manifest';
import { readCorpus } from '../../../local/collector-record/corpus';
import { readRecord } from '../../../local/collector-record/record';

const CORPUS = path.resolve(__dirname, '../../_fixtures/collector-corpus');
const files = readCorpus(CORPUS);
const record = readRecord(CORPUS);

/** After a change of the corpus or of a build: `npm run record:collectors`. */
describe('the recorded verdicts of Collectors', () => {
  it('are of the present builds', () => {
    const builds = BUILDABLE_VERSIONS.map((version) => [version, { build: collectorBuild(version).hash }]);

    expect(record.versions).toEqual(Object.fromEntries(builds));
  });

  it('are of the present files', () => {
    const digests = files.map(({ name, digest }) => [name, digest]);

    expect(record.digests).toEqual(Object.fromEntries(digests));
    expect(Object.keys(record.verdicts)).toEqual(files.map(({ name }) => name));
  });

  it('cover more than 140 files, with both verdicts in every version', () => {
    expect(files.length).toBeGreaterThan(140);
    for (const version of BUILDABLE_VERSIONS) {
      const verdicts = new Set(files.map(({ name }) => record.verdicts[name]?.[version].verdict));
      expect(verdicts).toEqual(new Set(['accepted', 'refused-at-validate', 'refused-at-start']));
    }
  });

  it('match the folders for the newest version: it accepts what is valid or silent, and nothing else', () => {
    const wrong = files.filter(({ name }) => {
      const accepted = record.verdicts[name]?.['0.160.0'].verdict === 'accepted';
      return accepted === /^(broken|ottl)\//.test(name);
    });

    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('contain no path or port of the machine', () => {
    const messages = Object.values(record.verdicts)
      .flatMap((byVersion) => Object.values(byVersion))
      .map((judgement) => ('message' in judgement ? judgement.message : ''));

    expect(messages.filter((message) => /\/(root|home|tmp|work)\/|127\.0\.0\.1:\d{4}/.test(message))).toEqual(
      [],
    );
  });
});
