import { advice, type Finding, fault, isFault } from './finding';
import { judgeLogin } from './judge-login';
import { judgeProtocolVersion } from './judge-protocol-version';
import { judgeWay } from './judge-way';
import { type ClusterView, type KafkaProbe, ProbeFailure, type ProbeNode, type TopicView } from './ports';
import type { Target } from './target';

/** In: logged in to one of the named brokers, which has answered a question. */
export interface Entrance {
  node: ProbeNode;
  cluster: ClusterView;
  topics: TopicView[];
}

/**
 * The way in: to any of the named brokers, up to the first answer that takes a login.
 *
 * @param topics to ask for, or all
 */
export async function enter(
  { connection, clients }: Target,
  probe: KafkaProbe,
  topics: readonly string[] | 'all',
  nowMs: number,
): Promise<{ findings: Finding[]; entrance?: Entrance }> {
  const ways = await Promise.all(
    connection.brokers.map(async (address) => ({ address, way: await probe.walk(address, connection) })),
  );
  const judged = ways.map(({ address, way }) => ({
    ...{ address, way },
    findings: judgeWay(address, connection, way, nowMs),
  }));
  const good = judged.find(({ way }) => way.end === 'kafka');
  if (good?.way.end !== 'kafka') return { findings: inVain(judged.map(({ findings }) => findings)) };
  const { address, way } = good;
  const findings = [...good.findings, ...others(judged.filter((each) => each !== good))];
  findings.push(...clients.map((client) => judgeProtocolVersion(client, connection, way.node)));
  const login = judgeLogin(address, connection, await way.node.login(connection.login));
  if (login.some(isFault)) return { findings: [...findings, ...login] };
  try {
    const { topics: views, ...cluster } = await way.node.metadata(topics);
    return { findings: [...findings, ...login], entrance: { node: way.node, cluster, topics: views } };
  } catch (error) {
    if (!(error instanceof ProbeFailure)) throw error;
    // How a SASL listener says no to a client that does not log in.
    if (error.kind === 'closed' && connection.login.mechanism === 'none') {
      findings.push(fault('sasl mechanism', 'SASL_REQUIRED', address, 'closes the connection at once'));
      return { findings };
    }
    return { findings: [...findings, ...login, fault('cluster', 'REQUEST_FAILED', address, error.message)] };
  }
}

/** None of the brokers let anybody in: the whole way to the first one, and the end of the others'. */
function inVain(judged: readonly Finding[][]): Finding[] {
  return judged.flatMap((findings, index) => (index === 0 ? findings : findings.slice(-1)));
}

/** Brokers beside the one that is used: those that cannot be reached are worth a line. */
function others(judged: readonly { address: string; findings: Finding[] }[]): Finding[] {
  return judged.flatMap(({ address, findings }) => {
    const last = findings.at(-1);
    if (!last || !isFault(last)) return [];
    return [advice(last.check, 'SOME_BROKERS_UNREACHABLE', address, `${last.code}: ${last.says}`)];
  });
}
