import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AssignerProtocol } from 'kafkajs';
import { membersPerTask, readLiveSettings } from '../../lib/collector';
import { readsTopic, type Subscription } from '../../lib/collector/live/subscription';
import { ensureCollector } from '../../local/collector/ensure-collector';
import { startCollector } from '../../local/collector/start-collector';
import type { RunningKafka } from '../../local/kafka/broker-process';
import { createTopics, withAdmin } from '../../local/kafka/topics';
import { waitUntil } from '../../local/process/wait-until';
import { KAFKA_START_TIMEOUT_MS, startTestKafka } from '../_helpers/kafka/broker';

jest.setTimeout(120_000);

const TOPICS = ['constructor', 'my-otlp_spans', 'otlp_spans', 'team-a', 'team-old'];
const GROUP = 'reading';
const cacheDir = path.resolve(__dirname, '../../.cache');

let kafka: RunningKafka;
let folder: string;
let bin: string;

beforeAll(async () => {
  bin = await ensureCollector({
    cacheDir,
    version: '0.160.0',
    progress: (line) => process.stderr.write(`${line}\n`),
  });
  folder = await mkdtemp(path.join(tmpdir(), 'spillway-subscription-'));
  kafka = await startTestKafka();
  await createTopics(
    kafka.bootstrap,
    TOPICS.map((topic) => ({ topic, partitions: 1 })),
  );
}, KAFKA_START_TIMEOUT_MS);

afterAll(async () => {
  await kafka?.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** Members of the group, and the topics that Kafka has assigned to them. */
async function membersOf(group: string): Promise<{ clientIds: string[]; topics: string[] }> {
  const { groups } = await withAdmin(kafka.bootstrap, (admin) => admin.describeGroups([group]));
  const members = groups.flatMap(({ state, members: found }) => (state === 'Stable' ? found : []));
  const assigned = members.flatMap(({ memberAssignment }) =>
    Object.keys(AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment ?? {}),
  );
  return { clientIds: members.map(({ clientId }) => clientId), topics: assigned.sort() };
}

/** Runs a Collector until its group is as wanted, and returns the group. */
async function joined(config: string, isThere: (seen: { clientIds: string[]; topics: string[] }) => boolean) {
  const collector = await startCollector({
    ...{ bin, name: 'Collector', configText: config, env: {}, logFile: path.join(folder, 'collector.log') },
  });
  try {
    return await waitUntil(
      'the group to be as it is read from the configuration',
      async () => {
        const seen = await membersOf(GROUP);
        return isThere(seen) && seen;
      },
      { timeoutMs: 60_000 },
    );
  } finally {
    await collector.stop(10_000);
  }
}

const config = (receivers: object, pipelines: Record<string, string[]>) =>
  JSON.stringify({
    receivers,
    exporters: { debug: {} },
    extensions: { health_check: { endpoint: '${env:SPILLWAY_HEALTH_ENDPOINT}' } },
    service: {
      extensions: ['health_check'],
      telemetry: { metrics: { level: 'none' } },
      pipelines: Object.fromEntries(
        Object.entries(pipelines).map(([id, names]) => [id, { receivers: names, exporters: ['debug'] }]),
      ),
    },
  });

describe('the topics that a real Collector reads', () => {
  it.each<[string, Subscription]>([
    ['by names', { topics: ['otlp_spans', 'constructor'], excludeTopics: [] }],
    ['by a pattern with something left out', { topics: ['^team-.*'], excludeTopics: ['old$'] }],
    [
      'by a name that is a pattern too, as soon as one is',
      { topics: ['^team-a$', 'otlp_spans'], excludeTopics: [] },
    ],
  ])(
    'are those that Spillway derives from its configuration: %s',
    async (_what, { topics, excludeTopics }) => {
      const expected = TOPICS.filter((topic) => readsTopic({ topics, excludeTopics }, topic));
      const excluded = excludeTopics.length > 0 ? { exclude_topics: excludeTopics } : {};
      const kafkaReceiver = { brokers: [kafka.bootstrap], group_id: GROUP, traces: { topics, ...excluded } };

      const seen = await joined(
        config({ kafka: kafkaReceiver }, { traces: ['kafka'] }),
        (now) => now.topics.length === expected.length,
      );

      expect(expected.length).toBeGreaterThan(0);
      expect(seen.topics).toEqual(expected);
    },
  );

  it('has one group member per signal of each receiver', async () => {
    const receiver = (clientId: string) => ({
      brokers: [kafka.bootstrap],
      group_id: GROUP,
      client_id: clientId,
      logs: { topics: ['team-a'] },
    });
    const text = config(
      { 'kafka/a': receiver('a'), 'kafka/b': receiver('b') },
      { traces: ['kafka/a'], 'traces/more': ['kafka/a'], logs: ['kafka/a', 'kafka/b'] },
    );
    const members = membersPerTask(readLiveSettings(text), GROUP);

    const { clientIds } = await joined(text, (now) => now.clientIds.length >= members);

    expect(members).toBe(3);
    expect(clientIds.sort()).toEqual(['a', 'a', 'b']);
  });
});
