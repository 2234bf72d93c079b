import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Draw } from '../draw';
import { giveUp } from '../round/give-up';
import { desiredCount, parameter, type Round, runningTasks } from '../round/round';
import { becomesTrue } from '../until';
import { inMood } from '../world/broker-proxy';
import { CLUSTER, MAX_TASKS } from '../world/pipeline';
import type { Fault } from './fault';

const ACCEPTED_MS = 20_000;
const GONE_MS = 25_000;
const DONE_MS = 60_000;
const SEEN_MS = 20_000;
const RACE_MS = 1_500;
const GIVEN_UP = 15;

/** What people do: with ECS, with Kafka's tools, and with Spillway's own commands. */
export const PEOPLE_FAULTS: readonly Fault[] = [
  {
    kind: 'deployment',
    endsTasks: true,
    what: 'somebody forces a new deployment of the service',
    bites: 'a task of the new deployment runs',
    async run(round) {
      const { aws, spec } = round.pipeline;
      const tasks = () => aws.truth.service(CLUSTER, spec.name)?.tasks ?? [];
      const before = new Set(tasks().map(({ deploymentId }) => deploymentId));
      await round.people.updateService({ forceNewDeployment: true });
      return becomesTrue(
        () => runningTasks(round).some(({ task }) => !before.has(task.deploymentId)),
        SEEN_MS,
      );
    },
  },
  {
    kind: 'count-changed',
    endsTasks: true,
    what: 'somebody sets desiredCount in ECS, and hands scaling back later',
    bites: 'a tick reports that it keeps the number, or that it contradicts the one that it set itself',
    run: changeCount,
  },
  {
    kind: 'stopped-by-command',
    endsTasks: true,
    what: 'somebody stops the tier with `spillway stop`, and resumes it later',
    bites: 'desiredCount is 0, and the stop switch is on',
    async run(round, draw) {
      const { controller } = round;
      const holdMs = draw.between(500, 4_000);
      await controller.commandUntilAccepted({ action: 'stop', id: randomUUID() }, ACCEPTED_MS);
      const stopped = await becomesTrue(
        () => desiredCount(round) === 0 && parameter(round, 'hold') !== undefined,
        SEEN_MS,
      );
      await pause(holdMs);
      await controller.commandUntilAccepted({ action: 'resume', id: randomUUID() }, ACCEPTED_MS);
      return stopped;
    },
  },
  {
    kind: 'rewind',
    what: 'somebody sends `spillway rewind --to earliest` for a partition',
    bites: 'it is accepted, and the tier is stopped for it or the request is answered otherwise',
    async run(round, draw) {
      const stopped = await stopForRewind(round, draw);
      await operationEnds(round);
      return stopped;
    },
  },
  {
    kind: 'kafka-gone-in-stop',
    what: 'somebody sends `spillway rewind --to earliest`, and no broker answers from the stop on, until tasks are started or a minute is over',
    bites: 'the tier is stopped, and a tick reports that Kafka does not answer',
    run: rewindWithoutKafka,
  },
  {
    kind: 'skip',
    endsTasks: true,
    what: 'somebody gives up the backlog of a partition with `spillway skip --to latest`, while the backend is down; the command is delivered again when it is done',
    bites: 'the commit of the partition passes records that were not delivered',
    run: skip,
  },
  {
    kind: 'group-deleted',
    endsTasks: true,
    what: 'somebody stops the service in ECS, deletes the group with its commits, and starts the service again',
    bites: 'no partition has a commit',
    run: deleteGroup,
  },
];

/** Sends a rewind. @returns whether it was accepted, and the tier stopped for it */
async function stopForRewind(round: Round, draw: Draw): Promise<boolean> {
  const { controller, pipeline } = round;
  const accepted = await controller.commandUntilAccepted(
    {
      ...({ action: 'rewind', to: 'earliest', id: randomUUID() } as const),
      topic: pipeline.topic,
      partitions: [draw.between(0, 2)],
    },
    ACCEPTED_MS,
  );
  return accepted && (await becomesTrue(() => desiredCount(round) === 0, SEEN_MS, 50));
}

function operationEnds({ controller }: Round): Promise<boolean> {
  return becomesTrue(() => controller.reports.at(-1)?.manualOperation === undefined, DONE_MS);
}

async function rewindWithoutKafka(round: Round, draw: Draw): Promise<boolean> {
  const { controller, pipeline } = round;
  const stopped = await stopForRewind(round, draw);
  const before = controller.reports.length;
  if (stopped)
    // Longer than maxPause, so that the tasks are started without Kafka.
    await inMood(pipeline.world.proxies, { kind: 'black-hole' }, () =>
      becomesTrue(() => desiredCount(round) > 0, DONE_MS, 50),
    );
  await operationEnds(round);
  return stopped && controller.hasReported(before, (code) => code === 'HOLD_KAFKA_UNREACHABLE');
}

async function changeCount(round: Round): Promise<boolean> {
  const { controller, people } = round;
  const value = desiredCount(round) === 1 ? MAX_TASKS : 1;
  // A tick may set its own number at this very moment. A person looks, and sets it again.
  for (let attempts = 0; attempts < 3; attempts++) {
    await people.updateService({ desiredCount: value });
    await pause(RACE_MS);
    if (desiredCount(round) === value) break;
  }
  people.count = { value, setAtMs: Date.now() };
  const before = controller.reports.length;
  const seen = await becomesTrue(
    () =>
      controller.hasReported(
        before,
        (code) => code === 'HOLD_EXTERNAL_COUNT' || code === 'HOLD_ANSWERS_CONTRADICT',
      ),
    SEEN_MS,
  );
  people.count = undefined;
  await controller.commandUntilAccepted({ action: 'resume', id: randomUUID() }, ACCEPTED_MS);
  return seen;
}

async function deleteGroup(round: Round): Promise<boolean> {
  const { controller, people, pipeline } = round;
  const { kafka, spec } = pipeline;
  await people.stopService();
  try {
    const deleted = await becomesTrue(
      () => kafka.ask((admin) => admin.deleteGroups([spec.group]), 1).then(() => true),
      GONE_MS,
      500,
    );
    people.changedKafkaAtMs = Date.now();
    const gone = deleted && (await kafka.partitions()).every(({ committed }) => committed === undefined);
    // Between two looks nobody can tell that commits were gone: docs/verification.md, the blind window.
    const before = controller.reports.length;
    await becomesTrue(() => controller.reports.length > before + 1, SEEN_MS);
    return gone;
  } finally {
    await people.startService(MAX_TASKS);
    people.changedKafkaAtMs = Date.now();
  }
}

/** Nothing is sent meanwhile, so the skip may give up exactly what is in the partition. */
function skip(round: Round, draw: Draw): Promise<boolean> {
  const { controller, pipeline, people, traffic } = round;
  const partition = draw.between(0, 2);
  return traffic.quietly(async () => {
    pipeline.sink.setMood({ kind: 'refuse', status: 503 });
    try {
      await traffic.write([{ partition, records: GIVEN_UP }]);
      const command = {
        ...({ action: 'skip', to: 'latest', acceptQueueLoss: true, id: randomUUID() } as const),
        ...{ topic: pipeline.topic, partitions: [partition] },
      };
      if (!(await controller.commandUntilAccepted(command, ACCEPTED_MS))) return false;
      people.changedKafkaAtMs = Date.now();
      await operationEnds(round);
      const seen = (await pipeline.kafka.partitions()).find((each) => each.partition === partition);
      if (!seen) return false;
      const before = people.givenUp.size;
      giveUp(round, partition, seen.logEnd);
      // Nobody gave these up: a command that Lambda delivers again must not take them.
      await traffic.write([{ partition, records: GIVEN_UP }]);
      await controller.command(command);
      await operationEnds(round);
      return people.givenUp.size > before && seen.committed === seen.logEnd;
    } finally {
      pipeline.sink.setMood({ kind: 'accept' });
    }
  });
}
