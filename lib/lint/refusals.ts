import type { CollectorVersion } from '../collector/collector-version';
import { NO_GATES } from '../collector/feature-gates';
import type { Finding } from './finding';
import { findingOf, readingFinding } from './finding-of';
import { isIgnored } from './ignore-comment';
import { withMovedSettings } from './moved-settings';
import { readLintFile } from './read-file';
import { SCHEMA_RULES } from './rules/schema';
import { secretInClear } from './rules/secrets';
import type { LintInput } from './source';

const RULES = [...SCHEMA_RULES, secretInClear];

/**
 * The errors of one configuration that the Collector would refuse it for, and the secrets in it; or why it cannot be read. Unlike {@link lint}, it
 * loads no other rules, because a small function on AWS calls it.
 */
export function refusals({ name, text }: LintInput, version: CollectorVersion): Finding[] {
  const { file, problems } = readLintFile(name, text);
  const checkedFor = { version, featureGates: NO_GATES };
  const files = file ? [withMovedSettings(file, checkedFor)] : [];
  return [
    ...problems.map((problem) => readingFinding(name, problem)),
    ...RULES.flatMap((rule) =>
      [...rule.check({ ...checkedFor, files, facts: {} })].map((report) => findingOf(rule, report)),
    ),
  ]
    .filter((finding) => (finding.severity === 'error' || !file) && !isIgnored(text, finding))
    .sort((a, b) => a.place.start - b.place.start);
}
