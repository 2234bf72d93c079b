import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { renderIngestion, renderProcessing } from '../../lib/collector';
import type { KafkaAdmin, PartitionOffset } from '../../lib/controller/ports';
import type { GroupSnapshot } from '../../lib/core/snapshot/kafka';
import { type PipelineSpec, parsePipelineSpec } from '../../lib/pipeline';
import { ensureCollector } from '../../local/collector/ensure-collector';
import { type RunningCollector, startCollector } from '../../local/collector/start-collector';
import type { RunningKafka } from '../../local/kafka/broker-process';
import { createTopics, localClient } from '../../local/kafka/topics';
import { waitUntil } from '../../local/process/wait-until';
import { type Sink, startSink } from '../../local/sink/start-sink';
import { TrafficLedger } from '../../local/traffic/ledger';
import { type SteadyTraffic, startSteadyTraffic } from '../../local/traffic/steady-traffic';
import { refusalOf, untilGroupsAnswer, withKafkaAdmin } from '../_helpers/kafka/admin';
import { KAFKA_START_TIMEOUT_MS, kafkaConnection, startTestKafka } from '../_helpers/kafka/broker';

const PARTITIONS = 6;
const IDLE = 4;
const WAIT_MS = 60_000;
const STOP_MS = 20_000;

type Strategy = 'cooperative-sticky' | 'range';

jest.setTimeout(180_000);

/** Two Collectors under traffic that leaves one partition without a record. */
interface Pipeline {
  groupId: string;
  topic: string;
  tasks: [RunningCollector, RunningCollector];
  traffic: SteadyTraffic;
  ledger: TrafficLedger;
  sink: Sink;
}

describe('commits for idle partitions of a running group of Collectors', () => {
  let folder: string;
  let bin: string;
  let kafka: RunningKafka;
  const cleanUps: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'spillway-seed-'));
    bin = await ensureCollector({
      cacheDir: path.resolve(__dirname, '../../.cache'),
      version: '0.160.0',
      progress: (line) => process.stderr.write(`${line}\n`),
      otelcolBin: process.env.OTELCOL_BIN,
    });
    kafka = await startTestKafka();
    await untilGroupsAnswer(kafka.bootstrap);
  }, 900_000 + KAFKA_START_TIMEOUT_MS);

  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  }, WAIT_MS);

  afterAll(async () => {
    await kafka?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const withKafka = <T>(work: (admin: KafkaAdmin) => Promise<T>): Promise<T> =>
    withKafkaAdmin({ connection: kafkaConnection(kafka.bootstrap) }, work);

  const describeGroup = (groupId: string) => withKafka((admin) => admin.describeGroup(groupId));

  async function start(name: string, configText: string): Promise<RunningCollector> {
    const logFile = path.join(folder, `${name}.log`);
    const collector = await startCollector({ bin, name, configText, env: {}, logFile });
    cleanUps.push(() => collector.stop(STOP_MS));
    return collector;
  }

  async function startPipeline(name: string, strategy: Strategy): Promise<Pipeline> {
    const topic = `${name}_spans`;
    await createTopics(kafka.bootstrap, [{ topic, partitions: PARTITIONS }]);
    const sink = await startSink();
    cleanUps.push(() => sink.stop());
    const spec = specOf(name, topic, kafka.bootstrap, sink.endpoint);
    const configText = withReceiverSettings(renderProcessing(spec, 'earliest'), {
      group_rebalance_strategies: [strategy],
    });
    const ingestion = await start(`${name}-ingestion`, renderIngestion(spec));
    const tasks: Pipeline['tasks'] = [
      await start(`${name}-1`, configText),
      await start(`${name}-2`, configText),
    ];
    await untilSettled(name, tasks.length);
    const ledger = new TrafficLedger();
    const traffic = startSteadyTraffic({
      endpoint: ingestion.endpoints.otlpHttp,
      ledger,
      tracesPerSecond: 100,
      partition: { kind: 'avoid', partition: IDLE, partitions: PARTITIONS },
    });
    cleanUps.push(() => traffic.stop());
    await waitUntil(
      'commits of every partition with traffic',
      async () => (await uncommitted(name, topic)).map(({ partition }) => partition).join() === String(IDLE),
      { timeoutMs: WAIT_MS },
    );
    return { groupId: name, topic, tasks, traffic, ledger, sink };
  }

  /** Stable, with this many members that own all partitions between them. */
  function untilSettled(groupId: string, members: number): Promise<GroupSnapshot> {
    return waitUntil(
      `${members} members of ${groupId} with all partitions`,
      async () => {
        const group = await describeGroup(groupId);
        const settled = group.state === 'Stable' && group.members.length === members;
        return settled && assignedTo(group).length === PARTITIONS && group;
      },
      { timeoutMs: WAIT_MS },
    );
  }

  async function uncommitted(groupId: string, topic: string): Promise<PartitionOffset[]> {
    const partitions = Array.from({ length: PARTITIONS }, (_, partition) => ({ topic, partition }));
    const commits = await withKafka((admin) => admin.committedOffsets(groupId, partitions));
    return commits.flatMap(({ partition, offset }) =>
      offset === 'none' ? [{ topic, partition, offset: 0n }] : [],
    );
  }

  /** Stops the traffic, and waits until the sink has every span that was sent. */
  async function untilAllArrived({ traffic, ledger, sink }: Pipeline): Promise<void> {
    await traffic.stop();
    await waitUntil('all spans at the sink', () => sink.compare(ledger).spans.missing === 0, {
      timeoutMs: WAIT_MS,
    });
  }

  it.each<Strategy>(['cooperative-sticky', 'range'])(
    'are stored under %s, and every record written meanwhile arrives',
    async (strategy) => {
      // Prepare
      const pipeline = await startPipeline(`seed-${strategy}`, strategy);
      const { groupId, topic } = pipeline;
      const before = await describeGroup(groupId);
      expect(before).toMatchObject({ protocolType: 'consumer', protocol: strategy, mayCommit: true });

      // Act
      const startedMs = Date.now();
      await withKafka((admin) => admin.commitAsMember(before, [{ topic, partition: IDLE, offset: 0n }]));
      const seededMs = Date.now() - startedMs;
      const after = await untilSettled(groupId, 2);
      const settledMs = Date.now() - startedMs;

      // Assess
      process.stdout.write(`${strategy}: seeded in ${seededMs} ms, group settled after ${settledMs} ms\n`);
      expect(await uncommitted(groupId, topic)).toEqual([]);
      expect(memberIds(after)).toEqual(memberIds(before));
      if (strategy === 'cooperative-sticky') expect(after.members).toEqual(before.members);
      const sentSinceThen = pipeline.ledger.counts().spans;
      await waitUntil('more traffic', () => pipeline.ledger.counts().spans > sentSinceThen, {
        timeoutMs: WAIT_MS,
      });
      await untilAllArrived(pipeline);
      expect(seededMs).toBeLessThan(15_000);
    },
  );

  it.each<[Strategy, string, (pipeline: Pipeline, isOver: () => boolean) => Promise<unknown>]>([
    ['cooperative-sticky', 'at the same moment', async () => {}],
    ['range', 'at the same moment', async () => {}],
    ['cooperative-sticky', 'once the group rebalances for the seed', untilRebalancing],
    ['range', 'once the group rebalances for the seed', untilRebalancing],
  ])(
    'under %s with a task that leaves %s: are stored or rejected, and Spillway leaves the group',
    async (...given) => {
      // Prepare
      const [strategy, moment, untilMoment] = given;
      const name = `leaves-${strategy}-${untilMoment === untilRebalancing ? 'later' : 'now'}`;
      const pipeline = await startPipeline(name, strategy);
      const { groupId, topic, tasks } = pipeline;
      const group = await describeGroup(groupId);

      // Act
      const seeding = withKafka((admin) =>
        refusalOf(admin.commitAsMember(group, [{ topic, partition: IDLE, offset: 0n }])),
      );
      let over = false;
      void seeding.then(() => {
        over = true;
      });
      await untilMoment(pipeline, () => over);
      tasks[1].process.kill('SIGTERM');
      const outcome = await seeding;

      // Assess
      const left = await untilSettled(groupId, 1);
      const code = outcome === 'not refused' ? outcome : (outcome as { code?: string }).code;
      process.stdout.write(`${strategy}, a task leaves ${moment}: ${code}\n`);
      expect(['not refused', 'KAFKA_SEED_REFUSED']).toContain(code);
      expect((await uncommitted(groupId, topic)).length).toBe(code === 'not refused' ? 0 : 1);
      expect(memberIds(group)).toEqual(expect.arrayContaining(memberIds(left)));
      await untilAllArrived(pipeline);
    },
  );

  async function untilRebalancing({ groupId }: Pipeline, isOver: () => boolean): Promise<void> {
    await withKafka((admin) =>
      waitUntil(
        'a rebalance',
        async () => {
          const { state, members } = await admin.describeGroup(groupId);
          return state !== 'Stable' || members.length > 2 || isOver();
        },
        { timeoutMs: WAIT_MS, everyMs: 5 },
      ),
    );
  }

  it('are stored for topics that are named like properties of every JavaScript object', async () => {
    // Prepare
    const topics = ['__proto__', 'constructor', 'toString'];
    await createTopics(
      kafka.bootstrap,
      topics.map((topic) => ({ topic, partitions: 2 })),
    );
    const groupId = 'odd-names';
    const spec = specOf(groupId, 'replaced-below', kafka.bootstrap, 'http://127.0.0.1:1');
    await start(
      groupId,
      withReceiverSettings(renderProcessing(spec, 'earliest'), {
        traces: { topics, encoding: 'otlp_proto' },
      }),
    );
    const group = await untilSettled(groupId, 1);

    // Act
    const seeds = topics.flatMap((topic) => [0, 1].map((partition) => ({ topic, partition, offset: 0n })));
    await withKafka((admin) => admin.commitAsMember(group, seeds));

    // Assess
    expect(group.members[0]?.assignment).toEqual(topics.map((topic) => ({ topic, partitions: [0, 1] })));
    expect(await withKafka((admin) => admin.committedOffsets(groupId, seeds))).toEqual(seeds);
  });

  it('are given up after 15 s if a member does not rejoin, and Spillway leaves the group', async () => {
    // Prepare: a member that notices a rebalance only at its next heartbeat, half a minute later.
    const topic = 'slow-member';
    await createTopics(kafka.bootstrap, [{ topic, partitions: 1 }]);
    const consumer = localClient(kafka.bootstrap).consumer({
      ...{ groupId: topic, sessionTimeout: 60_000, heartbeatInterval: 30_000, rebalanceTimeout: 60_000 },
    });
    cleanUps.push(() => consumer.disconnect());
    await consumer.connect();
    await consumer.subscribe({ topic });
    await consumer.run({ eachMessage: async () => {} });
    const group = await waitUntil(
      'the member',
      async () => {
        const seen = await describeGroup(topic);
        return seen.state === 'Stable' && seen;
      },
      { timeoutMs: WAIT_MS },
    );

    // Act
    const startedMs = Date.now();
    const seeds = [{ topic, partition: 0, offset: 0n }];
    const refusal = await withKafka((admin) => refusalOf(admin.commitAsMember(group, seeds)));
    const tookMs = Date.now() - startedMs;

    // Assess
    expect(refusal).toMatchObject({
      code: 'KAFKA_SEED_REFUSED',
      message: expect.stringContaining('it took longer than 15 s'),
    });
    expect(tookMs).toBeLessThan(17_000);
    expect(memberIds(await describeGroup(topic))).toEqual(memberIds(group));
  });

  it('are rejected after the members have gone, because of the state or because Spillway is elected leader', async () => {
    const pipeline = await startPipeline('gone', 'cooperative-sticky');
    const { groupId, topic, tasks } = pipeline;
    const stable = await describeGroup(groupId);
    await Promise.all(tasks.map((task) => task.stop(STOP_MS)));
    const empty = await describeGroup(groupId);
    const seeds = [{ topic, partition: IDLE, offset: 0n }];

    const byState = await withKafka((admin) => refusalOf(admin.commitAsMember(empty, seeds)));
    const elected = await withKafka((admin) => refusalOf(admin.commitAsMember(stable, seeds)));

    expect(byState).toMatchObject({
      code: 'KAFKA_SEED_REFUSED',
      message: `Committing ${topic} ${IDLE} as a member of group ${groupId} failed: the group is Empty, not Stable.`,
    });
    expect(elected).toMatchObject({
      code: 'KAFKA_SEED_REFUSED',
      message: expect.stringContaining('elected Spillway as leader'),
    });
    expect(await describeGroup(groupId)).toMatchObject({ state: 'Empty', members: [] });
    expect(await uncommitted(groupId, topic)).toHaveLength(1);
  });
});

function specOf(name: string, topic: string, bootstrap: string, backend: string): PipelineSpec {
  const raw = {
    name,
    kafka: { brokers: [bootstrap] },
    group: name,
    signals: { traces: { topic } },
    tiers: {
      processing: {
        cluster: 'local',
        service: name,
        tailSampling: { decisionWait: '1s' },
        backend: { endpoint: backend, encoding: 'json' },
      },
    },
  };
  return parsePipelineSpec(JSON.stringify(raw), `${name}.yaml`);
}

/** The rendered configuration with other settings in its receivers. */
function withReceiverSettings(configText: string, changes: object): string {
  const config: { receivers: object } = parse(configText);
  const receivers = Object.entries(config.receivers).map(([name, settings]) => [
    name,
    name.startsWith('kafka') ? { ...settings, ...changes } : settings,
  ]);
  return stringify({ ...config, receivers: Object.fromEntries(receivers) });
}

function memberIds({ members }: GroupSnapshot): string[] {
  return members.map(({ memberId }) => memberId).sort();
}

function assignedTo({ members }: GroupSnapshot): number[] {
  return members.flatMap(({ assignment }) =>
    assignment === 'unknown' ? [] : assignment.flatMap(({ partitions }) => partitions),
  );
}
