import { advice, type Finding, fault, isFault } from './finding';
import { judgeConnection } from './judge-connection';
import { judgeLogin } from './judge-login';
import { judgeProtocolVersion } from './judge-protocol-version';
import { type ClusterView, type KafkaProbe, ProbeFailure, type ProbeNode, type TopicView } from './ports';
import type { Target } from './target';

/** A connection to a broker after login, with the first Metadata response. */
export interface Session {
  node: ProbeNode;
  cluster: ClusterView;
  topics: TopicView[];
}

/**
 * Connects to the named brokers and logs in to the first one that responds.
 *
 * @param topics the topics to describe, or all
 * @returns `session` is absent if no broker could be reached, or if the login or the first request failed
 */
export async function openSession(
  { connection, clients }: Target,
  probe: KafkaProbe,
  topics: readonly string[] | 'all',
  nowMs: number,
): Promise<{ findings: Finding[]; session?: Session }> {
  const attempts = await Promise.all(
    connection.brokers.map(async (address) => {
      const result = await probe.connect(address, connection);
      return { address, result, findings: judgeConnection(address, connection, result, nowMs) };
    }),
  );
  const reached = attempts.find(({ result }) => result.end === 'kafka');
  if (reached?.result.end !== 'kafka') return { findings: noneReached(attempts) };
  const { address, result } = reached;
  const findings = [...reached.findings, ...unreachable(attempts)];
  findings.push(...clients.map((client) => judgeProtocolVersion(client, connection, result.node)));
  const login = judgeLogin(address, connection, await result.node.login(connection.login));
  if (login.some(isFault)) return { findings: [...findings, ...login] };
  try {
    const { topics: views, ...cluster } = await result.node.metadata(topics);
    return { findings: [...findings, ...login], session: { node: result.node, cluster, topics: views } };
  } catch (error) {
    if (!(error instanceof ProbeFailure)) throw error;
    // A SASL listener closes the connection like this if a client does not log in.
    if (error.kind === 'closed' && connection.login.mechanism === 'none') {
      findings.push(
        fault('sasl mechanism', 'SASL_REQUIRED', address, 'closes the connection at the first request'),
      );
      return { findings };
    }
    return { findings: [...findings, ...login, fault('cluster', 'REQUEST_FAILED', address, error.message)] };
  }
}

interface Attempt {
  address: string;
  findings: Finding[];
}

/** All steps for the first broker, and only the fault for each of the others. */
function noneReached(attempts: readonly Attempt[]): Finding[] {
  return attempts.flatMap(({ findings }, index) => (index === 0 ? findings : findings.slice(-1)));
}

/** One piece of advice for each named broker that cannot be reached although another one can. */
function unreachable(attempts: readonly Attempt[]): Finding[] {
  return attempts.flatMap(({ address, findings }) => {
    const last = findings.at(-1);
    if (!last || !isFault(last)) return [];
    return [advice(last.check, 'SOME_BROKERS_UNREACHABLE', address, `${last.code}: ${last.says}`)];
  });
}
