export { applyFixes, type FixedFile } from './apply-fixes';
export type { FileSettings, RuleSetting } from './config/file-settings';
export { type LintConfig, parseLintConfig } from './config/lint-config';
export type { DeploymentFacts, TopicFacts } from './facts';
export type { Finding, RuleCode, Verdict } from './finding';
export { type LintedFile, type LintInput, type LintOptions, type LintResult, lint } from './lint';
export { READING_RULES } from './read-file';
export type { Fix, Refusal, RuleInfo, Severity } from './rule';
export { RULES } from './rules';
