import type { Fault } from '../lag/snapshot';
import { faultOfCode, faultOfError, isFault, KAFKA, LEFT_OUT } from './faults';
import { groupByTopic, type PartitionKey, PartitionTable } from './partition-table';
import type { PartitionLayout } from './topic-layout';
import type { KafkaCluster, KafkaNode, KafkaRequests } from './wire';

/** The positions asked for in every partition. `none-since`: no record is stamped that late. */
export interface PartitionOffsets {
  end: bigint | Fault;
  start: bigint | Fault;
  atDrainLimit: bigint | 'none-since' | Fault;
  ahead: bigint | 'none-since' | Fault;
}

/** What ListOffsets takes for the log's end and start; anything else is a time. */
const LOG_END = '-1';
const LOG_START = '-2';

/**
 * READ_UNCOMMITTED, as the Collector reads. With READ_COMMITTED an open transaction hides the log's end, and a
 * backlog would look drained.
 */
const READ_UNCOMMITTED = 0;

/**
 * Log end, log start and the offsets at two times, for every partition: one request a leader and position, all
 * leaders at once. A leader that cannot be asked leaves its own partitions with a fault, and no others.
 */
export async function listOffsets(
  cluster: KafkaCluster,
  partitions: readonly PartitionLayout[],
  times: { drainLimitMs: number; aheadMs: number },
): Promise<PartitionTable<PartitionOffsets>> {
  const table = new PartitionTable<PartitionOffsets>();
  const byLeader = new Map<number, PartitionKey[]>();
  for (const key of partitions) {
    if (isFault(key.leader)) {
      table.set(key, allFaulty(key.leader));
      continue;
    }
    const keys = byLeader.get(key.leader);
    if (keys) keys.push(key);
    else byLeader.set(key.leader, [key]);
  }
  await Promise.all(
    [...byLeader].map(async ([leader, keys]) => {
      const offsets = await askLeader(() => cluster.node(leader), keys, times);
      for (const key of keys) table.set(key, offsets(key));
    }),
  );
  return table;
}

async function askLeader(
  connect: () => Promise<KafkaNode>,
  keys: PartitionKey[],
  times: { drainLimitMs: number; aheadMs: number },
): Promise<(key: PartitionKey) => PartitionOffsets> {
  let node: KafkaNode;
  try {
    node = await connect();
  } catch (error) {
    const fault = faultOfError(error);
    return () => allFaulty(fault);
  }
  const [end, start, atDrainLimit, ahead] = await Promise.all(
    [LOG_END, LOG_START, String(times.drainLimitMs), String(times.aheadMs)].map((timestamp) =>
      askPosition(node, keys, timestamp),
    ),
  );
  return (key) => ({
    end: definite(end?.(key)),
    start: definite(start?.(key)),
    atDrainLimit: atDrainLimit?.(key) ?? LEFT_OUT,
    ahead: ahead?.(key) ?? LEFT_OUT,
  });
}

type Position = bigint | 'none-since' | Fault;

async function askPosition(
  node: KafkaNode,
  keys: PartitionKey[],
  timestamp: string,
): Promise<(key: PartitionKey) => Position> {
  const topics = groupByTopic(keys, ({ partition }) => ({ partition, timestamp }));
  let answer: KafkaRequests['ListOffsets']['answer'];
  try {
    answer = await node.ask('ListOffsets', { isolationLevel: READ_UNCOMMITTED, topics });
  } catch (error) {
    const fault = faultOfError(error);
    return () => fault;
  }
  const table = new PartitionTable<Position>();
  for (const { topic, partitions } of answer.responses) {
    for (const { partition, offset, errorCode } of partitions) {
      const value = offset === '-1' ? 'none-since' : BigInt(offset);
      table.set({ topic, partition }, errorCode === KAFKA.NONE ? value : faultOfCode(errorCode));
    }
  }
  return (key) => table.get(key) ?? LEFT_OUT;
}

/** A log always has a start and an end. */
function definite(position: Position | undefined): bigint | Fault {
  return position === undefined || position === 'none-since' ? LEFT_OUT : position;
}

function allFaulty(fault: Fault): PartitionOffsets {
  return { end: fault, start: fault, atDrainLimit: fault, ahead: fault };
}

/** The first fault among the positions of a partition. */
export function firstFault(offsets: PartitionOffsets): Fault | undefined {
  return [offsets.end, offsets.start, offsets.atDrainLimit, offsets.ahead].find(isFault);
}
