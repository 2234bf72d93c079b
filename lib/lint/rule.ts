import type { CollectorVersion } from '../collector/collector-version';
import type { CollectorConfig, Component, Pipeline } from '../collector/config/collector-config';
import type { ConfigPath } from '../collector/config/config-document';
import type { DeploymentFacts } from './facts';
import type { Fix, Refusal, Severity } from './finding';

/** One of the files that are looked at together. */
export interface LintFile extends CollectorConfig {
  /** As named on the command line. */
  name: string;
  /** ingestion: writes to Kafka; processing: reads from it. Both for a file that does both. */
  tiers: ReadonlySet<'ingestion' | 'processing'>;
}

export interface LintContext {
  version: CollectorVersion;
  files: readonly LintFile[];
  /** The live configuration, where it is known and a configuration: not one of the files. */
  live?: LintFile | undefined;
  facts: DeploymentFacts;
}

/** What a rule has to say, before it is given its code and place. */
export interface Report {
  file: LintFile;
  path: ConfigPath;
  /** What to point at; the value when absent. */
  part?: 'key' | 'value';
  message: string;
  /** In place of the rule's own. */
  severity?: Severity;
  refusal?: Refusal | undefined;
  fix?: Fix | undefined;
}

/** What is known of a rule without running it: `spillway explain` and the docs show this. */
export interface RuleInfo {
  /** SCREAMING_SNAKE_CASE; stable. */
  code: string;
  severity: Severity;
  /** A few words, for lists. */
  title: string;
  /** One paragraph: what happens, why, and what to do. */
  explanation: string;
  /** Where that is known from: a file of `docs/`, or a public address. */
  source: string;
}

export interface Rule extends RuleInfo {
  check(context: LintContext): Iterable<Report>;
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
