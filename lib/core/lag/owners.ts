import type { GroupSnapshot } from '../snapshot/kafka';

/** The owner of a partition as `clientId at host`; `undefined` if it has no known owner. */
export type OwnerOf = (topic: string, partition: number) => string | undefined;

export function ownersOf(group: GroupSnapshot): OwnerOf {
  const owners = new Map<string, Map<number, string>>();
  for (const { clientId, host, assignment } of group.members) {
    if (assignment === 'unknown') continue;
    for (const { topic, partitions } of assignment) {
      const ofTopic = owners.get(topic) ?? new Map<number, string>();
      for (const partition of partitions) ofTopic.set(partition, `${clientId} at ${host}`);
      owners.set(topic, ofTopic);
    }
  }
  return (topic, partition) => owners.get(topic)?.get(partition);
}
