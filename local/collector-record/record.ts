import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BuildableVersion } from '../collector/manifest';
import type { Judgement } from './judge';

/** Verdicts of real Collectors on the corpus: `verdicts.json` next to its folders. */
export interface CollectorRecord {
  /** The build that judged (`CollectorBuild.hash`), by version, oldest first. */
  versions: Record<BuildableVersion, { build: string }>;
  /** The text that was judged (`CorpusFile.digest`), by file. */
  digests: Record<string, string>;
  /** By file, then by version. */
  verdicts: Record<string, Record<BuildableVersion, Recorded>>;
}

/** A Collector that was built without a component cannot judge a file that has it. */
export type Recorded = Judgement | NotRun;

export interface NotRun {
  verdict: 'not-run';
  /** `processors/tail_sampling` */
  without: string[];
}

export function readRecord(dir: string): CollectorRecord {
  return JSON.parse(readFileSync(recordFile(dir), 'utf8')) as CollectorRecord;
}

export function writeRecord(dir: string, record: CollectorRecord): void {
  writeFileSync(recordFile(dir), `${JSON.stringify(record, null, 2)}\n`);
}

function recordFile(dir: string): string {
  return path.join(dir, 'verdicts.json');
}
