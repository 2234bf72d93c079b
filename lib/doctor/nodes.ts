import { judgeLogin } from './judge-login';
import type { BrokerView, ConnectionResult, KafkaProbe, ProbeNode } from './ports';
import type { Connection } from './target';

/** A broker at its advertised address, with the outcome of connecting to it. */
export interface AdvertisedBroker extends BrokerView {
  address: string;
  result: ConnectionResult;
}

/** Connections to all advertised brokers. Each login happens when its broker is first needed. */
export interface Nodes {
  advertised: AdvertisedBroker[];
  /** The broker after the login; `undefined` if it cannot be reached or rejects the login. */
  node(nodeId: number): Promise<ProbeNode | undefined>;
}

/** @param session the open connection, reused for the broker that advertises its address */
export async function openNodes(
  brokers: readonly BrokerView[],
  connection: Connection,
  probe: KafkaProbe,
  session: ProbeNode,
): Promise<Nodes> {
  const advertised = await Promise.all(
    brokers.map(async (broker): Promise<AdvertisedBroker> => {
      const address = `${broker.host}:${broker.port}`;
      const result: ConnectionResult =
        address === session.address
          ? { end: 'kafka', ip: broker.host, node: session }
          : await probe.connect(address, connection);
      return { ...broker, address, result };
    }),
  );
  const nodes = new Map<number, Promise<ProbeNode | undefined>>();

  async function logIn(nodeId: number): Promise<ProbeNode | undefined> {
    const result = advertised.find((broker) => broker.nodeId === nodeId)?.result;
    if (result?.end !== 'kafka') return undefined;
    if (result.node === session) return session;
    const outcome = await result.node.login(connection.login);
    const refused = judgeLogin(result.node.address, connection, outcome).some(
      ({ status }) => status === 'fault',
    );
    return refused ? undefined : result.node;
  }

  return {
    advertised,
    node(nodeId) {
      const known = nodes.get(nodeId) ?? logIn(nodeId);
      nodes.set(nodeId, known);
      return known;
    },
  };
}
