import { counted } from '../pipeline';
import { advice, type Finding, fault, ok } from './finding';
import type { ConfigAnswer, Rights, TopicView } from './ports';
import type { Client } from './target';

const UNKNOWN_TOPIC = 3;
/** Some partitions have no leader. The response shows which ones. */
const LEADER_NOT_AVAILABLE = 5;
const TOPIC_AUTHORIZATION_FAILED = 29;

/** Operations that clients need on a topic. */
export type Need = 'READ' | 'WRITE';

/** Judges whether the topic exists, and whether this principal may do what the clients need. */
export function judgeTopic(needs: ReadonlySet<Need>, view: TopicView): Finding {
  const { topic } = view;
  const check = 'topic';
  if (view.errorCode === UNKNOWN_TOPIC)
    return fault(check, 'TOPIC_MISSING', topic, 'the topic does not exist');
  if (view.errorCode === TOPIC_AUTHORIZATION_FAILED) {
    return fault(check, 'TOPIC_DESCRIBE_DENIED', topic, 'no permission to describe, read or write the topic');
  }
  if (view.errorCode !== 0 && view.errorCode !== LEADER_NOT_AVAILABLE) {
    return fault(check, 'REQUEST_FAILED', topic, `Kafka error ${view.errorCode}`);
  }
  const allowed = allowedText(view.rights);
  if (needs.has('READ') && lacks(view.rights, 'READ'))
    return fault(check, 'TOPIC_READ_DENIED', topic, allowed);
  if (needs.has('WRITE') && lacks(view.rights, 'WRITE'))
    return fault(check, 'TOPIC_WRITE_DENIED', topic, allowed);
  const leaderless = view.partitions.filter(({ leader }) => leader < 0).map(({ partition }) => partition);
  if (leaderless.length > 0) {
    return fault(check, 'TOPIC_LEADERLESS', topic, `partitions ${leaderless.slice(0, 10).join(', ')}`);
  }
  return ok(check, topic, `${counted(view.partitions.length, 'partition')}; ${allowed}`);
}

/** Judges the replicas of a topic against the acknowledgements that the clients wait for. */
export function judgeReplication(
  clients: readonly Client[],
  view: TopicView,
  config: ConfigAnswer | undefined,
): Finding {
  const check = 'replication';
  const { topic, partitions } = view;
  const factor = Math.min(...partitions.map(({ replicas }) => replicas));
  const inSync = Math.min(...partitions.map((each) => each.inSync));
  const minimum = numberOf(config, 'min.insync.replicas');
  const figures = `${counted(factor, 'replica')}, ${inSync} in sync, min.insync.replicas ${minimum ?? 'unknown'}`;
  const writers = clients.filter(({ writes }) => writes?.topics.includes(topic));
  if (minimum !== undefined && writers.some(({ writes }) => writes?.acks === 'all') && inSync < minimum) {
    return fault(check, 'MIN_INSYNC_TOO_HIGH', topic, figures);
  }
  if (factor < 2) return advice(check, 'REPLICATION_SINGLE', topic, figures);
  if (minimum !== undefined && minimum >= factor) return advice(check, 'MIN_INSYNC_NO_SPARE', topic, figures);
  if (writers.some(({ writes }) => writes?.acks !== 'all')) {
    return advice(check, 'ACKS_NOT_ALL', topic, `${figures}; required_acks is not all`);
  }
  return ok(check, topic, figures);
}

/** Judges the largest batch that a producer sends against the largest one that the topic accepts. */
export function judgeMessageSize(
  clients: readonly Client[],
  topic: string,
  config: ConfigAnswer | undefined,
): Finding | undefined {
  const limit = numberOf(config, 'max.message.bytes');
  const sizes = clients.flatMap(({ writes }) =>
    writes?.topics.includes(topic) ? [writes.maxMessageBytes] : [],
  );
  if (limit === undefined || sizes.length === 0) return undefined;
  const most = Math.max(...sizes);
  const figures = `exporter up to ${most} bytes, topic up to ${limit}`;
  return most > limit
    ? fault('message size', 'MESSAGE_LIMIT_ABOVE_BROKER', topic, figures)
    : ok('message size', topic, figures);
}

function lacks(rights: Rights, right: Need): boolean {
  return rights !== 'unknown' && !rights.includes(right);
}

/** The permissions that matter to a Collector, as text. */
export function allowedText(rights: Rights): string {
  if (rights === 'unknown') return 'permissions unknown';
  const allowed = ['READ', 'WRITE'].filter((right) => rights.includes(right));
  if (allowed.length === 0 && rights.includes('DESCRIBE')) allowed.push('DESCRIBE');
  return allowed.length > 0 ? `may ${allowed.join(', ').toLowerCase()}` : 'no permissions';
}

function numberOf(config: ConfigAnswer | undefined, key: string): number | undefined {
  const value = config?.values.get(key);
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}
