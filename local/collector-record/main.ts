import path from 'node:path';
import { describeError } from '../../lib/errors';
import { ensureCollector } from '../collector/ensure-collector';
import { BUILDABLE_VERSIONS, type BuildableVersion, collectorBuild } from '../collector/manifest';
import { type CorpusFile, readCorpus, readEnvironment } from './corpus';
import { judgeAll } from './judge-all';
import { notRun } from './not-run';
import { type CollectorRecord, type Recorded, readRecord, writeRecord } from './record';

/**
 * Lets each Collector judge the files of the corpus that it has not judged yet, and records the verdicts. With `--all`
 * each judges every file again. Collectors that are missing are built.
 */
const CORPUS = path.resolve('test/_fixtures/collector-corpus');
const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => abort.abort(new Error('interrupted')));
}
const say = (line: string) => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const files = readCorpus(CORPUS);
  const before = process.argv.includes('--all') ? undefined : readRecord(CORPUS);
  const byVersion = new Map<BuildableVersion, Map<string, Recorded>>();
  for (const version of BUILDABLE_VERSIONS) byVersion.set(version, await verdictsOf(version, files, before));
  const perVersion = <T>(value: (version: BuildableVersion) => T) =>
    Object.fromEntries(BUILDABLE_VERSIONS.map((version) => [version, value(version)])) as Record<
      BuildableVersion,
      T
    >;
  writeRecord(CORPUS, {
    versions: perVersion((version) => ({ build: collectorBuild(version).hash })),
    digests: Object.fromEntries(files.map(({ name, digest }) => [name, digest])),
    verdicts: Object.fromEntries(
      files.map(({ name }) => [name, perVersion((version) => byVersion.get(version)?.get(name) as Recorded)]),
    ),
  });
}

async function verdictsOf(
  version: BuildableVersion,
  files: readonly CorpusFile[],
  before: CollectorRecord | undefined,
): Promise<Map<string, Recorded>> {
  const build = collectorBuild(version);
  const isSameBuild = before?.versions[version]?.build === build.hash;
  const verdicts = new Map<string, Recorded>();
  for (const file of files) {
    const known = before?.verdicts[file.name]?.[version];
    const recorded = isSameBuild && before?.digests[file.name] === file.digest ? known : undefined;
    const verdict = recorded ?? notRun(file, build.without);
    if (verdict) verdicts.set(file.name, verdict);
  }
  const missing = files.filter(({ name }) => !verdicts.has(name));
  if (missing.length > 0) {
    const bin = await ensureCollector({ cacheDir: '.cache', version, progress: say, signal: abort.signal });
    const judgements = await judgeAll(bin, missing, readEnvironment(CORPUS), abort.signal);
    for (const [name, judgement] of judgements) verdicts.set(name, judgement);
  }
  const count = (wanted: Recorded['verdict']) =>
    [...verdicts.values()].filter(({ verdict }) => verdict === wanted).length;
  say(
    `Collector v${version}: ${missing.length} judged now; ${count('accepted')} of ${files.length - count('not-run')} configurations accepted, ${count('not-run')} not run`,
  );
  return verdicts;
}

main().catch((error: unknown) => {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
});
