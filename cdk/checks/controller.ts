import { Token } from 'aws-cdk-lib';
import type { PipelineSpec } from '../../lib/pipeline';
import { kafkaClientMisuse } from './kafka-client';
import type { Misuse } from './misuse';

/** What the controller gets beside the spec. */
export interface ControllerMeans {
  readonly password: 'given' | 'missing';
  readonly ca: 'given' | 'missing';
  readonly msk: 'given' | 'missing';
  readonly commitOffsets: 'allowed' | 'denied' | undefined;
  readonly addPartitions: 'allowed' | 'denied' | undefined;
  /** Of the stack; a token where that is not known at synth. */
  readonly region: string;
}

/** Can the function log in to Kafka, and do its rights fit what it is for? */
export function controllerMisuse(spec: PipelineSpec, means: ControllerMeans): Misuse[] {
  // Whether a Collector has the CA is for the tiers to say.
  const login = kafkaClientMisuse(spec.kafka, { password: means.password, msk: means.msk, ca: 'own image' });
  return [...login, ...caMisuse(spec, means), ...observeMisuse(spec, means), ...regionMisuse(spec, means)];
}

function caMisuse({ kafka: { tls } }: PipelineSpec, { ca }: ControllerMeans): Misuse[] {
  if (!tls.enabled || tls.caFile === undefined || ca === 'given') return [];
  // Where Lambda puts layers, which the user may add to the function.
  if (tls.caFile.startsWith('/opt/')) return [];
  return [
    {
      code: 'CDK_CA_FILE_NOT_SHIPPED',
      what: `kafka.tls.caFile is ${tls.caFile}, which the controller's function does not have.`,
      fix: 'Name the PEM file in deploy.kafkaCa (or give its text as kafkaCa of the construct).',
    },
  ];
}

function observeMisuse({ policy }: PipelineSpec, means: ControllerMeans): Misuse[] {
  if (policy.mode === 'act') return [];
  return (['commitOffsets', 'addPartitions'] as const)
    .filter((right) => means[right] === 'allowed')
    .map((right) => ({
      code: 'CDK_OBSERVE_CANNOT_WRITE',
      what: `${right} is allowed, and policy.mode is observe, which never gets a right to write.`,
      fix: `Leave ${right} out, or set policy.mode to act.`,
    }));
}

function regionMisuse({ aws }: PipelineSpec, { region }: ControllerMeans): Misuse[] {
  if (aws.region === undefined || Token.isUnresolved(region) || region === aws.region) return [];
  return [
    {
      code: 'CDK_REGION_DIFFERS',
      what: `aws.region is ${aws.region}, and the stack is deployed to ${region}: parameters, service and secrets are looked for there.`,
      fix: `Set aws.region to ${region}, or leave it out, or deploy the stack to ${aws.region}.`,
    },
  ];
}
