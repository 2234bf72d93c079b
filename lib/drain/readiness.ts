import type { KafkaSnapshot } from '../lag/snapshot';
import type { ServiceSnapshot } from '../scaling/service-snapshot';
import { partitionsOf } from './coverage';
import { byTopic, type Reason, reason } from './reasons';

/** Is the group Stable, every partition assigned, and every member one of our tasks? */
export function groupBlockers(
  kafka: KafkaSnapshot,
  service: ServiceSnapshot,
  topics: readonly string[],
): Reason[] {
  const { group } = kafka;
  if (group.state !== 'Stable') {
    const why = group.fault ? ` (${group.fault.code} ${group.fault.message})` : '';
    return [reason('HOLD_GROUP_NOT_STABLE', `${group.groupId} is ${group.state}${why}`)];
  }
  return [...assignmentBlockers(kafka), ...memberBlockers(kafka, service, topics.length)];
}

function assignmentBlockers(kafka: KafkaSnapshot): Reason[] {
  const assigned = new Set<string>();
  for (const member of kafka.group.members) {
    if (member.assignment === 'unknown') {
      return [
        reason('HOLD_GROUP_NOT_STABLE', `the assignment of ${member.clientId} at ${member.host} is unknown`),
      ];
    }
    for (const { topic, partitions } of member.assignment) {
      for (const partition of partitions) assigned.add(`${topic}/${partition}`);
    }
  }
  const unassigned = partitionsOf(kafka).filter(
    ({ topic, partition }) => !assigned.has(`${topic}/${partition}`),
  );
  if (unassigned.length === 0) return [];
  return [
    reason('HOLD_PARTITION_UNASSIGNED', `${unassigned.length} assigned to nobody`, byTopic(unassigned)),
  ];
}

/** Each task is one member a signal; hosts have to be addresses of our tasks where ECS tells them. */
function memberBlockers(kafka: KafkaSnapshot, service: ServiceSnapshot, signals: number): Reason[] {
  const members = kafka.group.members;
  const expected = service.runningCount * signals;
  if (members.length !== expected) {
    return [
      reason(
        'HOLD_FOREIGN_MEMBER',
        `${members.length} members, expected ${expected} (${service.runningCount} tasks × ${signals} signals)`,
      ),
    ];
  }
  const addresses = new Set(service.tasks.flatMap((task) => task.address ?? []));
  if (addresses.size === 0) return [];
  const strangers = [...new Set(members.map((member) => member.host))].filter((host) => !addresses.has(host));
  if (strangers.length === 0) return [];
  return [
    reason('HOLD_FOREIGN_MEMBER', `members at ${strangers.join(', ')}, which is no task of the service`),
  ];
}

/** Is the service at rest: one deployment, completed, running = desired, nothing pending, nothing stopping? */
export function rolloutBlockers(service: ServiceSnapshot): Reason[] {
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
  return [
    reason(
      'HOLD_ROLLOUT_IN_PROGRESS',
      `desired ${desiredCount}, running ${runningCount}, pending ${pendingCount}, stopping ${stopping}; deployments: ${rollout}`,
    ),
  ];
}

/** No task left, not even one that still flushes. */
export function allTasksGone(service: ServiceSnapshot): boolean {
  return service.runningCount === 0 && service.pendingCount === 0 && service.tasks.length === 0;
}

/** Nobody consumes: `Dead` is Kafka's word for a group without members and without commits. */
export function groupEmpty(kafka: { group: { state: string } }): boolean {
  return kafka.group.state === 'Empty' || kafka.group.state === 'Dead';
}
