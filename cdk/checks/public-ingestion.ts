import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { SynthError } from './synth-error';

/**
 * Checks that an internet-facing listener has a certificate, because telemetry often contains tokens, addresses and
 * queries, and that its clients are listed, because OTLP has no login.
 */
export function checkPublicIngestion(
  listener: 'none' | 'internal' | 'internet-facing',
  certificate: object | undefined,
  clients: readonly object[] | undefined,
): SynthError[] {
  if (listener !== 'internet-facing') return [];
  return [...(certificate ? [] : [WITHOUT_TLS]), ...(clients?.length ? [] : [WITHOUT_CLIENTS])];
}

const WITHOUT_TLS: SynthError = {
  code: 'CDK_INGESTION_WITHOUT_TLS',
  message:
    'The listener is internet-facing and has no certificate, so telemetry would cross the internet in clear text.',
  whatToDo: 'Pass an ACM certificate as certificate, or set listener to internal.',
};

const WITHOUT_CLIENTS: SynthError = {
  code: 'CDK_INGESTION_OPEN',
  message: 'The listener is internet-facing and has no clients, so everyone could send telemetry.',
  whatToDo: 'Pass the address ranges of your clients as clients, or set listener to internal.',
};

/** Checks that an internet-facing listener has a public subnet. */
export function checkPublicSubnet(
  listener: 'none' | 'internal' | 'internet-facing',
  vpc: ec2.IVpc,
  subnets: ec2.SubnetSelection | undefined,
): SynthError[] {
  if (listener !== 'internet-facing' || subnets || vpc.publicSubnets.length > 0) return [];
  return [
    {
      code: 'CDK_LISTENER_WITHOUT_PUBLIC_SUBNET',
      message: 'The listener is internet-facing, but the VPC has no public subnet.',
      whatToDo: 'Add public subnets to the VPC, or set listener to internal.',
    },
  ];
}
