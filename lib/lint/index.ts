export { applyFixes } from './apply-fixes';
export { type LintConfig, parseLintConfig } from './config/lint-config';
export type { DeploymentFacts } from './facts';
export type { Finding, Verdict } from './finding';
export { type LintInput, type LintOptions, type LintResult, lint } from './lint';
export { READING_RULES } from './read-file';
export type { RuleInfo, Severity } from './rule';
export { RULES } from './rules';
