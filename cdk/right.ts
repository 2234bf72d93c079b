import * as iam from 'aws-cdk-lib/aws-iam';

/** A right that a role has, with its reason. `Resources` is what the rights of a list are on: ARNs; in docs/iam.md, words. */
export interface Right<Resources> {
  readonly sid: string;
  readonly effect?: 'Deny';
  readonly actions: readonly string[];
  resources(named: Resources): readonly string[];
  conditions?(named: Resources): Record<string, Record<string, string>>;
  /** Why it is needed, and why its resources are not fewer. */
  readonly why: string;
}

/** One that a role has only on an occasion: `always`, or where something is switched on. */
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
