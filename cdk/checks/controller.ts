import { Token } from 'aws-cdk-lib';
import type { PipelineSpec } from '../../lib/pipeline';
import { checkKafkaClient } from './kafka-client';
import type { SynthError } from './synth-error';

/** What the controller is given in addition to the spec. */
export interface ControllerInputs {
  readonly password: 'given' | 'missing';
  readonly ca: 'given' | 'missing';
  readonly msk: 'given' | 'missing';
  readonly commitOffsets: 'allowed' | 'denied' | undefined;
  readonly addPartitions: 'allowed' | 'denied' | undefined;
  /** The region of the stack; a token if it is unknown at synth. */
  readonly region: string;
}

/** Checks that the function can log in to Kafka, and that its permissions and region fit the spec. */
export function checkController(spec: PipelineSpec, inputs: ControllerInputs): SynthError[] {
  // The tiers check the CA of their containers; the CA of the function is checked below.
  const login = checkKafkaClient(spec.kafka, { password: inputs.password, msk: inputs.msk, ca: 'own image' });
  return [...login, ...checkCa(spec, inputs), ...checkObserve(spec, inputs), ...checkRegion(spec, inputs)];
}

function checkCa({ kafka: { tls } }: PipelineSpec, { ca }: ControllerInputs): SynthError[] {
  if (!tls.enabled || tls.caFile === undefined || ca === 'given') return [];
  // Lambda mounts layers at /opt, and the user may add a layer with the file to the function.
  if (tls.caFile.startsWith('/opt/')) return [];
  return [
    {
      code: 'CDK_CA_FILE_NOT_SHIPPED',
      message: `kafka.tls.caFile is ${tls.caFile}, and the controller function does not have that file.`,
      whatToDo: 'Set deploy.kafkaCa to the PEM file, or pass its text to the construct as kafkaCa.',
    },
  ];
}

function checkObserve({ policy }: PipelineSpec, inputs: ControllerInputs): SynthError[] {
  if (policy.mode === 'act') return [];
  return (['commitOffsets', 'addPartitions'] as const)
    .filter((right) => inputs[right] === 'allowed')
    .map((right) => ({
      code: 'CDK_OBSERVE_CANNOT_WRITE',
      message: `${right} is allowed, but policy.mode is observe, which never gets a right to write.`,
      whatToDo: `Remove ${right}, or set policy.mode to act.`,
    }));
}

function checkRegion({ aws }: PipelineSpec, { region }: ControllerInputs): SynthError[] {
  if (aws.region === undefined || Token.isUnresolved(region) || region === aws.region) return [];
  return [
    {
      code: 'CDK_REGION_DIFFERS',
      message: `aws.region is ${aws.region}, but the stack is deployed to ${region}. The function would look for parameters, service and secrets in ${region}.`,
      whatToDo: `Set aws.region to ${region}, remove it, or deploy the stack to ${aws.region}.`,
    },
  ];
}
