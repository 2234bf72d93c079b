import path from 'node:path';
import { ensureCollector } from '../../local/collector/ensure-collector';
import { readCorpus, readEnvironment } from '../../local/collector-record/corpus';
import type { Judgement } from '../../local/collector-record/judge';
import { judgeAll } from '../../local/collector-record/judge-all';
import { readRecord } from '../../local/collector-record/record';

const root = path.resolve(__dirname, '../..');
const corpus = path.join(root, 'test/_fixtures/collector-corpus');
const NEWEST = '0.160.0';

/** What the record says of the newest version is what it says now; the older ones come from the record alone. */
describe('the recorded verdicts', () => {
  it(`match a real Collector v${NEWEST}, message by message`, async () => {
    // Prepare
    const bin = await ensureCollector({
      cacheDir: path.join(root, '.cache'),
      version: NEWEST,
      progress: (line) => process.stderr.write(`${line}\n`),
    });
    const { verdicts } = readRecord(corpus);
    const recorded = new Map<string, Judgement | undefined>(
      Object.entries(verdicts).map(([name, byVersion]) => [name, byVersion[NEWEST]]),
    );

    // Act
    const live = await judgeAll(bin, readCorpus(corpus), readEnvironment(corpus));

    // Assess
    expect(live).toEqual(recorded);
  }, 1_200_000);
});
