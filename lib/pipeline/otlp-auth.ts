import * as z from 'zod';
import { type ContainerSecretSource, containerSecretSchema } from './secret-schema';
import type { SpecConflict } from './spec-conflict';

/** How clients of the ingestion tier log in. */
export const otlpAuthSchema = z.discriminatedUnion(
  'mechanism',
  [
    z.strictObject({ mechanism: z.literal('none') }),
    z.strictObject({
      mechanism: z.literal('bearer'),
      /** What clients send as `authorization: Bearer TOKEN`. */
      token: containerSecretSchema,
    }),
    z.strictObject({
      mechanism: z.literal('mtls'),
      /** The certificate chain that the Collectors show to clients, as PEM text. */
      certificate: containerSecretSchema,
      /** Its private key, as PEM text. */
      key: containerSecretSchema,
    }),
  ],
  'expected none, bearer or mtls',
);
export type OtlpAuth = z.output<typeof otlpAuthSchema>;

/** The environment variables in which the containers of the ingestion tier get the secrets of a login. */
export const OTLP_VARIABLES = {
  token: 'SPILLWAY_OTLP_TOKEN',
  certificate: 'SPILLWAY_OTLP_CERTIFICATE',
  key: 'SPILLWAY_OTLP_KEY',
} as const;

/** The secrets of a login, each with its environment variable. */
export function otlpSecrets(auth: OtlpAuth): { variable: string; secret: ContainerSecretSource }[] {
  switch (auth.mechanism) {
    case 'none':
      return [];
    case 'bearer':
      return [{ variable: OTLP_VARIABLES.token, secret: auth.token }];
    case 'mtls':
      return [
        { variable: OTLP_VARIABLES.certificate, secret: auth.certificate },
        { variable: OTLP_VARIABLES.key, secret: auth.key },
      ];
  }
}

/** The parts of a spec that decide who may send. */
interface Door {
  tiers: { ingestion: { auth: OtlpAuth } };
  deploy: {
    ingestion:
      | 'none'
      | {
          listener: 'internal' | 'internet-facing';
          clients?: string[] | undefined;
          certificateArn?: string | undefined;
          clientCa?: string | undefined;
          image?: string | undefined;
        };
  };
}

/** A listener that would accept everybody, or show telemetry or a token to everybody, and a login that cannot work. */
export function otlpConflicts({ tiers, deploy: { ingestion } }: Door): SpecConflict[] {
  if (ingestion === 'none') return [];
  const { mechanism } = tiers.ingestion.auth;
  const { listener, clients, certificateArn, clientCa, image } = ingestion;
  const isPublic = listener === 'internet-facing';
  const conflicts = {
    certificateArn: certificateConflict(mechanism, isPublic, certificateArn),
    clients: isPublic && mechanism === 'none' ? clientsConflict(clients) : undefined,
    clientCa: clientCaConflict(mechanism, clientCa, image),
  };
  return Object.entries(conflicts).flatMap(([key, message]) =>
    message === undefined ? [] : [{ path: ['deploy', 'ingestion', key], message }],
  );
}

type Mechanism = OtlpAuth['mechanism'];

function certificateConflict(
  mechanism: Mechanism,
  isPublic: boolean,
  certificateArn: string | undefined,
): string | undefined {
  if (mechanism === 'mtls') {
    return certificateArn === undefined
      ? undefined
      : 'expected none with tiers.ingestion.auth.mechanism: mtls, because the Collector has to see the certificate of the client, and a load balancer with a certificate of its own hides it';
  }
  if (certificateArn !== undefined) return undefined;
  if (mechanism === 'bearer') {
    return 'is missing, but with tiers.ingestion.auth.mechanism: bearer the token would cross the network in plain text. If you deploy the tier in another way, set deploy.ingestion: none';
  }
  return isPublic
    ? 'is missing, but listener: internet-facing requires a certificate so that telemetry is encrypted'
    : undefined;
}

function clientsConflict(clients: string[] | undefined): string | undefined {
  if (clients === undefined) {
    return 'is missing, but listener: internet-facing would accept telemetry from everyone. List the address ranges of your clients, or let them log in with tiers.ingestion.auth';
  }
  const everyone = clients.find((range) => range.endsWith('/0'));
  return everyone === undefined
    ? undefined
    : `expected the ranges of your clients, because ${everyone} is everyone on the internet, or a login with tiers.ingestion.auth`;
}

function clientCaConflict(
  mechanism: Mechanism,
  clientCa: string | undefined,
  image: string | undefined,
): string | undefined {
  if (mechanism === 'mtls') {
    // An image of your own may contain the file.
    return clientCa === undefined && image === undefined
      ? 'is missing, but tiers.ingestion.auth.mechanism: mtls checks the certificates of clients with it. If you deploy the tier in another way, set deploy.ingestion: none'
      : undefined;
  }
  return clientCa === undefined
    ? undefined
    : 'expected none without tiers.ingestion.auth.mechanism: mtls, because nothing would check it';
}
