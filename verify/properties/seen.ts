import type { Coverage } from '../../lib/core/facts/coverage';
import { isReachable, type Observation } from '../../lib/core/facts/observation';
import type { PartitionSnapshot } from '../../lib/core/snapshot/kafka';
import type { World } from '../model/world';

/** What an observation shows, derived independently of the core's own facts. */

/** A partition for which the observation shows that latest is unsafe. */
export function gapIn({ kafka }: Observation): string | undefined {
  if (!isReachable(kafka)) return undefined;
  for (const topic of kafka.topics) {
    for (const partition of topic.kind === 'present' ? topic.partitions : []) {
      const name = `${partition.topic}/${partition.partition}`;
      if (partition.committed === 'none') return `${name} has no commit`;
      if (isOutside(partition)) return `the commit of ${name} lies outside the log`;
    }
  }
  return undefined;
}

function isOutside({ committed, logStart, logEnd }: PartitionSnapshot): boolean {
  if (typeof committed !== 'bigint' || typeof logStart !== 'bigint' || typeof logEnd !== 'bigint')
    return false;
  return committed < logStart || committed > logEnd;
}

/** A partition that the coverage does not contain, or that it owes. */
export function uncoveredIn({ kafka }: Observation, coverage: Coverage | undefined): string | undefined {
  if (!isReachable(kafka) || coverage?.layout.kind !== 'named') return undefined;
  const { topics } = coverage.layout;
  for (const topic of kafka.topics) {
    if (topic.kind !== 'present') continue;
    const known = topics.get(topic.topic);
    const isSame = known?.id === undefined || topic.topicId === undefined || known.id === topic.topicId;
    const count = known && isSame ? known.count : 0;
    const beyond = topic.partitions.find(({ partition }) => {
      const owed = coverage.owed.get(`${topic.topic}/${partition}`);
      return owed ? owed.status.kind !== 'settled' : partition >= count;
    });
    if (beyond) return `${topic.topic}/${beyond.partition} is not covered`;
  }
  return undefined;
}

/** Something unknown in the observation. */
export function unknownIn({ kafka }: Observation): string | undefined {
  if (!isReachable(kafka)) return 'Kafka out of reach';
  if (kafka.group.state === 'unknown') return 'an unknown group';
  for (const topic of kafka.topics) {
    if (topic.kind !== 'present') return `topic ${topic.topic} ${topic.kind}`;
    for (const { partition, committed, logEnd } of topic.partitions) {
      if (committed === 'unknown' || logEnd === 'unknown') return `${topic.topic}/${partition} unknown`;
    }
  }
  return undefined;
}

/** A rebalance or a rollout. */
export function unrestIn({ kafka, service }: Observation): string | undefined {
  if (isReachable(kafka) && kafka.group.state !== 'Stable') return `a rebalance (${kafka.group.state})`;
  const { desiredCount, runningCount, pendingCount, tasks } = service;
  const settled =
    runningCount === desiredCount &&
    pendingCount === 0 &&
    tasks.length === runningCount &&
    service.deployments.every(({ rolloutState }) => rolloutState === 'COMPLETED');
  return settled ? undefined : 'a rollout';
}

/** A task that holds data which the backend does not accept, or that does not serve metrics. */
export function heldIn({ metrics }: Observation): string | undefined {
  const holds = metrics?.tasks.find(
    (task) => task.kind === 'unreadable' || task.queues.some(({ size }) => size > 0),
  );
  if (!holds) return undefined;
  return holds.kind === 'read'
    ? `${holds.id} holding what the backend does not take`
    : `${holds.id} not saying what it holds`;
}

/** Members that do not belong to the service. */
export function foreignIn(world: World): string | undefined {
  return world.foreignMember ? 'a foreign member' : undefined;
}

/** Whether any task really runs on latest. */
export function runsOnLatest({ tasks }: World): boolean {
  return tasks.some(
    ({ stage, policy, elsewhere }) => stage === 'running' && policy === 'latest' && !elsewhere,
  );
}
