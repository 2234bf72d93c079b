import { createHash } from 'node:crypto';
import { CustomResource, Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { MskListener } from '../lib/pipeline';
import { MSK_BROKERS_RIGHTS } from './msk-brokers-rights';
import {
  type ResourceFunctionOptions,
  resourceFunction,
  resourceLog,
  resourceRole,
  SERVICE_TIMEOUT,
} from './resource-function';
import { statementOf } from './right';

/** Props of {@link MskBrokers}. */
export interface MskBrokersProps extends ResourceFunctionOptions {
  /** The ARN of the MSK cluster; may be a token. */
  readonly clusterArn: string;
  /** The listener that the clients use: `plaintext`, `tls`, `scram` or `iam`. */
  readonly listener: MskListener;
}

/**
 * The bootstrap brokers of an MSK cluster. Creates a custom resource with a small function, its role and its log group.
 *
 * The function asks MSK once, when the resource is created, and CloudFormation keeps the response. No later deployment
 * changes a configuration because MSK lists other brokers (docs/design-notes/0017). If neither the spec nor a prop has
 * brokers, `BacklogController` and `IngestionTier` create one each; share one to ask MSK only once.
 *
 * @example
 * ```ts
 * import { App, Stack } from 'aws-cdk-lib';
 * import { BacklogController, IngestionTier, loadPipeline, MskBrokers, Network } from 'otel-spillway/cdk';
 *
 * const stack = new Stack(new App(), 'Checkout');
 * const { vpc } = new Network(stack, 'Network');
 * const pipeline = loadPipeline('checkout.yaml');
 * const clusterArn = 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/0a1b2c3d-1';
 * const { brokers } = new MskBrokers(stack, 'Brokers', { clusterArn, listener: 'iam' });
 * new BacklogController(stack, 'Controller', { pipeline, vpc, brokers, config: { kind: 'managed' } });
 * new IngestionTier(stack, 'Ingestion', { pipeline, vpc, brokers });
 * ```
 */
export class MskBrokers extends Construct {
  /** A token for the brokers: `host:port`, separated by commas. */
  readonly brokers: string;
  /** The role of the function. */
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: MskBrokersProps) {
    super(scope, id);
    const { clusterArn, listener } = props;
    // A different cluster or listener gets a different resource. References to it then change, so that they are rolled
    // out, and a rollback finds the old resource unchanged.
    const place = new Construct(this, placeOf(Stack.of(this).resolve([clusterArn, listener])));
    const logGroup = resourceLog(place, props);
    const named = { cluster: clusterArn, logStreams: logGroup.logGroupArn };
    this.role = resourceRole(
      place,
      'Spillway: asks MSK for the brokers of a cluster',
      MSK_BROKERS_RIGHTS.map((right) => statementOf(right, named)),
      props,
    );
    const asks = resourceFunction(place, {
      bundle: 'msk-brokers',
      description: 'Spillway: asks MSK for the brokers of a cluster',
      role: this.role,
      logGroup,
    });
    const resource = new CustomResource(place, 'Resource', {
      serviceToken: asks.functionArn,
      resourceType: 'Custom::SpillwayBrokers',
      serviceTimeout: SERVICE_TIMEOUT,
      properties: { clusterArn, listener },
    });
    this.brokers = resource.getAttString('Brokers');
  }
}

/** For an ARN that is a token, the hash covers the expression but not its value. */
function placeOf(resolved: unknown): string {
  return createHash('sha256').update(JSON.stringify(resolved)).digest('hex').slice(0, 16);
}
