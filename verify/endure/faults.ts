import { always, every, kafkaOutOfReach } from '../memory/call-rules';
import type { CallRule } from '../memory/calls';
import type { MemoryWorld } from '../memory/world';
import { LOGS, TRACES } from './endurance-spec';
import { drain, type Fault, outside, rewind } from './fault';
import { COMMITS, idleCommitGone, onceStopped, partitionAdded, SSM_WRITES, taskReplaced } from './happenings';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const HALF_HOUR_MS = 30 * MINUTE_MS;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** Reasons for Spillway to act in most runs: `latest` becomes unsafe, tasks come and go, an operator sends commands. */
const EVERYDAY = [
  partitionAdded(2),
  rewind(3),
  taskReplaced(5),
  idleCommitGone(7),
  taskReplaced(8),
  rewind(12),
];

function rule(make: (world: MemoryWorld) => CallRule): Fault['begin'] {
  return (world) => {
    world.calls.rules.push(make(world));
  };
}

function fromFirstStop(world: MemoryWorld, refuse: CallRule): CallRule {
  const hasStopped = onceStopped(world);
  return (call) => (hasStopped() ? refuse(call) : undefined);
}

/** Makes a read that begins within `withinMs` of a change by Spillway return the value from before the change. */
function staleAfter(effect: 'count' | 'config', withinMs: number): Fault['begin'] {
  return rule((world) => {
    let changedMs = Number.NEGATIVE_INFINITY;
    const before = world.calls.onEffect;
    world.calls.onEffect = (each, when) => {
      if (each === effect && when === 'after') changedMs = world.nowMs;
      before(each, when);
    };
    const read = effect === 'count' ? 'ecs.describe' : 'ssm.read';
    return ({ operation, atMs }) =>
      operation === read && atMs - changedMs < withinMs
        ? { kind: 'stale', ageMs: atMs - changedMs + SECOND_MS }
        : undefined;
  });
}

/** Each fault lasts for the whole run. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'none',
    what: 'nothing goes wrong: what the triggers alone do',
    begin: () => {},
    triggers: EVERYDAY,
    alarm: 'not-needed',
  },
  {
    name: 'writes-refused',
    what: 'SSM refuses every write',
    begin: rule(() => always(SSM_WRITES, { kind: 'refused' })),
    triggers: [drain(1), ...EVERYDAY],
    alarm: 'reason-or-failed-invocation',
  },
  {
    name: 'config-writes-refused',
    what: 'SSM refuses writes of the live config alone',
    begin: rule(() => always(['ssm.writeConfig'], { kind: 'refused' })),
    triggers: EVERYDAY,
    alarm: 'reason-or-failed-invocation',
  },
  {
    name: 'writes-refused-in-recreate',
    what: 'SSM refuses every write from the first stop on',
    begin: rule((world) => fromFirstStop(world, always(SSM_WRITES, { kind: 'refused' }))),
    triggers: EVERYDAY,
    alarm: 'reason-or-failed-invocation',
  },
  {
    name: 'commits-refused',
    what: 'Kafka refuses commits, and its brokers do not say so before',
    begin: (world) => {
      world.group.mayCommit = undefined;
      world.calls.rules.push(always(COMMITS, { kind: 'refused' }));
    },
    triggers: EVERYDAY,
    alarm: 'reason-or-failed-invocation',
  },
  {
    name: 'commits-not-allowed',
    what: 'Kafka refuses commits, and says in DescribeGroups that it will',
    begin: (world) => {
      world.group.mayCommit = false;
      world.calls.rules.push(always(COMMITS, { kind: 'refused' }));
    },
    triggers: EVERYDAY,
    alarm: 'reason-or-failed-invocation',
  },
  {
    name: 'kafka-out-of-reach',
    what: 'the controller cannot reach Kafka from the second hour on; the tasks can',
    begin: rule((world) => kafkaOutOfReach(world.nowMs + 90 * MINUTE_MS)),
    triggers: EVERYDAY,
    alarm: 'reason-or-failed-invocation',
  },
  {
    name: 'kafka-out-of-reach-in-recreate',
    what: 'the controller cannot reach Kafka from the first stop on; the tasks can',
    begin: rule((world) => fromFirstStop(world, kafkaOutOfReach())),
    triggers: EVERYDAY,
    alarm: 'reason-or-failed-invocation',
  },
  {
    name: 'hanging-task',
    what: 'of the tasks that stop, one stays in DEPROVISIONING for three hours',
    begin: ({ habits, service }) => {
      habits.push(() => {
        const isHanging = service.tasks.some(({ lastStatus }) => lastStatus === 'DEPROVISIONING');
        if (service.hangs.length === 0 && !isHanging) service.hangs.push(3 * HOUR_MS);
      });
    },
    triggers: [drain(1), ...EVERYDAY],
    alarm: 'reason',
  },
  {
    name: 'lingering-member',
    what: 'of the tasks that stop, one ignores SIGTERM, and its member stays in the group for three hours',
    begin: ({ habits, service, nowMs }) => {
      let nextMs = nowMs;
      habits.push((atMs) => {
        if (service.deafTasks.length > 0 || atMs < nextMs) return;
        service.deafTasks.push({ sessionMs: 3 * HOUR_MS, keeps: 'nothing' });
        nextMs = atMs + 10 * MINUTE_MS;
      });
    },
    triggers: EVERYDAY,
    alarm: 'reason',
  },
  {
    name: 'short-retention',
    what: 'topics keep records for 20 minutes only',
    begin: ({ topics }) => {
      for (const topic of topics.values()) topic.retention = { ms: 20 * MINUTE_MS, bytes: 'unlimited' };
    },
    triggers: EVERYDAY,
    alarm: 'not-needed',
  },
  {
    name: 'bursts-on-retention-bytes',
    what: 'retention.bytes keeps about two bursts, and there is one every ten minutes',
    begin: ({ topics, habits, nowMs: beginMs }) => {
      for (const topic of topics.values()) topic.retention = { ms: 'unlimited', bytes: 10_000_000 };
      habits.push((nowMs) => {
        if ((nowMs - beginMs) % (10 * MINUTE_MS) >= SECOND_MS) return;
        for (const log of topics.get(TRACES)?.partitions.slice(0, 3) ?? []) log.write(4_000n);
      });
    },
    triggers: [partitionAdded(2), taskReplaced(5), idleCommitGone(7), taskReplaced(8)],
    alarm: 'not-needed',
  },
  {
    name: 'backend-down',
    what: 'the backend refuses everything from the first half hour on',
    begin: (world) => {
      world.clock.at(world.nowMs + 30 * MINUTE_MS, () => {
        world.backend.mode = { kind: 'refuses', share: 1 };
      });
    },
    triggers: EVERYDAY,
    alarm: 'reason',
  },
  {
    name: 'backend-down-from-the-start',
    what: 'the backend refuses everything, also while the pipeline is drained for the first time',
    begin: ({ backend }) => {
      backend.mode = { kind: 'refuses', share: 1 };
    },
    triggers: [drain(1), ...EVERYDAY],
    alarm: 'reason',
  },
  {
    name: 'backend-hangs',
    what: 'the backend takes connections and never answers, from the first half hour on',
    begin: (world) => {
      world.clock.at(world.nowMs + 30 * MINUTE_MS, () => {
        world.backend.mode = { kind: 'hangs' };
      });
    },
    triggers: EVERYDAY,
    alarm: 'reason',
  },
  {
    name: 'backend-refuses-5-percent',
    what: 'the backend answers 503 to one request in twenty',
    begin: ({ backend }) => {
      backend.mode = { kind: 'refuses', share: 0.05 };
    },
    triggers: [drain(1), ...EVERYDAY],
    alarm: 'not-needed',
  },
  {
    name: 'stale-ecs',
    what: 'every tenth DescribeServices answers what was a minute ago',
    begin: rule(() => every(10, 'ecs.describe', { kind: 'stale', ageMs: MINUTE_MS })),
    triggers: [...EVERYDAY, ...HOURS.filter((hour) => hour % 4 === 2).map(rewind)],
    alarm: 'not-needed',
  },
  {
    name: 'stale-ecs-after-stop',
    what: 'for 20 seconds after each UpdateService DescribeServices answers what was before it',
    begin: staleAfter('count', 20 * SECOND_MS),
    triggers: EVERYDAY,
    alarm: 'not-needed',
  },
  {
    name: 'stale-ssm',
    what: 'every tenth GetParameters answers what was a minute ago',
    begin: rule(() => every(10, 'ssm.read', { kind: 'stale', ageMs: MINUTE_MS })),
    triggers: [...EVERYDAY, ...HOURS.filter((hour) => hour % 4 === 2).map(rewind)],
    alarm: 'not-needed',
  },
  {
    name: 'stop-takes-effect-later',
    what: 'every second UpdateService gets no answer and takes effect 20 seconds later',
    begin: rule(() =>
      every(2, 'ecs.setDesiredCount', { kind: 'timed-out', afterMs: 14_000, happensAfterMs: 20_000 }),
    ),
    triggers: EVERYDAY,
    alarm: 'not-needed',
  },
  {
    name: 'nat-addresses',
    what: 'brokers see all members at one address that no task has',
    begin: ({ group }) => {
      group.seenFrom = '203.0.113.7';
    },
    triggers: EVERYDAY,
    alarm: 'not-needed',
  },
  {
    name: 'crash-looping-deployment',
    what: 'somebody deploys an image that ends right after its start, without a circuit breaker',
    begin: ({ service }) => {
      service.circuitBreaker = 'off';
      service.crashes = ({ taskDefinition }) => taskDefinition === 'processing:2';
    },
    triggers: [
      outside(100, ({ service }) => service.deploy({ by: 'outside', lookedAtMs: 0 }, 'processing:2')),
      ...EVERYDAY,
    ],
    alarm: 'reason',
  },
  {
    name: 'config-rewritten',
    what: 'somebody stores the deployed config again every hour',
    begin: (world) => {
      const deployed = world.get('config') ?? '';
      const beginMs = world.nowMs;
      world.habits.push((nowMs) => {
        if ((nowMs - beginMs) % HOUR_MS === HALF_HOUR_MS) world.put('config', deployed);
      });
    },
    triggers: EVERYDAY,
    alarm: 'not-needed',
  },
  {
    name: 'several-commits-gone',
    what: 'somebody deletes the commit of a partition without records every two hours',
    begin: () => {},
    triggers: HOURS.filter((hour) => hour % 2 === 1).flatMap((hour) => [
      outside(hour * 60, ({ logs }) => {
        for (const log of logs) if (log.logEnd === 0n) log.committed = 'none';
      }),
      taskReplaced(hour + 0.25),
    ]),
    alarm: 'not-needed',
  },
];

/** Steady traffic on all partitions except the idle one. */
export function steadyTraffic(
  world: MemoryWorld,
  isIdle: (topic: string, partition: number) => boolean,
): void {
  const EVERY_MS = 5_000;
  world.habits.push((nowMs) => {
    if (nowMs % EVERY_MS !== 0) return;
    for (const topic of [TRACES, LOGS]) {
      for (const log of world.topics.get(topic)?.partitions ?? []) {
        if (!isIdle(topic, log.partition)) log.write(5n);
      }
    }
  });
}
