import type { GroupMember, GroupSnapshot } from '../../lib/core/snapshot/kafka';
import type { Cause } from './cause';
import type { PartitionLog } from './partition-log';
import type { Topic } from './topics';

/** Reads the partitions that are assigned to a member. */
export interface Reader {
  take(log: PartitionLog, causes: readonly Cause[]): void;
  giveBack(log: PartitionLog): void;
}

interface Member {
  memberId: string;
  clientId: string;
  host: string;
  /** The topics of its last subscription; absent if it has none. */
  subscription?: { topic: Topic; count: number };
  /** Absent for members that do not read. */
  reader?: Reader;
  /** Assigned partitions, by number. */
  assigned: Set<number>;
  /** When its session ends. Set for a process that died without leaving the group. */
  expiresAtMs?: number;
}

export interface Joining {
  memberId: string;
  clientId: string;
  host: string;
  topic?: Topic;
  reader?: Reader;
}

/** How long a rebalance with a handful of members takes. */
const REBALANCE_MS = 3_000;

/** The consumer group at its coordinator, under cooperative-sticky. A member that keeps a partition goes on reading it. */
export class Group {
  /** Whether Kafka reports that Spillway may commit; `undefined` for brokers that do not report it. */
  mayCommit: boolean | undefined = true;
  /** The address that brokers see instead of the tasks' addresses (NAT, PrivateLink, a proxy). */
  seenFrom: string | undefined;
  private readonly members = new Map<string, Member>();
  private rebalance: { endsAtMs: number; causes: Cause[] } | undefined;

  constructor(
    readonly groupId: string,
    private readonly nowMs: () => number,
  ) {}

  get isEmpty(): boolean {
    return this.members.size === 0;
  }

  get isStable(): boolean {
    return !this.isEmpty && this.rebalance === undefined;
  }

  join({ memberId, clientId, host, topic, reader }: Joining, cause: Cause): void {
    this.members.set(memberId, {
      ...{ memberId, clientId, host, assigned: new Set<number>() },
      ...(topic ? { subscription: { topic, count: topic.partitions.length } } : {}),
      ...(reader ? { reader } : {}),
    });
    this.begin(cause);
  }

  /** A member leaves the group, so its partitions are free at once. */
  leave(memberId: string, cause: Cause): void {
    const member = this.members.get(memberId);
    if (!member) return;
    this.members.delete(memberId);
    this.revoke(member, [...member.assigned]);
    this.begin(cause);
  }

  /**
   * A member's process dies without leaving the group, which Kafka notices only when the session ends. With `idle` it
   * holds no partitions until then, like a member that takes part in rebalances but gets none.
   */
  vanish(memberId: string, sessionMs: number, keeps: 'its-partitions' | 'nothing' = 'its-partitions'): void {
    const member = this.members.get(memberId);
    if (!member) return;
    for (const log of this.logsOf(member)) member.reader?.giveBack(log);
    delete member.reader;
    member.expiresAtMs = this.nowMs() + sessionMs;
    if (keeps === 'nothing') {
      member.assigned.clear();
      delete member.subscription;
      this.begin({ by: 'outside', lookedAtMs: Number.NEGATIVE_INFINITY });
    }
  }

  /** Called when a member has refreshed the metadata of its topic. */
  refresh(memberId: string, cause: Cause): void {
    const subscription = this.members.get(memberId)?.subscription;
    if (!subscription || subscription.topic.partitions.length === subscription.count) return;
    subscription.count = subscription.topic.partitions.length;
    this.begin(cause);
  }

  /** Ends sessions and rebalances that are due. */
  passSecond(): void {
    const nowMs = this.nowMs();
    for (const { memberId, expiresAtMs } of this.members.values()) {
      if (expiresAtMs !== undefined && expiresAtMs <= nowMs) {
        this.leave(memberId, { by: 'outside', lookedAtMs: Number.NEGATIVE_INFINITY });
      }
    }
    if (!this.rebalance || this.rebalance.endsAtMs > nowMs) return;
    const { causes } = this.rebalance;
    this.rebalance = undefined;
    this.assign(causes);
  }

  describe(): GroupSnapshot {
    const known = {
      groupId: this.groupId,
      ...(this.mayCommit === undefined ? {} : { mayCommit: this.mayCommit }),
    };
    if (this.isEmpty) return { ...known, state: 'Empty', protocolType: 'consumer', members: [] };
    return {
      ...known,
      state: this.rebalance ? 'PreparingRebalance' : 'Stable',
      protocolType: 'consumer',
      ...(this.rebalance ? {} : { protocol: 'cooperative-sticky' }),
      members: [...this.members.values()].map((member) => this.describeMember(member)),
    };
  }

  private describeMember({ memberId, clientId, host, subscription, assigned }: Member): GroupMember {
    const partitions = [...assigned].sort((a, b) => a - b);
    return {
      ...{ memberId, clientId, host: this.seenFrom ?? host },
      assignment: subscription && assigned.size > 0 ? [{ topic: subscription.topic.name, partitions }] : [],
    };
  }

  private begin(cause: Cause): void {
    if (this.isEmpty) {
      this.rebalance = undefined;
      return;
    }
    const causes = [...(this.rebalance?.causes ?? []), cause];
    this.rebalance = { endsAtMs: this.nowMs() + REBALANCE_MS, causes };
  }

  private assign(causes: readonly Cause[]): void {
    const byTopic = new Map<Topic, Member[]>();
    for (const member of this.members.values()) {
      if (!member.subscription) continue;
      const those = byTopic.get(member.subscription.topic);
      if (those) those.push(member);
      else byTopic.set(member.subscription.topic, [member]);
    }
    for (const [topic, members] of byTopic) this.assignTopic(topic, members, causes);
  }

  /** Each member keeps its partitions up to its share. The rest goes to the members with the fewest. */
  private assignTopic(topic: Topic, members: Member[], causes: readonly Cause[]): void {
    const count = Math.max(...members.map(({ subscription }) => subscription?.count ?? 0));
    const free = new Set(Array.from({ length: count }, (_, partition) => partition));
    const share = Math.ceil(count / members.length);
    const full = count - members.length * (share - 1);
    let withFullShare = 0;
    for (const member of members) {
      const has = [...member.assigned].sort((a, b) => a - b);
      const keeps =
        has.length >= share && withFullShare < full ? share : Math.min(has.length, Math.max(share - 1, 0));
      if (keeps === share) withFullShare += 1;
      this.revoke(member, has.slice(keeps));
      for (const partition of member.assigned) free.delete(partition);
    }
    for (const partition of free) {
      const least = members.reduce((a, b) => (b.assigned.size < a.assigned.size ? b : a));
      least.assigned.add(partition);
      const log = topic.partitions[partition];
      if (log) least.reader?.take(log, causes);
    }
  }

  private revoke(member: Member, partitions: readonly number[]): void {
    for (const partition of partitions) {
      member.assigned.delete(partition);
      const log = member.subscription?.topic.partitions[partition];
      if (log) member.reader?.giveBack(log);
    }
  }

  private logsOf({ subscription, assigned }: Member): PartitionLog[] {
    return [...assigned].flatMap((partition) => subscription?.topic.partitions[partition] ?? []);
  }
}
