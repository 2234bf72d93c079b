import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Misuse } from './misuse';

/** Is telemetry taken from the internet in clear? It holds tokens, addresses and queries, whatever was meant to be in it. */
export function publicIngestionMisuse(
  listener: 'none' | 'internal' | 'internet-facing',
  certificate: object | undefined,
): Misuse[] {
  if (listener !== 'internet-facing' || certificate) return [];
  return [
    {
      code: 'CDK_INGESTION_WITHOUT_TLS',
      what: 'The listener is internet-facing and has no certificate: telemetry would be sent in clear.',
      fix: 'Give certificate, one of ACM, or set listener to internal.',
    },
  ];
}

/** Has a listener on the internet a subnet to stand in? An isolated VPC has none, nor one that was imported without. */
export function publicSubnetMisuse(
  listener: 'none' | 'internal' | 'internet-facing',
  vpc: ec2.IVpc,
  subnets: ec2.SubnetSelection | undefined,
): Misuse[] {
  if (listener !== 'internet-facing' || subnets || vpc.publicSubnets.length > 0) return [];
  return [
    {
      code: 'CDK_LISTENER_WITHOUT_PUBLIC_SUBNET',
      what: 'The listener is internet-facing, and the VPC has no public subnet.',
      fix: 'Give it public subnets, or set listener to internal.',
    },
  ];
}
