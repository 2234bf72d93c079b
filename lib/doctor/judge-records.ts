import { advice, type Finding, ok } from './finding';
import type { BrokerView, OffsetView, TopicView } from './ports';

/** Synchronised clocks differ by less than this. */
export const CLOCK_TOLERANCE_MS = 5_000;
const MANY_RECORDS = 1_000;

/**
 * Judges the clocks by record timestamps, because Kafka has no request for a broker's time. Without writing a record,
 * only one direction can be detected: timestamps later than the clock of this machine.
 *
 * @param ahead for each partition, the first record with a timestamp later than now plus the tolerance, if any
 */
export function judgeClocks(
  topic: string,
  ahead: readonly OffsetView[],
  timestampType: string | undefined,
  nowMs: number,
): Finding {
  const stamped = ahead.filter(({ errorCode, offset }) => errorCode === 0 && offset >= 0n);
  const by = timestampType === 'LogAppendTime' ? 'brokers' : 'producers';
  if (stamped.length === 0) return ok('clocks', topic, `no timestamps in the future; set by the ${by}`);
  const mostMs = Math.max(...stamped.map(({ timestampMs }) => Number(timestampMs)));
  const seconds = Math.round((mostMs - nowMs) / 1_000);
  return advice(
    'clocks',
    'CLOCK_AHEAD',
    topic,
    `timestamps up to ${seconds} s in the future; set by the ${by}`,
  );
}

/** Judges how evenly leaders are spread over brokers, and records over partitions. */
export function judgeBalance(
  view: TopicView,
  brokers: readonly BrokerView[],
  records: ReadonlyMap<number, bigint>,
): Finding {
  const { topic, partitions } = view;
  const leads = brokers.map(({ nodeId }) => partitions.filter(({ leader }) => leader === nodeId).length);
  const fairShare = Math.ceil(partitions.length / Math.max(1, brokers.length));
  const mostLed = Math.max(0, ...leads);
  const leaders = `leaders by broker: ${leads.join(', ')}`;
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
        `one of ${counts.length} partitions holds ${share} % of ${total} records`,
      )
    : ok('balance', topic, `${leaders}; largest partition ${share} % of ${total} records`);
}
