import { judgeLogin } from './judge-login';
import type { BrokerView, KafkaProbe, ProbeNode, Way } from './ports';
import type { Connection } from './target';

/** A broker as it advertises itself, and how far the way there goes. */
export interface AdvertisedBroker extends BrokerView {
  address: string;
  way: Way;
}

/** Goes the way to every advertised broker, and logs in to those that are asked for. */
export interface Nodes {
  advertised: AdvertisedBroker[];
  /** Logged in; `undefined` where the way ends before that. */
  node(nodeId: number): Promise<ProbeNode | undefined>;
}

/** @param entrance the connection that exists, used again for the broker that advertises its address */
export async function openNodes(
  brokers: readonly BrokerView[],
  connection: Connection,
  probe: KafkaProbe,
  entrance: ProbeNode,
): Promise<Nodes> {
  const advertised = await Promise.all(
    brokers.map(async (broker): Promise<AdvertisedBroker> => {
      const address = `${broker.host}:${broker.port}`;
      const way: Way =
        address === entrance.address
          ? { end: 'kafka', ip: broker.host, node: entrance }
          : await probe.walk(address, connection);
      return { ...broker, address, way };
    }),
  );
  const nodes = new Map<number, Promise<ProbeNode | undefined>>();

  async function logIn(nodeId: number): Promise<ProbeNode | undefined> {
    const way = advertised.find((broker) => broker.nodeId === nodeId)?.way;
    if (way?.end !== 'kafka') return undefined;
    if (way.node === entrance) return entrance;
    const outcome = await way.node.login(connection.login);
    const refused = judgeLogin(way.node.address, connection, outcome).some(
      ({ status }) => status === 'fault',
    );
    return refused ? undefined : way.node;
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
