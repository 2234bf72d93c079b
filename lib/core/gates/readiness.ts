import { isTopicPattern } from '../../pipeline';
import { partitionsOf } from '../facts/coverage';
import type { KafkaSnapshot } from '../snapshot/kafka';
import type { ServiceSnapshot } from '../snapshot/service';
import type { Asked } from '../vocabulary/gates';
import { byTopic, type Reason, reason } from '../vocabulary/reasons';

/** What the questions about group and service need to know. */
export interface ReadinessQuestion {
  kafka: KafkaSnapshot;
  service: ServiceSnapshot;
  topics: readonly { topic: string }[];
  asked: Asked;
}

/** Topics that are missing or unreadable. */
export function topicBlockers({ kafka, topics, asked }: Omit<ReadinessQuestion, 'service'>): Reason[] {
  const reasons: Reason[] = [];
  const seen = new Set(kafka.topics.map(({ topic }) => topic));
  for (const topic of kafka.topics) {
    if (topic.kind === 'missing' && asked('HOLD_TOPIC_MISSING')) {
      const text = isTopicPattern(topic.topic) ? 'matches no topic' : 'does not exist';
      reasons.push(
        reason(
          'HOLD_TOPIC_MISSING',
          `${topic.topic} ${text}: create it, or leave the signal out of the spec if nothing uses it`,
        ),
      );
    }
    if (topic.kind === 'unknown' && asked('HOLD_TOPIC_UNKNOWN')) {
      reasons.push(
        reason('HOLD_TOPIC_UNKNOWN', `${topic.topic}: ${topic.fault.code} ${topic.fault.message}`),
      );
    }
  }
  const leftOut = topics.filter(({ topic }) => !isTopicPattern(topic) && !seen.has(topic));
  if (leftOut.length > 0 && asked('HOLD_TOPIC_UNKNOWN')) {
    const names = leftOut.map(({ topic }) => topic).join(', ');
    reasons.push(reason('HOLD_TOPIC_UNKNOWN', `${names}: not in what Kafka answered`));
  }
  return reasons;
}

/** Is the group Stable, every partition assigned, and every member one of our tasks? */
export function groupBlockers(question: ReadinessQuestion): Reason[] {
  return [...stabilityBlockers(question), ...memberBlockers(question)];
}

function stabilityBlockers({ kafka, asked }: ReadinessQuestion): Reason[] {
  if (!asked('HOLD_GROUP_NOT_STABLE')) return [];
  const { group } = kafka;
  if (group.state !== 'Stable') {
    const why = group.fault ? ` (${group.fault.code} ${group.fault.message})` : '';
    return [reason('HOLD_GROUP_NOT_STABLE', `${group.groupId} is ${group.state}${why}`)];
  }
  const assigned = new Map<string, Set<number>>();
  for (const member of group.members) {
    if (member.assignment === 'unknown') {
      const text = `the assignment of ${member.clientId} at ${member.host} is unknown`;
      return [reason('HOLD_GROUP_NOT_STABLE', text)];
    }
    for (const { topic, partitions } of member.assignment) {
      const known = assigned.get(topic) ?? new Set();
      for (const partition of partitions) known.add(partition);
      assigned.set(topic, known);
    }
  }
  const unassigned = partitionsOf(kafka).filter(
    ({ topic, partition }) => !assigned.get(topic)?.has(partition),
  );
  if (unassigned.length === 0) return [];
  return [reason('HOLD_GROUP_NOT_STABLE', `${unassigned.length} assigned to nobody`, byTopic(unassigned))];
}

/** Each task is one member a signal; hosts have to be addresses of our tasks where ECS tells them. */
function memberBlockers({ kafka, service, topics, asked }: ReadinessQuestion): Reason[] {
  if (!asked('HOLD_FOREIGN_MEMBER') || kafka.group.state !== 'Stable') return [];
  const { members } = kafka.group;
  const addresses = new Set(service.tasks.flatMap((task) => task.address ?? []));
  const hosts = [...new Set(members.map((member) => member.host))];
  const strangers = addresses.size === 0 ? [] : hosts.filter((host) => !addresses.has(host));
  if (strangers.length > 0) {
    const text = `members at ${strangers.join(', ')}, which is no task of the service`;
    return [reason('HOLD_FOREIGN_MEMBER', text)];
  }
  const expected = service.runningCount * topics.length;
  if (members.length === expected) return [];
  const text = `${members.length} members, expected ${expected} (${service.runningCount} tasks × ${topics.length} signals)`;
  return [reason('HOLD_FOREIGN_MEMBER', text)];
}

/** Is the service at rest: one deployment, completed, running = desired, nothing pending, nothing stopping? */
export function rolloutBlockers({ service, asked }: Pick<ReadinessQuestion, 'service' | 'asked'>): Reason[] {
  if (!asked('HOLD_ROLLOUT_IN_PROGRESS')) return [];
  const { desiredCount, runningCount, pendingCount, deployments, tasks } = service;
  const stopping = tasks.filter((task) => task.desiredStatus === 'STOPPED').length;
  const settled =
    deployments.length === 1 &&
    deployments.every(({ rolloutState }) => rolloutState === 'COMPLETED' || rolloutState === 'unknown') &&
    runningCount === desiredCount &&
    pendingCount === 0 &&
    stopping === 0;
  if (settled) return [];
  const rollout = deployments.map(({ status, rolloutState }) => `${status} ${rolloutState}`).join(', ');
  const text = `desired ${desiredCount}, running ${runningCount}, pending ${pendingCount}, stopping ${stopping}; deployments: ${rollout}`;
  return [reason('HOLD_ROLLOUT_IN_PROGRESS', text)];
}

/** No task left, not even one that still flushes. */
export function allTasksGone(service: ServiceSnapshot): boolean {
  return service.runningCount === 0 && service.pendingCount === 0 && service.tasks.length === 0;
}

/** Nobody consumes: `Dead` is Kafka's word for a group without members and without commits. */
export function groupEmpty({ group }: Pick<KafkaSnapshot, 'group'>): boolean {
  return group.state === 'Empty' || group.state === 'Dead';
}
