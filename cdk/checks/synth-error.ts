import { Annotations } from 'aws-cdk-lib';
import { ArtifactMetadataEntryType } from 'aws-cdk-lib/cloud-assembly-schema';
import type { IConstruct } from 'constructs';
import type { SynthCheckCode } from '../../lib/synth-checks';

/** A problem in the construct tree that cannot work once deployed. */
export interface SynthError {
  /** A stable code, which `lib/synth-checks.ts` documents. */
  readonly code: SynthCheckCode;
  /** What is wrong, with figures. */
  readonly message: string;
  /** What to change. */
  readonly whatToDo: string;
}

/**
 * Adds the error to the construct, as one line. The CDK command line then deploys nothing. Unlike an exception, this
 * does not hide the errors of other constructs.
 */
export function reportSynthError(scope: IConstruct, { code, message, whatToDo }: SynthError): void {
  Annotations.of(scope).addError(`${code} ${message} ${whatToDo}`);
}

/**
 * The errors that were reported for a construct and its children, as `CODE …`. Duplicates are removed, because the
 * controller and both tiers report the same missing password.
 */
export function reportedSynthErrors(scope: IConstruct): string[] {
  const errors = scope.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === ArtifactMetadataEntryType.ERROR)
    .map(({ data }) => String(data));
  return [...new Set(errors)].filter((text) => /^CDK_[A-Z_]+ /.test(text));
}
