import type { KafkaRequest } from '../../controller/ports';
import type { Fault } from '../../core/snapshot/kafka';
import { answerTable, offsetOrNone } from './answer-table';
import { badAnswer, faultOfError, isFault, LEFT_OUT } from './faults';
import { groupByTopic, type PartitionKey, PartitionTable } from './partition-table';
import type { PartitionLayout } from './topic-layout';
import type { KafkaCluster, KafkaNode, KafkaRequests } from './wire';

/** An offset by time. `none-since`: no record is stamped that late. */
export type OffsetByTime = bigint | 'none-since' | Fault;

/** The positions asked for in every partition. */
export interface PartitionOffsets {
  end: bigint | Fault;
  start: bigint | Fault;
  atDrainLimit: OffsetByTime;
  ahead: OffsetByTime;
  atRateStart: OffsetByTime;
  /** Absent unless the question has a target. */
  atTarget?: OffsetByTime;
}

type Times = Pick<KafkaRequest, 'drainLimitMs' | 'aheadMs' | 'rateSinceMs' | 'targetMs'>;

/** What ListOffsets takes for the log's end and start; anything else is a time. */
const LOG_END = '-1';
const LOG_START = '-2';

/**
 * READ_UNCOMMITTED, as the Collector reads. With READ_COMMITTED an open transaction hides the log's end, and a
 * backlog would look drained.
 */
export const READ_UNCOMMITTED = 0;

/**
 * Log end, log start and the offsets at the times of the question, for every partition: one request a leader and
 * position (Kafka takes a partition once a request; equal times share one), all leaders at once. A leader that
 * cannot be asked leaves its own partitions with a fault, and no others.
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
      const offsets = await askLeader(() => cluster.node(leader), keys, times);
      for (const key of keys) table.set(key, offsets(key));
    }),
  );
  return table;
}

async function askLeader(
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
  const asked = new Map<string, Promise<Answers>>();
  const ask = (timestamp: string): Promise<Answers> => {
    const answers = asked.get(timestamp) ?? askPosition(node, keys, timestamp);
    asked.set(timestamp, answers);
    return answers;
  };
  const [end, start, atDrainLimit, ahead, atRateStart, atTarget] = await Promise.all([
    ask(LOG_END),
    ask(LOG_START),
    ask(String(times.drainLimitMs)),
    ask(String(times.aheadMs)),
    ask(String(times.rateSinceMs)),
    times.targetMs === undefined ? undefined : ask(String(times.targetMs)),
  ]);
  return (key) => ({
    ...bounds(start(key), end(key)),
    atDrainLimit: byTime(atDrainLimit(key)),
    ahead: byTime(ahead(key)),
    atRateStart: byTime(atRateStart(key)),
    ...(atTarget ? { atTarget: byTime(atTarget(key)) } : {}),
  });
}

type Answer = bigint | 'none' | Fault;
type Answers = (key: PartitionKey) => Answer;

async function askPosition(node: KafkaNode, keys: PartitionKey[], timestamp: string): Promise<Answers> {
  const topics = groupByTopic(keys, ({ partition }) => ({ partition, timestamp }));
  let answer: KafkaRequests['ListOffsets']['answer'];
  try {
    answer = await node.ask('ListOffsets', { isolationLevel: READ_UNCOMMITTED, topics });
  } catch (error) {
    const fault = faultOfError(error);
    return () => fault;
  }
  const table = answerTable(answer.responses, ({ offset }) => offsetOrNone(offset));
  return (key) => table.get(key) ?? LEFT_OUT;
}

function byTime(answer: Answer): OffsetByTime {
  return answer === 'none' ? 'none-since' : answer;
}

/** A log always has a start and an end, in this order. */
function bounds(start: Answer, end: Answer): Pick<PartitionOffsets, 'start' | 'end'> {
  if (typeof start === 'bigint' && typeof end === 'bigint' && start > end) {
    const fault = badAnswer(`the log start ${start} is beyond the log end ${end}`);
    return { start: fault, end: fault };
  }
  return { start: definite(start), end: definite(end) };
}

function definite(answer: Answer): bigint | Fault {
  return answer === 'none' ? badAnswer('a log without a start or an end') : answer;
}

function allFaulty(fault: Fault, { targetMs }: Times): PartitionOffsets {
  const positions = { end: fault, start: fault, atDrainLimit: fault, ahead: fault, atRateStart: fault };
  return targetMs === undefined ? positions : { ...positions, atTarget: fault };
}

/** The first fault among the positions of a partition. */
export function firstFault(offsets: PartitionOffsets): Fault | undefined {
  const { end, start, atDrainLimit, ahead, atRateStart, atTarget } = offsets;
  return [end, start, atDrainLimit, ahead, atRateStart, atTarget].find(isFault);
}
