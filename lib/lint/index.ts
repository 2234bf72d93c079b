export type { Delivers } from '../collector/flow';
export { ALL_RULES } from './all-rules';
export { type AppliedFix, applyFixes, type FixedFile } from './apply-fixes';
export { type LintConfig, parseLintConfig } from './config/lint-config';
export type { DeploymentFacts } from './facts';
export type { Finding, Verdict } from './finding';
export { LineIndex } from './line-index';
export { type LintResult, lint, type PipelineDelivery } from './lint';
export { READING_RULES } from './reading-rules';
export { refusals } from './refusals';
export type { RuleInfo, Severity } from './rule';
export { RULES } from './rules';
export type { LintInput, LintOptions } from './source';
export {
  type SpecFinding,
  secretVariableNames,
  specFindings,
  type Tier,
  tierFindings,
} from './spec-findings';
