import { describeError } from '../lib/errors';
import { ensureCollector } from './collector/ensure-collector';
import { NEWEST_BUILT } from './collector/manifest';
import { ensureKafkaHome } from './kafka/kafka-home';
import { TESTED_KAFKA_VERSIONS } from './matrix/cells';
import { openToolbox } from './world/toolbox';

/**
 * Fetches the Kafkas and builds the Collectors that tests run: the newest whole one and the newest that builds at all.
 * Later commands then do not have to wait.
 */
const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => abort.abort(new Error('interrupted')));
}

async function main(): Promise<void> {
  const progress = (line: string) => void process.stdout.write(`${line}\n`);
  await openToolbox({ env: process.env, progress, signal: abort.signal });
  for (const version of TESTED_KAFKA_VERSIONS)
    await ensureKafkaHome({ cacheDir: '.cache', version, progress, signal: abort.signal });
  // Two minutes more the first time: most of what it compiles is new, but without the largest components.
  await ensureCollector({ cacheDir: '.cache', version: NEWEST_BUILT, progress, signal: abort.signal });
}

main().catch((error: unknown) => {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
});
