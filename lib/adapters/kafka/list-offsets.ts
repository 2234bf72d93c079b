import type { KafkaRequest } from '../../controller/ports';
import type { Fault } from '../../core/snapshot/kafka';
import { answerTable, offsetOrNone } from './answer-table';
import { badAnswer, faultOfError, isFault, LEFT_OUT } from './faults';
import { groupByTopic, type PartitionKey, PartitionTable } from './partition-table';
import type { PartitionLayout } from './topic-layout';
import type { KafkaCluster, KafkaNode, KafkaRequests } from './wire';

/** An offset by time. `none-since`: no record has a timestamp that late. */
export type OffsetByTime = bigint | 'none-since' | Fault;

/** The positions that are read in every partition. */
export interface PartitionOffsets {
  end: bigint | Fault;
  start: bigint | Fault;
  atDrainLimit: OffsetByTime;
  ahead: OffsetByTime;
  atRateStart: OffsetByTime;
  /** Absent unless the request has a target. */
  atTarget?: OffsetByTime;
  /** Absent unless the request has `heldSinceMs`. */
  atHeld?: OffsetByTime;
}

type Times = Pick<KafkaRequest, 'drainLimitMs' | 'aheadMs' | 'rateSinceMs' | 'targetMs' | 'heldSinceMs'>;

/** ListOffsets's special values for log end and log start; any other value is a time. */
const LOG_END = '-1';
const LOG_START = '-2';

/**
 * READ_UNCOMMITTED, like the Collector. Under READ_COMMITTED an open transaction hides the log end, and a backlog would
 * look drained.
 */
export const READ_UNCOMMITTED = 0;

/**
 * Reads log end, log start and the offsets by time for every partition. It sends one request per leader and position,
 * because Kafka accepts a partition only once per request (equal times share a request). All leaders are asked at the
 * same time. An unreachable leader causes a fault only for its own partitions.
 */
export async function listOffsets(
  cluster: KafkaCluster,
  partitions: readonly PartitionLayout[],
  times: Times,
): Promise<PartitionTable<PartitionOffsets>> {
  const table = new PartitionTable<PartitionOffsets>();
  const byLeader = new Map<number, PartitionKey[]>();
  for (const key of partitions) {
    if (isFault(key.leader)) {
      table.set(key, allFaulty(key.leader, times));
      continue;
    }
    const keys = byLeader.get(key.leader);
    if (keys) keys.push(key);
    else byLeader.set(key.leader, [key]);
  }
  await Promise.all(
    [...byLeader].map(async ([leader, keys]) => {
      const offsets = await sendToLeader(() => cluster.node(leader), keys, times);
      for (const key of keys) table.set(key, offsets(key));
    }),
  );
  return table;
}

async function sendToLeader(
  connect: () => Promise<KafkaNode>,
  keys: PartitionKey[],
  times: Times,
): Promise<(key: PartitionKey) => PartitionOffsets> {
  let node: KafkaNode;
  try {
    node = await connect();
  } catch (error) {
    const fault = faultOfError(error);
    return () => allFaulty(fault, times);
  }
  const sent = new Map<string, Promise<Responses>>();
  const offsetsAt = (timestamp: string): Promise<Responses> => {
    const responses = sent.get(timestamp) ?? sendPosition(node, keys, timestamp);
    sent.set(timestamp, responses);
    return responses;
  };
  const [end, start, atDrainLimit, ahead, atRateStart, atTarget, atHeld] = await Promise.all([
    offsetsAt(LOG_END),
    offsetsAt(LOG_START),
    offsetsAt(String(times.drainLimitMs)),
    offsetsAt(String(times.aheadMs)),
    offsetsAt(String(times.rateSinceMs)),
    times.targetMs === undefined ? undefined : offsetsAt(String(times.targetMs)),
    times.heldSinceMs === undefined ? undefined : offsetsAt(String(times.heldSinceMs)),
  ]);
  return (key) => ({
    ...bounds(start(key), end(key)),
    atDrainLimit: byTime(atDrainLimit(key)),
    ahead: byTime(ahead(key)),
    atRateStart: byTime(atRateStart(key)),
    ...(atTarget ? { atTarget: byTime(atTarget(key)) } : {}),
    ...(atHeld ? { atHeld: byTime(atHeld(key)) } : {}),
  });
}

type Entry = bigint | 'none' | Fault;
type Responses = (key: PartitionKey) => Entry;

async function sendPosition(node: KafkaNode, keys: PartitionKey[], timestamp: string): Promise<Responses> {
  const topics = groupByTopic(keys, ({ partition }) => ({ partition, timestamp }));
  let response: KafkaRequests['ListOffsets']['response'];
  try {
    response = await node.send('ListOffsets', { isolationLevel: READ_UNCOMMITTED, topics });
  } catch (error) {
    const fault = faultOfError(error);
    return () => fault;
  }
  const table = answerTable(response.responses, ({ offset }) => offsetOrNone(offset));
  return (key) => table.get(key) ?? LEFT_OUT;
}

function byTime(entry: Entry): OffsetByTime {
  return entry === 'none' ? 'none-since' : entry;
}

/** A log always has a start and an end, and the start is never greater. */
function bounds(start: Entry, end: Entry): Pick<PartitionOffsets, 'start' | 'end'> {
  if (typeof start === 'bigint' && typeof end === 'bigint' && start > end) {
    const fault = badAnswer(`the log start ${start} is beyond the log end ${end}`);
    return { start: fault, end: fault };
  }
  return { start: definite(start), end: definite(end) };
}

function definite(entry: Entry): bigint | Fault {
  return entry === 'none' ? badAnswer('a log without a start or an end') : entry;
}

function allFaulty(fault: Fault, { targetMs, heldSinceMs }: Times): PartitionOffsets {
  return {
    end: fault,
    start: fault,
    atDrainLimit: fault,
    ahead: fault,
    atRateStart: fault,
    ...(targetMs === undefined ? {} : { atTarget: fault }),
    ...(heldSinceMs === undefined ? {} : { atHeld: fault }),
  };
}

/** The first fault among the positions of a partition. */
export function firstFault(offsets: PartitionOffsets): Fault | undefined {
  const { end, start, atDrainLimit, ahead, atRateStart, atTarget, atHeld } = offsets;
  return [end, start, atDrainLimit, ahead, atRateStart, atTarget, atHeld].find(isFault);
}
