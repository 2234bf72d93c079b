import type { KnownTopic } from './check-topics';
import { type Finding, skipped } from './finding';
import { CLOCK_TOLERANCE_MS, judgeBalance, judgeClocks } from './judge-records';
import type { Nodes } from './nodes';
import { type BrokerView, type OffsetView, ProbeFailure } from './ports';

const LOG_END = -1n;
const LOG_START = -2n;

/** Asks the leaders of a topic for offsets, and judges timestamps and how evenly records are spread over partitions. */
export async function checkRecords(
  { view, config }: KnownTopic,
  brokers: readonly BrokerView[],
  nodes: Nodes,
  nowMs: number,
): Promise<Finding[]> {
  const offsetsAt = async (atMs: bigint): Promise<OffsetView[]> => {
    const leaders = [...new Set(view.partitions.map(({ leader }) => leader))];
    const answers = await Promise.all(
      leaders.map(async (leader) => {
        const node = await nodes.node(leader);
        const led = view.partitions.filter((each) => each.leader === leader);
        return node?.offsets(
          atMs,
          led.map(({ partition }) => ({ topic: view.topic, partition })),
        );
      }),
    );
    return answers.flatMap((answer) => answer ?? []).filter(({ errorCode }) => errorCode === 0);
  };
  try {
    const [ends, starts, ahead] = await Promise.all([
      offsetsAt(LOG_END),
      offsetsAt(LOG_START),
      offsetsAt(BigInt(nowMs + CLOCK_TOLERANCE_MS)),
    ]);
    const startOf = new Map(starts.map(({ partition, offset }) => [partition, offset]));
    const records = new Map(
      ends.map(({ partition, offset }) => [partition, offset - (startOf.get(partition) ?? offset)]),
    );
    const timestampType = config?.values.get('message.timestamp.type');
    return [
      ends.length === 0
        ? skipped('clocks', view.topic, 'offsets cannot be read')
        : judgeClocks(view.topic, ahead, timestampType, nowMs),
      judgeBalance(view, brokers, records),
    ];
  } catch (error) {
    if (!(error instanceof ProbeFailure)) throw error;
    return [skipped('clocks', view.topic, error.message), skipped('balance', view.topic, error.message)];
  }
}
