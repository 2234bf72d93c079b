import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * A permission of a role, with its reason. `Resources` are the names that a list of permissions uses: ARNs; in
 * docs/iam.md, words.
 */
export interface Right<Resources> {
  readonly sid: string;
  readonly effect?: 'Deny';
  readonly actions: readonly string[];
  resources(named: Resources): readonly string[];
  conditions?(named: Resources): Record<string, Record<string, string>>;
  /** Why the permission is needed, and why it is not narrower. */
  readonly why: string;
}

/** A permission that is granted always, or only if something is switched on. */
export interface OccasionalRight<Resources, Occasion extends string> extends Right<Resources> {
  readonly given: Occasion;
}

export function statementOf<Resources>(right: Right<Resources>, named: Resources): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: right.sid,
    effect: right.effect === 'Deny' ? iam.Effect.DENY : iam.Effect.ALLOW,
    actions: [...right.actions],
    resources: [...right.resources(named)],
    ...(right.conditions && { conditions: right.conditions(named) }),
  });
}
