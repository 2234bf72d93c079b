import { createHash } from 'node:crypto';
import { CustomResource, Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { MskListener } from '../lib/pipeline';
import { MSK_BROKERS_RIGHTS } from './msk-brokers-rights';
import {
  ANSWER_WITHIN,
  type ResourceFunctionOptions,
  resourceFunction,
  resourceLog,
  resourceRole,
} from './resource-function';
import { statementOf } from './right';

export interface MskBrokersProps extends ResourceFunctionOptions {
  /** May be a token. */
  readonly clusterArn: string;
  /** The way in that the clients take: `plaintext`, `tls`, `scram` or `iam`. */
  readonly listener: MskListener;
}

/**
 * The bootstrap brokers of an MSK cluster, asked for at deploy by a custom resource with a small function of its own:
 * once, when the resource is made. CloudFormation keeps the answer, so that no later deployment changes a configuration
 * because MSK names three other brokers (docs/design-notes/0017).
 *
 * ```ts
 * const { brokers } = new MskBrokers(stack, 'Brokers', { clusterArn, listener: 'iam' });
 * new BacklogController(stack, 'Controller', { pipeline, vpc, brokers, config: { kind: 'managed' } });
 * new IngestionTier(stack, 'Ingestion', { pipeline, vpc, brokers });
 * ```
 *
 * Without one, controller and ingestion tier each make their own where the spec has no brokers.
 */
export class MskBrokers extends Construct {
  /** A token: `host:port`, separated by commas. */
  readonly brokers: string;
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: MskBrokersProps) {
    super(scope, id);
    const { clusterArn, listener } = props;
    // Another cluster or login means another resource: what refers to it then changes its text, and is rolled out; and
    // a rollback finds the old one as it was.
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
      serviceTimeout: ANSWER_WITHIN,
      properties: { clusterArn, listener },
    });
    this.brokers = resource.getAttString('Brokers');
  }
}

/** Of an ARN that is a token it sees where it comes from, not what it is. */
function placeOf(resolved: unknown): string {
  return createHash('sha256').update(JSON.stringify(resolved)).digest('hex').slice(0, 16);
}
