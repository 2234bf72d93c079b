import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { OtlpDoor } from '../../lib/collector';
import type { SynthError } from './synth-error';

/** What decides who may send telemetry, and who could read it on the way. */
export interface IngestionDoor {
  readonly listener: 'none' | 'internal' | 'internet-facing';
  readonly certificate: object | undefined;
  readonly clients: readonly ec2.IPeer[] | undefined;
  /** Where the Collector receives OTLP; none if its configuration is known only at deployment. */
  readonly receivers: readonly OtlpDoor[];
}

/** Does the Collector ask every client for a login? */
export function asksForLogin(receivers: readonly OtlpDoor[]): boolean {
  return receivers.length > 0 && receivers.every(({ login }) => login !== 'none');
}

/**
 * Checks that an internet-facing listener is encrypted, because telemetry often contains tokens, addresses and queries,
 * that not everyone may send, and that tokens are encrypted everywhere.
 */
export function checkIngestionDoor({
  listener,
  certificate,
  clients,
  receivers,
}: IngestionDoor): SynthError[] {
  if (listener === 'none') return [];
  const isPublic = listener === 'internet-facing';
  const encrypted = receivers.filter(({ encryption }) => encryption === 'tls');
  const isEncrypted =
    certificate !== undefined || (receivers.length > 0 && encrypted.length === receivers.length);
  const tokens = receivers.filter(
    ({ login, encryption }) =>
      login === 'authenticator' && encryption === 'none' && certificate === undefined,
  );
  return [
    ...(isPublic && !isEncrypted ? [WITHOUT_TLS] : []),
    ...(isPublic && !asksForLogin(receivers) ? checkClients(clients) : []),
    ...(isPublic ? [] : tokens.slice(0, 1).map(tokenInClear)),
    ...(certificate === undefined ? [] : encrypted.slice(0, 1).map(tlsTwice)),
  ];
}

function checkClients(clients: readonly ec2.IPeer[] | undefined): SynthError[] {
  const everyone = clients?.find(({ uniqueId }) => uniqueId.endsWith('/0'));
  if (everyone === undefined && clients?.length) return [];
  return [
    {
      code: 'CDK_INGESTION_OPEN',
      message: `The listener is internet-facing and ${everyone ? `its clients are ${everyone.uniqueId}` : 'has no clients'}, so everyone could send telemetry.`,
      whatToDo:
        'Pass the address ranges of your clients as clients, let clients log in with tiers.ingestion.auth, or set listener to internal.',
    },
  ];
}

const WITHOUT_TLS: SynthError = {
  code: 'CDK_INGESTION_WITHOUT_TLS',
  message:
    'The listener is internet-facing and has no certificate, so telemetry would cross the internet in clear text.',
  whatToDo:
    'Pass an ACM certificate as certificate, set tiers.ingestion.auth.mechanism to mtls, or set listener to internal.',
};

function tokenInClear({ receiver, protocol }: OtlpDoor): SynthError {
  return {
    code: 'CDK_INGESTION_TOKEN_IN_CLEAR',
    message: `Clients of ${receiver.id} log in over ${protocol}, but the listener has no certificate, so the token would cross the network in plain text.`,
    whatToDo: 'Pass an ACM certificate as certificate.',
  };
}

function tlsTwice({ receiver, protocol }: OtlpDoor): SynthError {
  return {
    code: 'CDK_INGESTION_TLS_TWICE',
    message: `The listener ends TLS with its certificate and passes plain text on, but ${receiver.id} expects TLS over ${protocol}, so no request would get through.`,
    whatToDo: 'Leave certificate out: the load balancer then passes TLS on to the Collector.',
  };
}

/** Checks that the Collector gets the CA of its clients' certificates. */
export function checkClientCa(
  mechanism: 'none' | 'bearer' | 'mtls',
  ca: 'given' | 'own image' | 'missing',
): SynthError[] {
  if (mechanism !== 'mtls' || ca !== 'missing') return [];
  return [
    {
      code: 'CDK_CLIENT_CA_MISSING',
      message:
        'tiers.ingestion.auth.mechanism is mtls, but the published image of the Collector does not contain the CA of your clients.',
      whatToDo:
        'Set deploy.ingestion.clientCa to the PEM file, or pass its text to the construct as clientCa.',
    },
  ];
}

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
