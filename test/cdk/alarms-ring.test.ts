import { every, kafkaOutOfReach, meanwhile, next } from '../../verify/memory/call-rules';
import type { MemoryWorld } from '../../verify/memory/world';
import { WatchedPipeline } from '../_helpers/cloudwatch/watched-pipeline';
import { liveWorld } from '../_helpers/controller/ticking';

// This is about metrics, not about the rest of the log.
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';

const TOPIC = 'otlp_spans';
const MINUTE_MS = 60_000;
const REWIND = { action: 'rewind', to: '10', topic: TOPIC, partitions: [0], acceptQueueLoss: true };

interface Situation {
  name: string;
  begin?(world: MemoryWorld, watched: WatchedPipeline): unknown;
  /** The calls of each minute. @default one tick */
  calls?(watched: WatchedPipeline, minute: number): Promise<unknown>;
  minutes: number;
  /** All alarms that are on at any time. */
  rings: string[];
}

/** So many more records a second into each partition. */
function traffic(world: MemoryWorld, records: bigint): void {
  world.habits.push(() => {
    for (let partition = 0; partition < 6; partition += 1) world.produce(TOPIC, partition, records);
  });
}

function retention(world: MemoryWorld, ms: number): void {
  const topic = world.topics.get(TOPIC);
  if (!topic) throw new Error(`no ${TOPIC}`);
  topic.retention = { ms, bytes: 'unlimited' };
}

/** A backlog that grows, because the backend takes half of the traffic. */
function slowBackend(world: MemoryWorld): void {
  traffic(world, 100n);
  world.backend.mode = { kind: 'slow', recordsPerSecond: 50 };
}

const SITUATIONS: Situation[] = [
  { name: 'none while all is well', minutes: 70, rings: [] },
  {
    name: 'none if tasks read nothing for 5 minutes',
    begin(world) {
      world.stalled = true;
    },
    async calls({ world, invoke }, minute) {
      if (minute === 5) world.stalled = false;
      await invoke({});
    },
    minutes: 30,
    rings: [],
  },
  {
    name: 'time-lag before not-drained if the backend is slower than the traffic',
    begin: slowBackend,
    minutes: 50,
    rings: ['time-lag'],
  },
  {
    name: 'not-drained, too, after an hour',
    begin: slowBackend,
    minutes: 80,
    rings: ['not-drained', 'time-lag'],
  },
  {
    name: 'an alarm about partitions that do not advance, and time-lag, if tasks read nothing',
    begin(world) {
      world.stalled = true;
    },
    minutes: 30,
    rings: ['alarming-reasons', 'time-lag'],
  },
  {
    name: 'nobody-reads if tasks look for their group elsewhere',
    begin(world) {
      world.edit((config) => config.replaceAll('127.0.0.1:9092', '127.0.0.2:9092'));
      for (const task of [...world.tasks]) world.service.kill(task);
    },
    minutes: 6,
    rings: ['alarming-reasons', 'nobody-reads'],
  },
  {
    name: 'retention an hour before it deletes unread records',
    begin(world) {
      world.stalled = true;
      retention(world, 65 * MINUTE_MS);
    },
    minutes: 11,
    rings: ['retention'],
  },
  {
    name: 'none while retention is further away',
    begin(world) {
      world.stalled = true;
      retention(world, 90 * MINUTE_MS);
    },
    minutes: 11,
    rings: [],
  },
  {
    name: 'ticks-failing, but not ticks-missing, if Kafka is out of reach',
    begin: (world) => world.calls.rules.push(kafkaOutOfReach()),
    minutes: 22,
    rings: ['ticks-failing'],
  },
  {
    name: 'ticks-failing if every second tick fails',
    begin: (world) => world.calls.rules.push(every(2, 'kafka.observe', { kind: 'refused' })),
    minutes: 22,
    rings: ['ticks-failing'],
  },
  {
    name: 'none if two ticks fail',
    begin: (world) => world.calls.rules.push(next('kafka.observe', { kind: 'refused' }, 2)),
    minutes: 22,
    rings: [],
  },
  {
    name: 'ticks-failing if ticks end without a word, because they run out of time or memory',
    async calls({ invoke, countErrors }, minute) {
      if (minute % 2 === 0) await invoke({});
      else countErrors(1);
    },
    minutes: 22,
    rings: ['ticks-failing'],
  },
  {
    name: 'ticks-failing and ticks-missing if no tick even begins, because the spec is wrong',
    calls: async ({ countErrors }) => countErrors(1),
    minutes: 22,
    rings: ['ticks-failing', 'ticks-missing'],
  },
  {
    name: 'ticks-missing if the schedule is gone',
    calls: async () => {},
    minutes: 22,
    rings: ['ticks-missing'],
  },
  {
    name: 'none for one tick that comes 4 minutes late',
    calls: async ({ invoke }, minute) => (minute >= 5 && minute < 9 ? undefined : invoke({})),
    minutes: 22,
    rings: [],
  },
  {
    name: 'none for commands that somebody mistypes every minute',
    async calls({ invoke }) {
      await invoke({});
      await invoke({ action: 'flip' });
    },
    minutes: 22,
    rings: [],
  },
  {
    name: 'busy if something else writes the state all the time',
    begin(world) {
      world.addPartitions(TOPIC, 1);
      world.calls.rules.push(meanwhile('ssm.claimEpoch', () => world.put('state', world.get('state') ?? '')));
    },
    minutes: 22,
    rings: ['busy', 'unsafe-offset'],
  },
  {
    name: 'unsafe-offset if Spillway is paused while a partition is added',
    async begin(world, { invoke }) {
      await invoke({ action: 'pause' });
      world.addPartitions(TOPIC, 1);
    },
    minutes: 22,
    rings: ['alarming-reasons', 'unsafe-offset'],
  },
  {
    name: 'none if a partition is added and Spillway may act',
    begin: (world) => world.addPartitions(TOPIC, 1),
    minutes: 22,
    rings: [],
  },
  {
    name: 'tasks-below-useful, and then time-lag, if tasks crash',
    begin(world) {
      world.service.crashes = () => true;
    },
    minutes: 30,
    rings: ['tasks-below-useful', 'time-lag'],
  },
  {
    name: 'none for a rewind, which stops the tasks for a moment',
    begin: (_world, { invoke }) => invoke(REWIND),
    minutes: 22,
    rings: [],
  },
  {
    name: 'stopped-too-long if ECS refuses to start the tasks again',
    async begin(world, { invoke }) {
      world.calls.rules.push(({ operation }) =>
        operation === 'ecs.setDesiredCount' && world.desiredCount === 0 ? { kind: 'refused' } : undefined,
      );
      await invoke(REWIND);
    },
    minutes: 22,
    rings: ['stopped-too-long', 'ticks-failing'],
  },
  {
    name: 'held if a hold lasts',
    begin(world) {
      // The deployment of somebody else never ends, so the tasks on latest cannot be replaced.
      world.service.circuitBreaker = 'off';
      world.service.crashes = ({ taskDefinition }) => taskDefinition === 'processing:2';
      world.service.deploy({ by: 'outside', lookedAtMs: 0 }, 'processing:2');
      world.addPartitions(TOPIC, 1);
    },
    minutes: 40,
    rings: ['alarming-reasons', 'held', 'tasks-below-useful'],
  },
];

describe('of the alarms of a deployment ring', () => {
  it.each(SITUATIONS.map((each) => [each.name, each] as const))(
    '%s',
    async (_name, { begin, calls, minutes, rings }) => {
      // Half an hour of traffic, so that every alarm has seen data.
      const world = await liveWorld();
      traffic(world, 10n);
      const watched = new WatchedPipeline(world);
      await watched.minutes(30);
      expect(watched.ringing).toEqual([]);
      watched.forget();

      await begin?.(world, watched);
      await watched.minutes(minutes, calls && ((minute) => calls(watched, minute)));

      expect([...watched.rang].sort()).toEqual(rings);
    },
  );
});
