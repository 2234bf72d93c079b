import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Acknowledges a wildcard in a permission for cdk-nag, with a reason. Other wildcards of the same role are still
 * reported.
 *
 * @param on the role or policy with the permission
 * @param resource the ARN in the statement, which may contain tokens, or `*`
 */
export function acknowledgeWildcard(on: IConstruct, resource: string, reason: string): void {
  const shown = asFindingText(Stack.of(on).resolve(resource));
  Validations.of(on).acknowledge({ id: `AwsSolutions::AwsSolutions-IAM5[Resource::${shown}]`, reason });
}

/** The text that cdk-nag uses for a resource in a finding: `arn:<AWS::Partition>:ssm:…`. */
function asFindingText(resolved: unknown): string {
  if (typeof resolved !== 'object' || resolved === null) return String(resolved);
  if ('Ref' in resolved) return `<${String(resolved.Ref)}>`;
  if ('Fn::Join' in resolved && Array.isArray(resolved['Fn::Join'])) {
    const [separator, parts] = resolved['Fn::Join'];
    if (Array.isArray(parts)) return parts.map(asFindingText).join(String(separator));
  }
  return JSON.stringify(resolved);
}
