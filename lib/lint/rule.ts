import type { CollectorVersion } from '../collector/collector-version';
import type { CollectorConfig, Component, Pipeline } from '../collector/config/collector-config';
import type { ConfigPath } from '../collector/config/config-document';
import type { TextEdit } from '../collector/config/text-edit';
import type { FeatureGates } from '../collector/feature-gates';
import type { RuleExamples } from './examples';
import type { DeploymentFacts } from './facts';

/** error: it does not work, or it loses data. warning: it can fail or lose data. info: worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

/** When the Collector refuses the file: in `otelcol validate`, or only at start. */
export type Refusal = 'validate' | 'start';

/** A change that keeps the meaning of the file, and every byte that it does not have to change. */
export interface Fix {
  /** A verb phrase, such as "renames topic to topics". */
  title: string;
  edits: readonly TextEdit[];
}

/** One of the files that are checked together. */
export interface LintFile extends CollectorConfig {
  /** As named on the command line; with `#` and the place of the configuration, if it is inside the file. */
  name: string;
  /** ingestion: writes to Kafka; processing: reads from it. Both for a file that does both. */
  tiers: ReadonlySet<'ingestion' | 'processing'>;
}

export interface LintContext {
  version: CollectorVersion;
  /** The feature gates that the Collector is started with. */
  featureGates: FeatureGates;
  files: readonly LintFile[];
  /** The live configuration, if it is known and could be read. It is not among `files`. */
  live?: LintFile | undefined;
  facts: DeploymentFacts;
}

/** A problem that a rule found. The linter adds the code and the place. */
export interface Report {
  file: LintFile;
  path: ConfigPath;
  /**
   * What the finding points to.
   * @default 'value'
   */
  part?: 'key' | 'value';
  message: string;
  /**
   * The severity in this case.
   * @default the severity of the rule
   */
  severity?: Severity;
  refusal?: Refusal | undefined;
  fix?: Fix | undefined;
}

/** The documentation of a rule: `spillway explain` and docs/lint-rules.md show it. */
export interface RuleInfo<Code extends string = string> {
  /** SCREAMING_SNAKE_CASE; stable. */
  code: Code;
  severity: Severity;
  /** A few words, for lists. */
  title: string;
  /** One paragraph: what happens, and why. */
  explanation: string;
  /** What to change, in full sentences. */
  whatToDo: string;
  /** Where this is documented: a file of `docs/`, or a public address. */
  source: string;
  examples: RuleExamples;
}

export interface Rule<Code extends string = string> extends RuleInfo<Code> {
  /**
   * For a rule that finds the same in many places of most files: it reports once per file, at the first place, and names
   * the others.
   */
  oncePerFile?: true;
  check(context: LintContext): Iterable<Report>;
}

/** Keeps the literal type of the rule's code. */
export function defineRule<const Code extends string>(rule: Rule<Code>): Rule<Code> {
  return rule;
}

/** Components of a type that a pipeline uses, each with its file. */
export function* used(
  context: LintContext,
  kind: Component['kind'],
  type: string,
): Generator<{ file: LintFile; component: Component }> {
  for (const file of context.files) {
    for (const component of file.components) {
      if (component.kind === kind && component.type === type && component.pipelines.length > 0) {
        yield { file, component };
      }
    }
  }
}

/** All pipelines of all files. */
export function* pipelines(context: LintContext): Generator<{ file: LintFile; pipeline: Pipeline }> {
  for (const file of context.files) for (const pipeline of file.pipelines) yield { file, pipeline };
}
