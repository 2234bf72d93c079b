import { SpillwayError } from '../../lib/errors';
import { type BuildableVersion, NEWEST_BUILT, NEWEST_WHOLE } from '../collector/manifest';
import type { DemoOptions } from '../demo/options';

/** One run of the main job. */
export interface Cell {
  kafka: string;
  collector: BuildableVersion;
  login: DemoOptions['login'];
}

/** What became of it. */
export interface CellResult extends Cell {
  /** Drained, flipped without a stop, a task replaced on latest, nothing missing. */
  ok: boolean;
  spans: number;
  missing: number;
  seconds: number;
  /** Why it failed: the end of its output. */
  why?: string;
}

/** The newest patch of each line in use. Managed clusters are mostly 3.6 to 3.9; 2.8 is the last that needs ZooKeeper here. */
export const KAFKA_VERSIONS = ['2.8.2', '3.6.2', '3.9.1', '4.0.2', '4.4.0'] as const;
/** Those that run in the tests, too: what most use, and the newest. */
export const TESTED_KAFKA_VERSIONS = ['3.6.2', '4.4.0'] as const;
/** The oldest that is rendered for, the newest that builds whole, and the newest that builds at all. */
export const COLLECTOR_VERSIONS: readonly BuildableVersion[] = ['0.145.0', NEWEST_WHOLE, NEWEST_BUILT];
/** The newest of each major version. */
const SECURED_KAFKA_VERSIONS = ['2.8.2', '3.9.1', '4.4.0'];

export const CELLS: readonly Cell[] = KAFKA_VERSIONS.flatMap((kafka) => [
  ...COLLECTOR_VERSIONS.map((collector): Cell => ({ kafka, collector, login: 'none' })),
  ...(SECURED_KAFKA_VERSIONS.includes(kafka)
    ? [{ kafka, collector: NEWEST_WHOLE, login: 'scram-tls' } satisfies Cell]
    : []),
]);

export function nameOf({ kafka, collector, login }: Cell): string {
  return `Kafka ${kafka}, Collector v${collector}${login === 'none' ? '' : ', SCRAM over TLS'}`;
}

/** @throws SpillwayError `MATRIX_FAILED` with the runs that failed */
export function requireAllOk(results: readonly CellResult[]): void {
  const failed = results.filter(({ ok }) => !ok);
  if (failed.length === 0) return;
  throw new SpillwayError(
    'MATRIX_FAILED',
    `${failed.length} of ${results.length} runs failed: ${failed.map(nameOf).join('; ')}.`,
    'Run one of them alone with npm start -- --kafka … --collector … --keep, and read its logs.',
  );
}
