import { readFileSync } from 'node:fs';
import path from 'node:path';
import { documentationPages } from '../../local/docs/pages';
import { openSituation, type Situation } from '../../local/docs/situations';
import { runAgain, type Transcript, transcriptsOf, wordsOf } from '../../local/docs/transcript';
import { openToolbox } from '../../local/world/toolbox';
import { ROOT } from '../_helpers/docs/documentation';

/** A world has to be started, and a backlog half drained. */
const TIMEOUT_MS = 300_000;
/** Nothing in what these print changes from run to run. */
const EXACT = new Set(['samples']);

const shown = documentationPages(ROOT).flatMap((page) =>
  transcriptsOf(readFileSync(path.join(ROOT, page), 'utf8')).map((transcript) => ({ page, transcript })),
);
const situations = [...new Set(shown.map(({ transcript }) => transcript.situation))];

/** `npm run docs:outputs` writes what is printed now into the pages. */
describe.each(situations)('the outputs in README.md and docs/ for the situation "%s"', (name) => {
  let situation: Situation;

  beforeAll(async () => {
    const progress = (line: string) => void process.stderr.write(`${line}\n`);
    situation = await openSituation(name, {
      root: ROOT,
      toolbox: () => openToolbox({ env: process.env, progress }),
    });
  }, TIMEOUT_MS);

  afterAll(() => situation?.stop(), TIMEOUT_MS);

  it.each(shown.filter(({ transcript }) => transcript.situation === name))(
    'are what the commands print now: $page',
    async ({ transcript }) => {
      const now = await runAgain(transcript, situation);

      expect(comparable(now)).toEqual(comparable(transcript));
    },
    TIMEOUT_MS,
  );
});

function comparable(transcript: Transcript): string | readonly string[] {
  return EXACT.has(transcript.situation) ? transcript.shown : wordsOf(transcript);
}
