import type { CollectorVersion } from '../collector/collector-version';
import { collectorConfig } from '../collector/config/collector-config';
import { type ConfigPath, isRecord } from '../collector/config/config-document';
import type { FeatureGates } from '../collector/feature-gates';
import { checkConfig, type Move, type Problem, withMovedValues, writtenAt } from '../collector/schema';
import { tiersOf } from './read-file';
import type { LintFile, Report } from './rule';

/** The Collector that a file is checked for. */
export interface CheckedFor {
  version: CollectorVersion;
  featureGates: FeatureGates;
}

const found = new WeakMap<LintFile, Problem[]>();
const movesOf = new WeakMap<LintFile, readonly Move[]>();

/** What the Collector refuses. Cached per file, because each kind of problem has its own rule. */
export function problemsOf(file: LintFile, { version, featureGates }: CheckedFor): Problem[] {
  const problems = found.get(file) ?? checkConfig(file.document.resolved, version, { featureGates });
  found.set(file, problems);
  return problems;
}

/**
 * The file with the value of each unknown key where it most likely belongs. The rules read that, so that a misplaced
 * `tls` is one finding, and not also a login without TLS.
 */
export function withMovedSettings(file: LintFile, checkedFor: CheckedFor): LintFile {
  const problems = problemsOf(file, checkedFor);
  const { moved, moves } = withMovedValues(file.document.resolved, problems);
  if (moves.length === 0 || !isRecord(moved)) return file;
  const { document } = file;
  const config = collectorConfig({
    ...document,
    resolved: moved,
    lineOf: (path) => document.lineOf(writtenAt(path, moves)),
    placeOf: (path, part) => document.placeOf(writtenAt(path, moves), part),
  });
  const readable = { ...file, ...config, tiers: tiersOf(config.components) };
  found.set(readable, problems);
  movesOf.set(readable, moves);
  return readable;
}

/** Is the finding about a value that is written at another place? It has to be moved before anything is written next to it. */
export function isAboutMoved({ file, path }: Report): boolean {
  return (movesOf.get(file) ?? []).some(
    ({ to }) => isWithin(path, to) || (path.length > COMPONENT && isWithin(to, path)),
  );
}

/** `receivers`, `kafka`: the path of a component has two keys. */
const COMPONENT = 2;

function isWithin(path: ConfigPath, section: ConfigPath): boolean {
  return section.every((key, index) => key === path[index]);
}
