import { counted, isTopicPattern } from '../pipeline';
import { checkGroup } from './check-group';
import { checkRecords } from './check-records';
import { checkTopics } from './check-topics';
import { CHECKS, type CheckName, type Finding, fault, ok, skipped } from './finding';
import { judgeConnection } from './judge-connection';
import { newestRelease } from './newest-release';
import { type AdvertisedBroker, openNodes } from './nodes';
import { openSession } from './open-session';
import type { GroupView, KafkaProbe, TopicView } from './ports';
import type { Connection, Target } from './target';

export interface CheckTargetOptions {
  probe: KafkaProbe;
  nowMs: number;
}

/** The checks that need Kafka. The remaining ones need AWS. */
const KAFKA_CHECKS = CHECKS.slice(CHECKS.indexOf('name lookup'), CHECKS.indexOf('ssm'));

/** The result for one target. */
export interface TargetResult {
  /** In the order of `CHECKS`. */
  findings: Finding[];
  /** The groups that could be described, by id. */
  groups: ReadonlyMap<string, GroupView>;
  /** The newest Kafka release that the broker is compatible with, such as `4.2`. */
  kafkaVersion?: string | undefined;
}

/**
 * Checks the connection of a target, then what its clients need on the cluster. Stops when further checks make no sense;
 * each check that was not done becomes a finding of status `skipped`.
 */
export async function checkTarget(target: Target, options: CheckTargetOptions): Promise<TargetResult> {
  const { connection, clients } = target;
  const { probe, nowMs } = options;
  const wanted = [
    ...new Set(clients.flatMap(({ reads, writes }) => [...(reads?.topics ?? []), ...(writes?.topics ?? [])])),
  ];
  const patterns = wanted.filter(isTopicPattern);
  const literal = wanted.filter((topic) => !isTopicPattern(topic));
  const { findings, session } = await openSession(target, probe, patterns.length > 0 ? 'all' : wanted, nowMs);
  if (!session) return { findings: inOrder([...findings, ...skippedChecks(findings)]), groups: new Map() };

  const { node, cluster } = session;
  const rights = cluster.rights === 'unknown' ? 'permissions unknown' : rightsOf(cluster.rights);
  findings.push(ok('cluster', node.address, `${counted(cluster.brokers.length, 'broker')}; ${rights}`));
  const matched = await matchedBy(patterns, session.topics, probe);
  findings.push(
    ...matched
      .filter(({ topics }) => topics.length === 0)
      .map(({ pattern }) => fault('topic', 'TOPIC_PATTERN_MATCHES_NOTHING', pattern, 'no topic matches')),
  );
  const names = new Set([...literal, ...matched.flatMap(({ topics }) => topics)]);
  const views = [...names].map((topic) => viewOf(topic, session.topics));
  const { findings: ofTopics, known } = await checkTopics(clients, views, node);
  findings.push(...ofTopics);

  const nodes = await openNodes(cluster.brokers, connection, probe, node);
  findings.push(...nodes.advertised.map((broker) => judgeAdvertised(broker, connection, nowMs)));
  const groups = new Map<string, GroupView>();
  for (const groupId of new Set(clients.flatMap(({ reads }) => reads?.groupId ?? []))) {
    const checked = await checkGroup(groupId, node, nodes);
    findings.push(...checked.findings);
    if (checked.view) groups.set(groupId, checked.view);
  }
  for (const topic of known) {
    findings.push(...(await checkRecords(topic, cluster.brokers, nodes, nowMs)));
  }
  return {
    findings: inOrder([...findings, ...skippedChecks(findings)]),
    groups,
    kafkaVersion: newestRelease(node),
  };
}

/** Collectors need no permission on the cluster. These matter only to the controller, and for accidental topic creation. */
function rightsOf(rights: readonly string[]): string {
  const allowed = ['DESCRIBE', 'CREATE', 'ALTER'].filter((right) => rights.includes(right));
  return allowed.length > 0 ? `may ${allowed.join(', ').toLowerCase()}` : 'no permissions, and none needed';
}

/** The topics that each pattern matches. */
async function matchedBy(patterns: readonly string[], views: readonly TopicView[], probe: KafkaProbe) {
  return Promise.all(
    patterns.map(async (pattern) => {
      const matches = await probe.topicMatcher(pattern);
      return { pattern, topics: views.map(({ topic }) => topic).filter(matches) };
    }),
  );
}

/** A response for all topics omits those that do not exist or that may not be described. */
function viewOf(topic: string, views: readonly TopicView[]): TopicView {
  const missing: TopicView = { topic, errorCode: UNKNOWN_TOPIC, rights: 'unknown', partitions: [] };
  return views.find((view) => view.topic === topic) ?? missing;
}

const UNKNOWN_TOPIC = 3;

function judgeAdvertised(
  { nodeId, address, result }: AdvertisedBroker,
  connection: Connection,
  nowMs: number,
): Finding {
  const last = judgeConnection(address, connection, result, nowMs).at(-1);
  const broker = `broker ${nodeId} ${address}`;
  return last?.status === 'fault'
    ? fault('advertised', 'ADVERTISED_UNREACHABLE', broker, `${last.code}: ${last.says}`)
    : ok('advertised', broker, 'reachable');
}

/** One finding for each check that was not done, with the reason. */
function skippedChecks(findings: readonly Finding[]): Finding[] {
  const cause = findings.find(({ status }) => status === 'fault');
  const done = new Set<CheckName>(findings.map(({ check }) => check));
  const isAfter = (check: CheckName) => cause && CHECKS.indexOf(check) > CHECKS.indexOf(cause.check);
  return KAFKA_CHECKS.filter((check) => !done.has(check)).map((check) =>
    skipped(check, '', isAfter(check) ? `after ${cause?.code}` : 'no client needs it'),
  );
}

function inOrder(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => CHECKS.indexOf(a.check) - CHECKS.indexOf(b.check));
}
