import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { stringify } from 'yaml';
import type { MadeNetwork } from '../moto/network';
import type { DeploymentWorld } from './deployment';

const LOGIN = { username: 'spillway', password: 'moto-knows-it' };
const SECRET = 'kafka/spillway';

/** Options for the world's broker: one user, who logs in with the password from Secrets Manager. */
export const BROKER_WITH_LOGIN = { sasl: { users: [LOGIN], mechanisms: ['PLAIN'] as const } };

/** Stores Kafka's password where the spec expects it. */
export async function storePassword({ clients }: Pick<DeploymentWorld, 'clients'>): Promise<void> {
  const SecretString = JSON.stringify({ password: LOGIN.password });
  await clients.secretsManager.send(new CreateSecretCommand({ Name: SECRET, SecretString }));
}

export interface WholePipeline {
  name: string;
  deploy: Record<string, unknown>;
  /** The `kafka` section. @default the world's broker, with the login */
  kafka?: Record<string, unknown>;
  mode?: 'observe' | 'act';
  /** As in `tiers.processing.processors`. */
  processors?: Record<string, unknown>;
  tasks?: { min: number; max: number };
}

/** A spec that a user could write, for an existing network and broker. @returns the YAML */
export function wholePipeline(
  world: Pick<DeploymentWorld, 'saslBootstrap' | 'topic'>,
  vpc: MadeNetwork,
  { name, deploy, mode = 'act', processors = {}, tasks = { min: 1, max: 3 }, ...more }: WholePipeline,
): string {
  const text = stringify({
    name,
    kafka: more.kafka ?? loginTo(world.saslBootstrap),
    group: `${name}-processing`,
    signals: { traces: { topic: world.topic } },
    tiers: {
      processing: {
        ...{ cluster: name, service: 'processing', tasks, processors },
        ...{ stopTimeout: '35s', backend: { endpoint: 'https://backend.example:4318' } },
      },
    },
    policy: { mode },
    deploy: { vpc, ...deploy },
  });
  // The broker of this machine has no certificate.
  return text.replace('kafka:\n', 'kafka:\n  # spillway: ignore KAFKA_SASL_WITHOUT_TLS\n');
}

function loginTo(broker: string): Record<string, unknown> {
  const { username } = LOGIN;
  const password = { secretsManager: SECRET, field: 'password' };
  return { brokers: [broker], auth: { mechanism: 'PLAIN', username, password } };
}
