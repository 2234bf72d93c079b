import path from 'node:path';
import { ensureCollector } from '../../local/collector/ensure-collector';
import { collectorBuild, NEWEST_BUILT, NEWEST_WHOLE } from '../../local/collector/manifest';
import { readCorpus, readEnvironment } from '../../local/collector-record/corpus';
import { judgeAll } from '../../local/collector-record/judge-all';
import { notRun } from '../../local/collector-record/not-run';
import { readRecord } from '../../local/collector-record/record';

const root = path.resolve(__dirname, '../..');
const corpus = path.join(root, 'test/_fixtures/collector-corpus');

/** What the record says of the two newest versions is what they say now; the older ones come from the record alone. */
describe('the recorded verdicts', () => {
  it.each([NEWEST_WHOLE, NEWEST_BUILT] as const)(
    'are those of a real Collector v%s, message by message',
    async (version) => {
      // Prepare
      const bin = await ensureCollector({
        cacheDir: path.join(root, '.cache'),
        version,
        progress: (line) => process.stderr.write(`${line}\n`),
      });
      const { verdicts } = readRecord(corpus);
      const { without } = collectorBuild(version);
      const files = readCorpus(corpus).filter((file) => notRun(file, without) === undefined);
      const recorded = new Map(files.map(({ name }) => [name, verdicts[name]?.[version]]));

      // Act
      const live = await judgeAll(bin, files, readEnvironment(corpus));

      // Assess
      expect(live).toEqual(recorded);
    },
    1_200_000,
  );
});
