import { advice, type Finding, fault, ok } from './finding';
import type { ConfigAnswer, Rights, TopicView } from './ports';
import type { Client } from './target';

const UNKNOWN_TOPIC = 3;
/** The partitions say so too. */
const LEADER_NOT_AVAILABLE = 5;
const TOPIC_AUTHORIZATION_FAILED = 29;

/** Operations that clients need on a topic. */
export type Need = 'READ' | 'WRITE';

/** Does the topic exist, and may this login do with it what its clients have to? */
export function judgeTopic(needs: ReadonlySet<Need>, view: TopicView): Finding {
  const { topic } = view;
  const check = 'topic';
  if (view.errorCode === UNKNOWN_TOPIC) return fault(check, 'TOPIC_MISSING', topic, 'there is no such topic');
  if (view.errorCode === TOPIC_AUTHORIZATION_FAILED) {
    return fault(check, 'TOPIC_DESCRIBE_DENIED', topic, 'may not be described, read or written');
  }
  if (view.errorCode !== 0 && view.errorCode !== LEADER_NOT_AVAILABLE) {
    return fault(check, 'REQUEST_FAILED', topic, `Kafka error ${view.errorCode}`);
  }
  const may = mayOf(view.rights);
  if (needs.has('READ') && lacks(view.rights, 'READ')) return fault(check, 'TOPIC_READ_DENIED', topic, may);
  if (needs.has('WRITE') && lacks(view.rights, 'WRITE'))
    return fault(check, 'TOPIC_WRITE_DENIED', topic, may);
  const leaderless = view.partitions.filter(({ leader }) => leader < 0).map(({ partition }) => partition);
  if (leaderless.length > 0) {
    return fault(check, 'TOPIC_LEADERLESS', topic, `partitions ${leaderless.slice(0, 10).join(', ')}`);
  }
  const count = view.partitions.length;
  return ok(check, topic, `${count} ${count === 1 ? 'partition' : 'partitions'}; ${may}`);
}

/** Copies of a topic, against what the clients' acknowledgements ask for. */
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
  const copies = factor === 1 ? '1 copy' : `${factor} copies`;
  const figures = `${copies}, ${inSync} in sync, min.insync.replicas ${minimum ?? 'unknown'}`;
  const writers = clients.filter(({ writes }) => writes?.topics.includes(topic));
  if (minimum !== undefined && writers.some(({ writes }) => writes?.acks === 'all') && inSync < minimum) {
    return fault(check, 'MIN_INSYNC_TOO_HIGH', topic, figures);
  }
  if (factor < 2) return advice(check, 'REPLICATION_SINGLE', topic, figures);
  if (minimum !== undefined && minimum >= factor) return advice(check, 'MIN_INSYNC_NO_SPARE', topic, figures);
  if (writers.some(({ writes }) => writes?.acks !== 'all')) {
    return advice(check, 'ACKS_NOT_ALL', topic, `${figures}, but required_acks is not all`);
  }
  return ok(check, topic, figures);
}

/** The largest batch a producer sends, against the largest one the topic takes. */
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

/** What of a login's rights a Collector needs, in few words. */
export function mayOf(rights: Rights): string {
  if (rights === 'unknown') return 'rights unknown';
  const told = ['READ', 'WRITE'].filter((right) => rights.includes(right));
  if (told.length === 0 && rights.includes('DESCRIBE')) told.push('DESCRIBE');
  return told.length > 0 ? `may ${told.join(', ').toLowerCase()}` : 'may nothing';
}

function numberOf(config: ConfigAnswer | undefined, key: string): number | undefined {
  const value = config?.values.get(key);
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}
