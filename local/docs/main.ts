import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openToolbox } from '../world/toolbox';
import { documentationPages } from './pages';
import { openSituation, type Situation } from './situations';
import { runAgain, type Transcript, transcriptsOf, withTranscripts } from './transcript';

/**
 * `npm run docs:outputs [-- PAGE…]`: runs the commands in README.md and docs/, and writes their current output into the
 * pages.
 */
async function main(names: readonly string[]): Promise<void> {
  const root = process.cwd();
  const pages = names.length > 0 ? names : documentationPages(root);
  const situations = new Map<string, Promise<Situation>>();
  const toolbox = openToolbox({ env: process.env, progress: (line) => console.log(line) });
  const situation = (name: string) => {
    const open = situations.get(name) ?? openSituation(name, { root, toolbox: () => toolbox });
    situations.set(name, open);
    return open;
  };
  try {
    for (const page of pages) {
      const file = path.join(root, page);
      const text = await readFile(file, 'utf8');
      const shown: Transcript[] = [];
      for (const transcript of transcriptsOf(text)) {
        shown.push(await runAgain(transcript, await situation(transcript.situation)));
      }
      if (shown.length === 0) continue;
      await writeFile(file, withTranscripts(text, shown));
      console.log(`${page}: ${shown.length} run`);
    }
  } finally {
    for (const open of situations.values()) await open.then(({ stop }) => stop()).catch(() => {});
  }
}

void main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
