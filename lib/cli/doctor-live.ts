import { PASSWORD_VARIABLE } from '../collector';
import {
  type Client,
  type CollectorFile,
  type Connection,
  collectorClients,
  type Finding,
  skipped,
} from '../doctor';
import { SpillwayError } from '../errors';
import type { CliContext } from './context';
import { readTextOrNothing } from './doctor-spec';

type ConnectedClient = Client & { connection: Connection };

/**
 * The Kafka clients of the live configuration. The password's variable gets its value from the spec. Settings that need
 * a variable or a file from the task are skipped, not reported as faults. So is a text that cannot be parsed, because
 * another check reports that.
 */
export function clientsOfLive(
  live: CollectorFile,
  ofSpec: readonly ConnectedClient[],
  { env }: Pick<CliContext, 'env'>,
): { clients: ConnectedClient[]; findings: Finding[] } {
  const [login] = ofSpec.map(({ connection }) => connection.login);
  const password = login && 'password' in login ? { [PASSWORD_VARIABLE]: login.password } : {};
  try {
    const { clients, findings } = collectorClients(live, {
      env: { ...env, ...password },
      readText: readTextOrNothing,
    });
    return {
      clients,
      findings: findings.map((finding) =>
        finding.code === 'VARIABLE_NOT_SET' || finding.code === 'FILE_UNREADABLE'
          ? skipped(finding.check, finding.subject, `${finding.says} here`)
          : finding,
      ),
    };
  } catch (error) {
    if (error instanceof SpillwayError) return { clients: [], findings: [] };
    throw error;
  }
}
