import { BROKERS, SEEN, type VerdictEntry } from './verdict-entry';

/** Verdicts of names, addresses and ports. */
export const NETWORK_VERDICTS = {
  NAME_NOT_FOUND: {
    title: 'the host name does not resolve',
    explanation:
      'Name lookup gave no address for the broker. The Collector stays up and healthy, retries for ever, and consumes nothing. A typing error, or a name of a private zone that is not visible from this network.',
    setting: BROKERS,
    source: SEEN,
  },
  PORT_CLOSED: {
    title: 'nothing listens on the port',
    explanation:
      'The host answers, and refuses the connection: the port is wrong, the broker is down, or it listens on another interface only. Kafka has a port for each kind of listener (MSK: 9092 plaintext, 9094 TLS, 9096 SCRAM, 9098 IAM).',
    setting: BROKERS,
    source: SEEN,
  },
  NO_ANSWER: {
    title: 'no answer to the connection attempt',
    explanation:
      'Packets to the address vanish: a security group, a firewall or a missing route drops them. The Collector waits 10 seconds an attempt, and retries for ever.',
    setting: { ...BROKERS, elsewhere: 'security group of the brokers, routes, network ACL' },
    source: SEEN,
  },
  HOST_UNREACHABLE: {
    title: 'there is no route to the host',
    explanation: 'The network says that the address cannot be reached from here.',
    setting: { ...BROKERS, elsewhere: 'routes, VPC peering' },
    source: 'connect(2): EHOSTUNREACH, ENETUNREACH',
  },
  SOME_BROKERS_UNREACHABLE: {
    title: 'some of the named brokers cannot be reached',
    explanation:
      'At least one named broker answers, so clients get in; but each start may try a dead one first, and once the others are down nobody gets in.',
    setting: BROKERS,
    source: 'a client tries its brokers one after the other',
  },
  NOT_KAFKA: {
    title: 'what answers is not Kafka',
    explanation:
      'The port is open, but ApiVersions, the first request of every client, is not answered as Kafka does.',
    setting: BROKERS,
    source: 'KIP-35',
  },
  CONNECTION_CLOSED: {
    title: 'the connection is closed at the first request',
    explanation:
      'The port takes connections and ends them without an answer: a proxy or load balancer without a broker behind it, or a broker that just starts.',
    setting: BROKERS,
    source: 'KIP-35',
  },
  ADVERTISED_UNREACHABLE: {
    title: 'a broker advertises an address that cannot be reached from here',
    explanation:
      'The named brokers are only the way in. Each broker then tells clients where to find it, and this address does not lead there from here: advertised.listeners names an internal address, or a port that is not forwarded.',
    setting: { ...BROKERS, elsewhere: 'advertised.listeners of the brokers; DNS and routes here' },
    source: SEEN,
  },
} as const satisfies Record<string, VerdictEntry>;
