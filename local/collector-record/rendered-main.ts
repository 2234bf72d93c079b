import path from 'node:path';
import { describeError } from '../../lib/errors';
import { ensureCollector } from '../collector/ensure-collector';
import { judgeRendered, RENDERED_VERSIONS, type RenderedRecord, writeRendered } from './rendered';

/** Builds missing Collectors, runs each on its rendered configurations, and records the verdicts. */
async function main(): Promise<void> {
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const record: Partial<RenderedRecord> = {};
  for (const version of RENDERED_VERSIONS) {
    const bin = await ensureCollector({ cacheDir: '.cache', version, progress: say });
    record[version] = await judgeRendered(bin, path.resolve('examples'), version);
    const verdicts = Object.values(record[version].texts).map(({ verdict }) => verdict.kind);
    say(
      `Collector v${version}: ${verdicts.filter((kind) => kind === 'valid').length} of ${verdicts.length} rendered texts are valid`,
    );
  }
  writeRendered(path.resolve('test/_fixtures/collector-corpus'), record as RenderedRecord);
}

main().catch((error: unknown) => {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
});
