import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';

/**
 * Makes a service wait for all that its tasks need, which its template only names in part: the rights of both roles, the
 * way out of the VPC (routes, gateways, endpoints; also such as are added later) where this app makes it. Otherwise
 * - the first tasks start before there is a NAT gateway, fail, and count towards the circuit breaker;
 * - a deployment with one more secret starts tasks that may not read it yet, once the old ones are stopped;
 * - a removal takes the gateway away while tasks still flush what was committed or acknowledged: CloudFormation deletes
 *   in the opposite order, and so the service goes first.
 */
export function awaitNeeds(
  service: ecs.FargateService,
  definition: ecs.FargateTaskDefinition,
  vpc: ec2.IVpc,
): void {
  service.node.addDependency(definition.obtainExecutionRole(), definition.taskRole, vpc);
}
