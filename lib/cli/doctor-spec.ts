import { readFileSync } from 'node:fs';
import { createAwsClients } from '../adapters/aws/clients';
import { resolveSecret } from '../adapters/aws/secrets';
import { type Client, type Connection, type Finding, fault, specClients } from '../doctor';
import { SpillwayError } from '../errors';
import type { PipelineSpec } from '../pipeline';
import type { CliContext } from './context';

/** The Kafka clients of the spec's tiers with password and CA, or the reason why one of these is missing. */
export async function clientsOfSpec(
  spec: PipelineSpec,
  { env }: Pick<CliContext, 'env'>,
): Promise<{ clients: (Client & { connection: Connection })[]; findings: Finding[] }> {
  const { auth, tls } = spec.kafka;
  const findings: Finding[] = [];
  let password: string | undefined;
  if ('password' in auth) {
    const clients = createAwsClients({ env, region: spec.aws.region });
    try {
      password = await resolveSecret(auth.password, { env, secretsManagerClient: clients.secretsManager });
    } catch (error) {
      if (!(error instanceof SpillwayError)) throw error;
      findings.push(fault('settings', 'SECRET_UNREADABLE', 'spec kafka.auth.password', error.message));
    } finally {
      clients.destroy();
    }
  }
  const ca = tls.enabled && tls.caFile !== undefined ? readTextOrNothing(tls.caFile) : undefined;
  if (tls.enabled && tls.caFile !== undefined && ca === undefined) {
    findings.push(fault('settings', 'FILE_UNREADABLE', 'spec kafka.tls.caFile', tls.caFile));
  }
  return { clients: findings.length > 0 ? [] : specClients(spec, { password, ca }), findings };
}

/** The text of a file; `undefined` if it cannot be read. */
export function readTextOrNothing(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
