import path from 'node:path';
import { ensureCollector } from '../../local/collector/ensure-collector';
import { readCorpus, readEnvironment } from '../../local/collector-record/corpus';
import { judge } from '../../local/collector-record/judge';
import { mutants } from '../_helpers/lint/config-mutants';
import { CORPUS, linterVerdict } from '../_helpers/lint/corpus-verdict';

const VERSION = '0.160.0';
/** The same mutants each time; another seed looks elsewhere: `MUTANT_SEED=7 npx jest …`. */
const SEED = Number(process.env.MUTANT_SEED ?? 1);
const COUNT = 200;
/** Without its endpoint it would listen on the default port, which may be taken. */
const LISTENS = /: \w+ (receivers\.otlp|extensions\.health_check)\b/;

/** Shows how text is parsed. Parsing and writing it again would lose that. */
const ABOUT_TEXT = /\/(yaml|reference|component-id)-/;

describe('The linter and a real Collector', () => {
  it('agree on randomly mutated configurations', async () => {
    // Prepare
    const bin = await ensureCollector({
      cacheDir: path.resolve(__dirname, '../../.cache'),
      version: VERSION,
      progress: (line) => process.stderr.write(`${line}\n`),
    });
    const env = readEnvironment(CORPUS);
    const files = readCorpus(CORPUS).filter(
      ({ name }) => /^(valid|silent)\//.test(name) && !ABOUT_TEXT.test(name),
    );

    // Act
    const verdicts = [];
    for (const { name, text } of mutants(files, SEED, COUNT).filter(({ name }) => !LISTENS.test(name))) {
      const { verdict: collector } = await judge(bin, text, env);
      verdicts.push({ name, collector, linter: linterVerdict(name, text, VERSION) });
    }

    // Assess
    expect(new Set(verdicts.map(({ collector }) => collector)).size).toBeGreaterThan(1);
    expect(verdicts.filter(({ collector, linter }) => collector !== linter)).toEqual([]);
  }, 1_200_000);
});
