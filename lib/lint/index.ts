export type { Delivers } from '../collector/flow';
export { type AppliedFix, applyFixes, type FixedFile } from './apply-fixes';
export { type LintConfig, parseLintConfig } from './config/lint-config';
export type { DeploymentFacts } from './facts';
export type { Finding, Verdict } from './finding';
export { type LintInput, type LintOptions, type LintResult, lint, type PipelineDelivery } from './lint';
export { READING_RULES } from './read-file';
export { refusals } from './refusals';
export type { RuleInfo, Severity } from './rule';
export { RULES } from './rules';
export {
  type SpecFinding,
  secretVariableNames,
  specFindings,
  type Tier,
  tierFindings,
} from './spec-findings';
