import { BROKERS, REPRODUCED, type VerdictEntry } from './verdict-entry';

/** Verdicts on names, addresses and ports. */
export const NETWORK_VERDICTS = {
  NAME_NOT_FOUND: {
    severity: 'fault',
    title: 'the host name does not resolve',
    explanation:
      'DNS has no address for the broker. The Collector stays up, reports healthy, retries forever, and consumes nothing. The name has a typo, or it belongs to a private zone that this network cannot see.',
    whatToDo: 'Correct the name, or associate the private hosted zone with this VPC.',
    setting: BROKERS,
    source: REPRODUCED,
  },
  PORT_CLOSED: {
    severity: 'fault',
    title: 'nothing listens on the port',
    explanation:
      'The host refuses the connection. The port is wrong, the broker is down, or it listens on another interface only.',
    whatToDo:
      'Use the port of the listener that you want. MSK has 9092 for plaintext, 9094 for TLS, 9096 for SCRAM and 9098 for IAM. If the port is right, start the broker.',
    setting: BROKERS,
    source: REPRODUCED,
  },
  NO_ANSWER: {
    severity: 'fault',
    title: 'the connection attempt timed out',
    explanation:
      'Packets to the address are dropped by a security group, a firewall or a missing route. The Collector waits 10 seconds for each attempt and retries forever.',
    whatToDo: 'Allow this network in the security group of the brokers, and check routes and network ACLs.',
    setting: { ...BROKERS, elsewhere: 'security group of the brokers, routes, network ACL' },
    source: REPRODUCED,
  },
  HOST_UNREACHABLE: {
    severity: 'fault',
    title: 'no route to the host',
    explanation: 'The network reports that the address cannot be reached from here.',
    whatToDo:
      'Add the route, for example by VPC peering or a transit gateway, or run doctor where the tasks run.',
    setting: { ...BROKERS, elsewhere: 'routes, VPC peering' },
    source: 'connect(2): EHOSTUNREACH, ENETUNREACH',
  },
  SOME_BROKERS_UNREACHABLE: {
    severity: 'advice',
    title: 'some of the named brokers cannot be reached',
    explanation:
      'At least one named broker answers, so clients can connect. A client may try a dead one first at each start. When the other brokers are down, no client can connect.',
    whatToDo: 'Remove the dead addresses from the list, or bring those brokers back.',
    setting: BROKERS,
    source: 'clients try the named brokers one after the other',
  },
  NOT_KAFKA: {
    severity: 'fault',
    title: 'the port does not speak Kafka',
    explanation:
      'The port is open, but it does not answer ApiVersions, the first request of every client, as a Kafka broker does.',
    whatToDo: 'Correct the host and the port.',
    setting: BROKERS,
    source: 'KIP-35',
  },
  CONNECTION_CLOSED: {
    severity: 'fault',
    title: 'the connection is closed at the first request',
    explanation:
      'The port accepts connections and closes them without an answer. It is a proxy or load balancer with no broker behind it, or a broker that is starting.',
    whatToDo: 'Wait until the broker has started, or check the targets of the proxy or load balancer.',
    setting: BROKERS,
    source: 'KIP-35',
  },
  ADVERTISED_UNREACHABLE: {
    severity: 'fault',
    title: 'a broker advertises an address that cannot be reached from here',
    explanation:
      'Clients use the named brokers only to connect first. Each broker then advertises the address that clients must use for it. This address cannot be reached from here: advertised.listeners has an internal address, or a port that is not forwarded.',
    whatToDo:
      'Correct advertised.listeners, or make the advertised address resolvable and reachable from here.',
    setting: { ...BROKERS, elsewhere: 'advertised.listeners of the brokers; DNS and routes here' },
    source: REPRODUCED,
  },
} as const satisfies Record<string, VerdictEntry>;
