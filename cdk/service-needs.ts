import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';

/**
 * Makes a service depend on everything that its tasks need but the template does not reference: the policies of both
 * roles, and the routes, gateways and endpoints of a VPC of this app. Otherwise
 * - the first tasks start before there is a NAT gateway, fail, and trip the circuit breaker;
 * - a deployment that adds a secret starts tasks that may not read it yet;
 * - a deletion removes the gateway while tasks still flush acknowledged data. CloudFormation deletes in reverse order,
 *   so with the dependency the service is deleted first.
 */
export function awaitNeeds(
  service: ecs.FargateService,
  definition: ecs.FargateTaskDefinition,
  vpc: ec2.IVpc,
): void {
  service.node.addDependency(definition.obtainExecutionRole(), definition.taskRole, vpc);
}
