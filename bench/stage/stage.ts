import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createKafkaAdmin } from '../../lib/adapters/kafka';
import type { KafkaAdmin } from '../../lib/controller/ports';
import { type RunningKafka, startKafka } from '../../local/kafka/broker-process';
import {
  createMeter,
  type Meter,
  type MeteredRelay,
  type Network,
  startMeteredRelay,
} from '../../local/kafka/metered-relay';
import { type SelfSignedKey, selfSignedKey } from '../../local/kafka/self-signed-key';
import { createTopics } from '../../local/kafka/topics';
import { waitUntil } from '../../local/process/wait-until';
import type { CleanUp } from '../../local/world/clean-up';
import { startPeer } from '../peers/peer';

/** How many topics, and partitions in each. */
export interface Size {
  topics: number;
  partitionsEach: number;
}

/** What a group has left to read. */
export type Behind = 'nothing' | 'all';
export const BEHIND: readonly Behind[] = ['nothing', 'all'];

/** How clients reach the brokers: through a relay, which may imitate a network, or not. */
export type Wire = 'direct' | 'relayed' | 'scram-tls';

/** Where clients find the brokers. */
export interface Access {
  brokers: string[];
  login?: { username: string; password: string; ca: string; caFile: string };
}

/** Brokers with topics, and two groups that read them: one has read all, the other nothing. */
export interface Stage {
  readonly size: Size;
  readonly kafka: RunningKafka;
  access(wire: Wire): Access;
  /** What goes through the relays. */
  readonly meter: Meter;
  /** What the relays imitate. */
  readonly network: Network;
}

export interface StageOptions {
  size: Size;
  brokers: number;
  kafkaHome: string;
  /** The Go program with the members. */
  goPeers: string;
  folder: string;
  progress: (line: string) => void;
}

const run = promisify(execFile);

/** The records in each partition. */
export const RECORDS_EACH = 3;
/** Older than any drain limit, so a group that has read none of them is behind in time, too. */
const AGE = '1h';
const USER = { username: 'otel', password: 'bench-password' };
const TOPIC_PREFIX = 'otlp_spans.team-';
/** All topics match it, as a pipeline with so many would name them. */
export const TOPIC_PATTERN = '^otlp_spans[.].*';
/** KRaft refuses requests that make more than 10,000 records of metadata. */
const PARTITIONS_AT_ONCE = 3_000;
const COMMITS_AT_ONCE = 10_000;
const GROUP_TIMEOUT_MS = 120_000;
/** A broker as large as its partitions need, compiled as in production. */
const JVM = ['-Xms1g', '-Xmx2g'];

export function groupOf(behind: Behind): string {
  return `otel-processing-${behind}`;
}

/** The spec's name, which is part of the client id that marks a member as its own. */
export function pipelineOf(behind: Behind): string {
  return `bench-${behind}`;
}

/** Starts the brokers, creates the topics with a few records, commits for both groups, and starts a member of each. */
export async function startStage(options: StageOptions, cleanUp: CleanUp): Promise<Stage> {
  const { size, brokers, folder, progress } = options;
  progress(`Preparing ${size.topics} topics of ${size.partitionsEach} partitions on ${brokers} broker(s).`);
  const meter = createMeter();
  const network: Network = { roundTripMs: 0 };
  const relays = await Promise.all(
    Array.from({ length: brokers }, () => startMeteredRelay({ meter, network })),
  );
  for (const relay of relays) cleanUp.add('a relay', () => relay.close());
  const key = await selfSignedKey(folder);
  const kafka = await startBrokers(options, key, relays);
  cleanUp.add('Kafka', () => kafka.stop());
  await fill(kafka.bootstrap, size, options.goPeers);
  for (const behind of BEHIND) {
    const stop = await startMember(kafka.bootstrap, options.goPeers, behind);
    cleanUp.add(`the member of ${groupOf(behind)}`, stop);
  }
  const accesses: Record<Wire, Access> = {
    direct: { brokers: [kafka.bootstrap] },
    relayed: { brokers: [`127.0.0.1:${relays[0]?.port}`] },
    'scram-tls': {
      brokers: [kafka.saslBootstrap ?? ''],
      login: { ...USER, ca: key.ca, caFile: key.caFile },
    },
  };
  return { size, kafka, meter, network, access: (wire) => accesses[wire] };
}

async function startBrokers(
  { kafkaHome, brokers }: StageOptions,
  { keyStore }: SelfSignedKey,
  relays: readonly MeteredRelay[],
): Promise<RunningKafka> {
  const [advertisedPort = 0, ...furtherPorts] = relays.map(({ port }) => port);
  const kafka = await startKafka({
    kafkaHome,
    brokers,
    jvm: JVM,
    sasl: { users: [USER], mechanisms: ['SCRAM-SHA-512'], keyStore },
    proxy: { advertisedPort, furtherPorts },
  });
  const listening = [kafka.proxied?.listenPort ?? 0, ...(kafka.proxied?.furtherPorts ?? [])];
  for (const [index, relay] of relays.entries()) relay.forwardTo(listening[index] ?? 0);
  return kafka;
}

async function fill(bootstrap: string, { topics, partitionsEach }: Size, goPeers: string): Promise<void> {
  const names = Array.from(
    { length: topics },
    (_, index) => `${TOPIC_PREFIX}${String(index).padStart(4, '0')}.checkout-eu-central-1`,
  );
  const atOnce = Math.max(1, Math.floor(PARTITIONS_AT_ONCE / partitionsEach));
  for (let from = 0; from < topics; from += atOnce) {
    await createTopics(
      bootstrap,
      names.slice(from, from + atOnce).map((topic) => ({ topic, partitions: partitionsEach })),
    );
  }
  await run(goPeers, [
    ...['records', '-brokers', bootstrap, '-prefix', TOPIC_PREFIX],
    ...['-count', String(RECORDS_EACH), '-age', AGE],
  ]);
  const partitions = names.flatMap((topic) =>
    Array.from({ length: partitionsEach }, (_, partition) => ({ topic, partition })),
  );
  await withAdmin(bootstrap, async (admin) => {
    for (const behind of BEHIND) {
      const groupId = groupOf(behind);
      await waitUntil(
        `the coordinator of ${groupId}`,
        async () => (await admin.describeGroup(groupId)).state !== 'unknown',
        { timeoutMs: GROUP_TIMEOUT_MS },
      );
      const offset = behind === 'nothing' ? BigInt(RECORDS_EACH) : 0n;
      const commits = partitions.map((each) => ({ ...each, offset }));
      for (let from = 0; from < commits.length; from += COMMITS_AT_ONCE)
        await admin.commitWhileEmpty(groupId, commits.slice(from, from + COMMITS_AT_ONCE));
    }
  });
}

/** Starts a member that is assigned every partition and reads nothing. */
async function startMember(bootstrap: string, goPeers: string, behind: Behind): Promise<() => Promise<void>> {
  const groupId = groupOf(behind);
  const member = await startPeer({
    name: `the member of ${groupId}`,
    command: goPeers,
    args: [
      ...['members', '-brokers', bootstrap, '-group', groupId, '-prefix', TOPIC_PREFIX],
      ...['-client-id', `spillway-${pipelineOf(behind)}`],
    ],
  });
  await withAdmin(bootstrap, (admin) =>
    waitUntil(
      `${groupId} to be Stable`,
      async () => {
        const { state, members } = await admin.describeGroup(groupId);
        const [first] = members;
        return state === 'Stable' && first?.assignment !== 'unknown' && (first?.assignment.length ?? 0) > 0;
      },
      { timeoutMs: GROUP_TIMEOUT_MS },
    ),
  );
  return () => member.stop();
}

async function withAdmin<T>(bootstrap: string, work: (admin: KafkaAdmin) => Promise<T>): Promise<T> {
  const admin = createKafkaAdmin({
    connection: {
      brokers: [bootstrap],
      connectTimeout: 10_000,
      requestTimeout: 60_000,
      tls: { enabled: false, insecureSkipVerify: false },
      auth: { mechanism: 'none' },
    },
  });
  try {
    return await work(admin);
  } finally {
    await admin.close();
  }
}
