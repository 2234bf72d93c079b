import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from 'kafkajs';
import type { RunningKafka } from '../../../local/kafka/broker-process';
import { createTopics, withAdmin } from '../../../local/kafka/topics';
import { freePorts } from '../../../local/process/free-ports';
import { type BlackHole, startBlackHole } from '../kafka/black-hole';
import { startOlderKafka, startTestKafka } from '../kafka/broker';
import { type IssuedCertificate, type TestCa, testCa } from '../kafka/certificates';

export const TOPIC = 'otlp_spans';
export const GROUP = 'otel-processing';
export const PASSWORD = 'correct-horse';

/** The users of the SASL listener, each of whom lacks something. */
const USERS = {
  otel: 'nothing',
  blind: 'any right to the topic',
  describer: 'the right to read',
  groupless: 'the right to the group',
} as const;

/** A broker with a listener for every fault, and the other obstacles. */
export interface DoctorWorld {
  kafka: RunningKafka;
  /** Kafka 4.0. */
  olderKafka: RunningKafka;
  ca: TestCa;
  strangerCa: TestCa;
  client: IssuedCertificate;
  strangerClient: IssuedCertificate;
  closedPort: number;
  blackHole: BlackHole;
  stop(): Promise<void>;
}

export async function startDoctorWorld(): Promise<DoctorWorld> {
  const [ca, strangerCa, blackHole, [closedPort = 0]] = await Promise.all([
    testCa('spillway test CA'),
    testCa('another CA'),
    startBlackHole(),
    freePorts(1),
  ]);
  const [good, expired, otherName, client, strangerClient] = await Promise.all([
    ca.issue({ name: 'broker', daysLeft: 90 }),
    ca.issue({ name: 'expired', daysLeft: -1 }),
    ca.issue({ name: 'other-name', names: [{ dns: 'kafka.example.com' }] }),
    ca.issue({ name: 'client' }),
    strangerCa.issue({ name: 'stranger' }),
  ]);
  const olderKafka = await startOlderKafka();
  const kafka = await startTestKafka({
    sasl: {
      users: Object.keys(USERS).map((username) => ({ username, password: PASSWORD })),
      mechanisms: ['PLAIN', 'SCRAM-SHA-256'],
    },
    proxy: { advertisedPort: closedPort },
    tls: [
      { name: 'TLS', keyFile: good.keyFile },
      { name: 'EXPIRED', keyFile: expired.keyFile },
      { name: 'OTHERNAME', keyFile: otherName.keyFile },
      { name: 'MUTUAL', keyFile: good.keyFile, clientCaFile: ca.caFile },
    ],
    properties: {
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      // Clients that do not log in are super users: those of the plaintext and TLS listeners, and the broker itself.
      'super.users': 'User:ANONYMOUS;User:CN=client',
    },
  });
  await createTopics(kafka.bootstrap, [{ topic: TOPIC, partitions: 3 }]);
  await createTopics(olderKafka.bootstrap, [{ topic: TOPIC, partitions: 3 }]);
  await grant(kafka.bootstrap);
  return {
    ...{ kafka, olderKafka, ca, strangerCa, client, strangerClient, closedPort, blackHole },
    async stop() {
      blackHole.close();
      await Promise.all([kafka.stop(), olderKafka.stop(), ca.remove(), strangerCa.remove()]);
    },
  };
}

async function grant(bootstrap: string): Promise<void> {
  const { READ, DESCRIBE } = AclOperationTypes;
  const { TOPIC: topic, GROUP: group } = AclResourceTypes;
  const rights = [
    { user: 'otel', resourceType: topic, resourceName: TOPIC, operation: READ },
    { user: 'otel', resourceType: group, resourceName: GROUP, operation: READ },
    { user: 'blind', resourceType: group, resourceName: GROUP, operation: READ },
    { user: 'describer', resourceType: topic, resourceName: TOPIC, operation: DESCRIBE },
    { user: 'describer', resourceType: group, resourceName: GROUP, operation: READ },
    { user: 'groupless', resourceType: topic, resourceName: TOPIC, operation: READ },
  ];
  await withAdmin(bootstrap, (admin) =>
    admin.createAcls({
      acl: rights.map(({ user, ...right }) => ({
        ...right,
        ...{ principal: `User:${user}`, host: '*', permissionType: AclPermissionTypes.ALLOW },
        resourcePatternType: ResourcePatternTypes.LITERAL,
      })),
    }),
  );
}
