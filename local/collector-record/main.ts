import path from 'node:path';
import { describeError } from '../../lib/errors';
import { ensureCollector } from '../collector/ensure-collector';
import { BUILDABLE_VERSIONS, type BuildableVersion, collectorBuild } from '../collector/manifest';
import { readCorpus, readEnvironment } from './corpus';
import type { Judgement } from './judge';
import { judgeAll } from './judge-all';
import { writeRecord } from './record';

/** Builds missing Collectors, runs each on the corpus, and records the verdicts. */
const CORPUS = path.resolve('test/_fixtures/collector-corpus');
const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => abort.abort(new Error('interrupted')));
}
const say = (line: string) => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const files = readCorpus(CORPUS);
  const env = readEnvironment(CORPUS);
  const byVersion = new Map<BuildableVersion, Map<string, Judgement>>();
  for (const version of BUILDABLE_VERSIONS) {
    const bin = await ensureCollector({ cacheDir: '.cache', version, progress: say, signal: abort.signal });
    const judgements = await judgeAll(bin, files, env, abort.signal);
    byVersion.set(version, judgements);
    const refused = [...judgements.values()].filter(({ verdict }) => verdict !== 'accepted').length;
    say(`Collector v${version}: ${files.length - refused} of ${files.length} configurations accepted`);
  }
  const perVersion = <T>(value: (version: BuildableVersion) => T) =>
    Object.fromEntries(BUILDABLE_VERSIONS.map((version) => [version, value(version)])) as Record<
      BuildableVersion,
      T
    >;
  writeRecord(CORPUS, {
    versions: perVersion((version) => ({ build: collectorBuild(version).hash })),
    digests: Object.fromEntries(files.map(({ name, digest }) => [name, digest])),
    verdicts: Object.fromEntries(
      files.map(({ name }) => [
        name,
        perVersion((version) => byVersion.get(version)?.get(name) as Judgement),
      ]),
    ),
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
});
