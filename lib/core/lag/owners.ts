import type { GroupSnapshot } from '../snapshot/kafka';

/** Who reads a partition, as `clientId at host`, or `undefined` where nobody is known to. */
export type OwnerOf = (topic: string, partition: number) => string | undefined;

/** Looks owners up in the assignment of a group. */
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
