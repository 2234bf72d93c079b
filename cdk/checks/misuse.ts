import { Annotations } from 'aws-cdk-lib';
import { ArtifactMetadataEntryType } from 'aws-cdk-lib/cloud-assembly-schema';
import type { IConstruct } from 'constructs';

/** Something in the construct tree that cannot work, told at synth. */
export interface Misuse {
  /** Stable, `CDK_…`; docs/deploy-checks.md has a row for it. */
  readonly code: string;
  /** What is wrong, with its figures. */
  readonly what: string;
  /** What to change. */
  readonly fix: string;
}

/**
 * Tells of a misuse in one line at the construct's path. The CDK's command line then deploys nothing; unlike with an
 * exception, everything else that is wrong is told in the same run.
 */
export function tellMisuse(scope: IConstruct, { code, what, fix }: Misuse): void {
  Annotations.of(scope).addError(`${code} ${what} ${fix}`);
}

/**
 * What was told of a construct and those in it, as `CODE …`, each once: a password that is missing is told by the
 * controller and by both tiers.
 */
export function misusesIn(scope: IConstruct): string[] {
  const told = scope.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === ArtifactMetadataEntryType.ERROR)
    .map(({ data }) => String(data));
  return [...new Set(told)].filter((text) => /^CDK_[A-Z_]+ /.test(text));
}
