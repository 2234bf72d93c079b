import { Annotations } from 'aws-cdk-lib';
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
