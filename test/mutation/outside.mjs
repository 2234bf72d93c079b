/**
 * `npm run mutation:outside -- [folder …]`: mutates each folder with the tests that belong to it, one after the other. By
 * default it samples each folder, so that all of them take about an hour together; SPILLWAY_MUTATION_SAMPLE=1 takes all.
 */
import { spawnSync } from 'node:child_process';
import folders from './folders.cjs';

const { FOLDERS } = folders;

const asked = process.argv.slice(2);
const unknown = asked.filter((folder) => !(folder in FOLDERS));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. The folders are ${Object.keys(FOLDERS).join(', ')}.`);
  process.exit(2);
}
const results = (asked.length > 0 ? asked : Object.keys(FOLDERS)).map((folder) => {
  const { status } = spawnSync('npx', ['stryker', 'run', 'stryker.outside.config.mjs'], {
    stdio: 'inherit',
    env: {
      SPILLWAY_MUTATION_SAMPLE: String(FOLDERS[folder].oneIn),
      ...process.env,
      SPILLWAY_MUTATION_FOLDER: folder,
    },
  });
  return { folder, ok: status === 0 };
});
for (const { folder, ok } of results) console.log(`${ok ? 'ok    ' : 'BELOW '} ${folder}`);
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
