import { advice, type Finding, ok } from './finding';
import type { BrokerView, OffsetView, TopicView } from './ports';

/** Clocks of machines that are kept in time differ by less. */
export const CLOCK_TOLERANCE_MS = 5_000;
const MANY_RECORDS = 1_000;

/**
 * Kafka does not tell its time. What can be seen without writing is one side of it: a record stamped later than this
 * machine's clock says.
 *
 * @param ahead the first record of each partition that is stamped later than now and the tolerance, if there is one
 */
export function judgeClocks(
  topic: string,
  ahead: readonly OffsetView[],
  timestampType: string | undefined,
  nowMs: number,
): Finding {
  const stamped = ahead.filter(({ errorCode, offset }) => errorCode === 0 && offset >= 0n);
  const by = timestampType === 'LogAppendTime' ? 'brokers' : 'producers';
  if (stamped.length === 0) return ok('clocks', topic, `no record is ahead; ${by} stamp them`);
  const mostMs = Math.max(...stamped.map(({ timestampMs }) => Number(timestampMs)));
  const seconds = Math.round((mostMs - nowMs) / 1_000);
  return advice('clocks', 'CLOCK_AHEAD', topic, `records are ${seconds} s ahead; ${by} stamp them`);
}

/** Leaders by broker, and records by partition. */
export function judgeBalance(
  view: TopicView,
  brokers: readonly BrokerView[],
  records: ReadonlyMap<number, bigint>,
): Finding {
  const { topic, partitions } = view;
  const leads = brokers.map(({ nodeId }) => partitions.filter(({ leader }) => leader === nodeId).length);
  const fairShare = Math.ceil(partitions.length / Math.max(1, brokers.length));
  const mostLed = Math.max(0, ...leads);
  const leaders = `a broker leads ${leads.join(', ')}`;
  if (brokers.length > 1 && mostLed > fairShare + 1)
    return advice('balance', 'LEADERS_UNEVEN', topic, leaders);
  const counts = [...records.values()].map(Number);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const largest = Math.max(0, ...counts);
  const uneven = counts.length > 1 && total >= MANY_RECORDS && largest > (2 * total) / counts.length;
  const share = total === 0 ? 0 : Math.round((100 * largest) / total);
  return uneven
    ? advice(
        'balance',
        'PARTITIONS_UNEVEN',
        topic,
        `one of ${counts.length} partitions holds ${share} % of ${total}`,
      )
    : ok('balance', topic, `${leaders}; largest ${share} % of ${total}`);
}
