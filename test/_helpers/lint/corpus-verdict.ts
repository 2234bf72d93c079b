import path from 'node:path';
import { parseCollectorVersion } from '../../../lib/collector/collector-version';
import { checkConfig } from '../../../lib/collector/schema';
import type { Verdict } from '../../../lib/lint';
import { readLintFile } from '../../../lib/lint/read-file';
import type { BuildableVersion } from '../../../local/collector/manifest';
import { readEnvironment } from '../../../local/collector-record/corpus';

export const CORPUS = path.resolve(__dirname, '../../_fixtures/collector-corpus');

/** What the Collectors of the record found around them. */
const AROUND = {
  environment: readEnvironment(CORPUS),
  isMissingFile: (file: string) => file.startsWith('/spillway-absent/'),
};

/** The linter's verdict on how a recorded Collector would handle a text, in its environment. */
export function linterVerdict(name: string, text: string, version: BuildableVersion): Verdict {
  const { file, problems } = readLintFile(name, text);
  const found = file ? checkConfig(file.document.resolved, parseCollectorVersion(version), AROUND) : [];
  const refusals = [
    ...problems.map(({ refusal }) => refusal),
    // A distribution may have the component; the Collectors of the record are known not to.
    ...found.map(({ kind, refusal }) => (kind === 'unknown-component' ? 'validate' : refusal)),
  ];
  if (refusals.includes('validate')) return 'refused-at-validate';
  return refusals.includes('start') ? 'refused-at-start' : 'accepted';
}
