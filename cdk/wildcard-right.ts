import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Tells cdk-nag why a right ends in a wildcard, on the very resource that it is on: any other one is still found.
 *
 * @param on the role or policy that has the right
 * @param resource ARN as in the statement, tokens included, or `*`
 */
export function acknowledgeWildcard(on: IConstruct, resource: string, reason: string): void {
  const shown = asFindingText(Stack.of(on).resolve(resource));
  Validations.of(on).acknowledge({ id: `AwsSolutions::AwsSolutions-IAM5[Resource::${shown}]`, reason });
}

/** As cdk-nag names a resource in a finding: `arn:<AWS::Partition>:ssm:…`. */
function asFindingText(resolved: unknown): string {
  if (typeof resolved !== 'object' || resolved === null) return String(resolved);
  if ('Ref' in resolved) return `<${String(resolved.Ref)}>`;
  if ('Fn::Join' in resolved && Array.isArray(resolved['Fn::Join'])) {
    const [separator, parts] = resolved['Fn::Join'];
    if (Array.isArray(parts)) return parts.map(asFindingText).join(String(separator));
  }
  return JSON.stringify(resolved);
}
