/**
 * The linter of Collector configurations, without the command line: `import { lint } from 'otel-spillway/lint'`. It reads no
 * file and contacts nothing.
 *
 * @example
 * ```ts
 * import { lint } from 'otel-spillway/lint';
 *
 * const text = `
 * receivers: {kafka: {tls: }}
 * exporters: {debug: {}}
 * service: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}
 * `;
 * for (const { place, severity, code, message } of lint([{ name: 'otel.yaml', text }]).findings) {
 *   console.log(`${place.line}:${place.column} ${severity} ${code} ${message}`);
 * }
 * ```
 *
 * @module
 */

export type { ConfigPath, Place } from '../collector/config/config-document';
export type { TextEdit } from '../collector/config/text-edit';
export { ALL_RULES as RULES } from './all-rules';
export { applyFixes, type FixedFile } from './apply-fixes';
export type { FileSettings, RuleSetting } from './config/file-settings';
export { type LintConfig, parseLintConfig } from './config/lint-config';
export type { ExampleFiles, RuleExample, RuleExamples } from './examples';
export type { DeploymentFacts, TopicFacts } from './facts';
export type { Finding, RuleCode, Verdict } from './finding';
export {
  type LintedText,
  type LintResult,
  lint,
  type PipelineDelivery,
} from './lint';
export type { Fix, Refusal, RuleInfo, Severity } from './rule';
export type { LintInput, LintOptions } from './source';
