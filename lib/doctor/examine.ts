import { isTopicPattern } from '../pipeline';
import { enter } from './enter';
import { examineGroup } from './examine-group';
import { examineRecords } from './examine-records';
import { examineTopics } from './examine-topics';
import { CHECKS, type CheckName, type Finding, fault, ok, skipped } from './finding';
import { judgeWay } from './judge-way';
import { newestRelease } from './newest-release';
import { type AdvertisedBroker, openNodes } from './nodes';
import type { GroupView, KafkaProbe, TopicView } from './ports';
import type { Connection, Target } from './target';

export interface ExamineOptions {
  probe: KafkaProbe;
  nowMs: number;
}

/** Checks that need Kafka; what comes after them is AWS's. */
const KAFKA_CHECKS = CHECKS.slice(CHECKS.indexOf('name lookup'), CHECKS.indexOf('ssm'));

/** What came of one target. */
export interface Examination {
  /** In the order of `CHECKS`. */
  findings: Finding[];
  /** By its id, each group of the clients that could be described. */
  groups: ReadonlyMap<string, GroupView>;
  /** Kafka's release as far as the broker tells, such as `4.3`. */
  kafkaVersion?: string | undefined;
}

/**
 * Checks the whole connection of a target: in, then what its clients need there. Ends where the rest is pointless, and
 * names what was left out.
 */
export async function examine(target: Target, options: ExamineOptions): Promise<Examination> {
  const { connection, clients } = target;
  const { probe, nowMs } = options;
  const wanted = [
    ...new Set(clients.flatMap(({ reads, writes }) => [...(reads?.topics ?? []), ...(writes?.topics ?? [])])),
  ];
  const patterns = wanted.filter(isTopicPattern);
  const literal = wanted.filter((topic) => !isTopicPattern(topic));
  const { findings, entrance } = await enter(target, probe, patterns.length > 0 ? 'all' : wanted, nowMs);
  if (!entrance) return { findings: inOrder([...findings, ...leftOut(findings)]), groups: new Map() };

  const { node, cluster } = entrance;
  const brokers = cluster.brokers.length;
  const rights = cluster.rights === 'unknown' ? 'rights unknown' : rightsOf(cluster.rights);
  findings.push(ok('cluster', node.address, `${brokers} ${brokers === 1 ? 'broker' : 'brokers'}; ${rights}`));
  const matched = await matchedBy(patterns, entrance.topics, probe);
  findings.push(
    ...matched
      .filter(({ topics }) => topics.length === 0)
      .map(({ pattern }) => fault('topic', 'TOPIC_PATTERN_MATCHES_NOTHING', pattern, 'no topic matches')),
  );
  const names = new Set([...literal, ...matched.flatMap(({ topics }) => topics)]);
  const views = [...names].map((topic) => viewOf(topic, entrance.topics));
  const { findings: ofTopics, known } = await examineTopics(clients, views, node);
  findings.push(...ofTopics);

  const nodes = await openNodes(cluster.brokers, connection, probe, node);
  findings.push(...nodes.advertised.map((broker) => judgeAdvertised(broker, connection, nowMs)));
  const groups = new Map<string, GroupView>();
  for (const groupId of new Set(clients.flatMap(({ reads }) => reads?.groupId ?? []))) {
    const examined = await examineGroup(groupId, node, nodes);
    findings.push(...examined.findings);
    if (examined.view) groups.set(groupId, examined.view);
  }
  for (const topic of known) {
    findings.push(...(await examineRecords(topic, cluster.brokers, nodes, nowMs)));
  }
  return {
    findings: inOrder([...findings, ...leftOut(findings)]),
    groups,
    kafkaVersion: newestRelease(node),
  };
}

/** None of a Collector's needs hang on the cluster: this is for those of the controller, and of topics made by accident. */
function rightsOf(rights: readonly string[]): string {
  const told = ['DESCRIBE', 'CREATE', 'ALTER'].filter((right) => rights.includes(right));
  return told.length > 0 ? `may ${told.join(', ').toLowerCase()}` : 'no rights, none needed';
}

/** Which of the cluster's topics each pattern stands for. */
async function matchedBy(patterns: readonly string[], views: readonly TopicView[], probe: KafkaProbe) {
  return Promise.all(
    patterns.map(async (pattern) => {
      const matches = await probe.topicMatcher(pattern);
      return { pattern, topics: views.map(({ topic }) => topic).filter(matches) };
    }),
  );
}

/** Asked for all topics, a broker leaves out those that are not there or may not be described. */
function viewOf(topic: string, answered: readonly TopicView[]): TopicView {
  const missing: TopicView = { topic, errorCode: UNKNOWN_TOPIC, rights: 'unknown', partitions: [] };
  return answered.find((view) => view.topic === topic) ?? missing;
}

const UNKNOWN_TOPIC = 3;

function judgeAdvertised(
  { nodeId, address, way }: AdvertisedBroker,
  connection: Connection,
  nowMs: number,
): Finding {
  const last = judgeWay(address, connection, way, nowMs).at(-1);
  const broker = `broker ${nodeId} ${address}`;
  return last?.status === 'fault'
    ? fault('advertised', 'ADVERTISED_UNREACHABLE', broker, `${last.code}: ${last.says}`)
    : ok('advertised', broker, 'can be reached');
}

/** A line for each check that was not come to, with the reason. */
function leftOut(findings: readonly Finding[]): Finding[] {
  const cause = findings.find(({ status }) => status === 'fault');
  const done = new Set<CheckName>(findings.map(({ check }) => check));
  const isAfter = (check: CheckName) => cause && CHECKS.indexOf(check) > CHECKS.indexOf(cause.check);
  return KAFKA_CHECKS.filter((check) => !done.has(check)).map((check) =>
    skipped(check, '', isAfter(check) ? `after ${cause?.code}` : 'nothing asks for it'),
  );
}

function inOrder(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => CHECKS.indexOf(a.check) - CHECKS.indexOf(b.check));
}
