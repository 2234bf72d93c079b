import { setTimeout as pause } from 'node:timers/promises';
import type { Draw } from '../draw';
import type { Round } from '../round/round';
import { becomesTrue } from '../until';
import { BROKERS } from '../world/chaos-world';
import { liveBrokersSeenBy } from '../world/probe';
import type { Fault } from './fault';

const NOTICED_MS = 12_000;
const BACK_MS = 60_000;
const MOVED_MS = 15_000;
const OFFSETS_TOPIC = '__consumer_offsets';
const OFFSETS_PARTITIONS = 3;

/** What happens to one broker process of three. */
export const BROKER_FAULTS: readonly Fault[] = [
  {
    kind: 'broker-killed',
    what: 'a broker gets SIGKILL, and starts again some seconds later',
    bites: 'the other brokers no longer list it',
    run: (round, draw) =>
      withoutBroker(round, draw, async (index) => {
        const broker = processOf(round, index);
        broker.kill('SIGKILL');
        return (await broker.exited).signal === 'SIGKILL';
      }),
  },
  {
    kind: 'broker-restarted',
    what: 'a broker gets SIGTERM, hands its partitions over, and starts again',
    bites: 'the other brokers no longer list it',
    run: (round, draw) =>
      withoutBroker(round, draw, async (index) => {
        await processOf(round, index).stop(20_000);
        return true;
      }),
  },
  {
    kind: 'broker-frozen',
    what: 'a broker gets SIGSTOP, and SIGCONT some seconds later',
    bites: 'the other brokers no longer list it',
    async run(round, draw) {
      const index = draw.between(0, BROKERS - 1);
      const holdMs = draw.between(500, 3_000);
      const broker = processOf(round, index);
      broker.kill('SIGSTOP');
      try {
        const noticed = await isMissed(round, index);
        await pause(holdMs);
        return noticed;
      } finally {
        broker.kill('SIGCONT');
        await untilAllBack(round);
      }
    },
  },
  {
    kind: 'leader-moved',
    what: 'the leader of a partition moves to another broker',
    bites: 'another broker leads the partition',
    run: (round, draw) => moveLeader(round, draw, round.pipeline.topic, draw.between(0, 2)),
  },
  {
    kind: 'coordinator-moved',
    what: "the group's coordinator moves to another broker",
    bites: "another broker leads the group's partition of __consumer_offsets",
    run: (round, draw) =>
      moveLeader(round, draw, OFFSETS_TOPIC, offsetsPartitionOf(round.pipeline.spec.group)),
  },
];

function processOf({ pipeline }: Round, index: number) {
  const process = pipeline.world.kafka.processes[index];
  if (!process) throw new Error(`There is no broker ${index + 1}.`);
  return process;
}

async function withoutBroker(
  round: Round,
  draw: Draw,
  end: (index: number) => Promise<boolean>,
): Promise<boolean> {
  const { kafka } = round.pipeline.world;
  const index = draw.between(0, BROKERS - 1);
  const holdMs = draw.between(0, 2_000);
  try {
    const ended = await end(index);
    const noticed = await isMissed(round, index);
    await pause(holdMs);
    return ended && noticed;
  } finally {
    if (!processOf(round, index).running) await kafka.restart(index);
    await untilAllBack(round);
  }
}

function isMissed({ pipeline }: Round, index: number): Promise<boolean> {
  const witness = pipeline.world.kafka.addresses[(index + 1) % BROKERS] ?? '';
  return becomesTrue(async () => (await liveBrokersSeenBy(witness)) === BROKERS - 1, NOTICED_MS);
}

async function untilAllBack({ pipeline }: Round): Promise<void> {
  for (const address of pipeline.world.kafka.addresses) {
    const isBack = await becomesTrue(async () => (await liveBrokersSeenBy(address)) === BROKERS, BACK_MS);
    if (!isBack) throw new Error(`The broker at ${address} did not come back.`);
  }
}

/** Takes the leader out of the partition's replicas, so that another one has to lead, and then adds it again. */
async function moveLeader(
  { pipeline }: Round,
  draw: Draw,
  topic: string,
  partition: number,
): Promise<boolean> {
  const { kafka } = pipeline;
  const { leader, replicas } = await kafka.placeOf(topic, partition);
  const others = draw.shuffled(replicas.filter((replica) => replica !== leader));
  const reassign = (to: number[]) =>
    kafka.ask((admin) =>
      admin.alterPartitionReassignments({
        topics: [{ topic, partitionAssignment: [{ partition, replicas: to }] }],
      }),
    );
  await reassign(others);
  const isElsewhere = async () => {
    const now = await kafka.placeOf(topic, partition);
    return now.leader >= 0 && now.leader !== leader && now.replicas.length === others.length;
  };
  const moved = await becomesTrue(isElsewhere, MOVED_MS);
  await reassign([...others, leader]);
  return moved;
}

/** Java's hash of the group's name, as the brokers use it to find the coordinator. */
function offsetsPartitionOf(group: string): number {
  let hash = 0;
  for (let index = 0; index < group.length; index++)
    hash = (Math.imul(hash, 31) + group.charCodeAt(index)) | 0;
  return (hash & 0x7fffffff) % OFFSETS_PARTITIONS;
}
