import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type PipelineSpec, parsePipelineSpec } from '../../../lib/pipeline';
import { ensureCollector } from '../../../local/collector/ensure-collector';
import { type RunningCollector, startCollector } from '../../../local/collector/start-collector';
import { RENDERED_VERSIONS, type RenderedVersion } from '../../../local/collector-record/rendered';
import { type RunningKafka, startKafka } from '../../../local/kafka/broker-process';
import { ensureKafkaHome } from '../../../local/kafka/kafka-home';
import type { KafkaOptions } from '../../../local/kafka/kafka-options';
import { createTopics, withAdmin } from '../../../local/kafka/topics';
import { waitUntil } from '../../../local/process/wait-until';
import type { DeliveryCount } from '../../../local/sink/receipts';
import { type Sink, startSink } from '../../../local/sink/start-sink';

const cacheDir = path.resolve(__dirname, '../../../.cache');
const progress = (line: string) => void process.stderr.write(`${line}\n`);

/** `COLLECTOR_VERSION=0.145.0` runs a file on an older Collector, with what is rendered for it. */
function versionUnderTest(): RenderedVersion {
  const asked = process.env.COLLECTOR_VERSION ?? '0.160.0';
  const version = RENDERED_VERSIONS.find((each) => each === asked);
  if (!version) throw new Error(`COLLECTOR_VERSION is ${asked}; it can be ${RENDERED_VERSIONS.join(', ')}.`);
  return version;
}

/** Parts of a spec that differ between tests. */
export interface PairParts {
  delivery?: PipelineSpec['delivery'];
  kafka?: object;
  ingestion?: object;
  /** `{ decisionWait: '1s' }` when absent; `none`: no tail sampling. */
  tailSampling?: object | 'none';
  /** The backend's endpoint; the sink when absent. */
  backend?: string;
  partitions?: number;
}

/** A broker, a sink, and Collectors of one version, which end with each test. */
export interface RenderedPair {
  readonly kafka: RunningKafka;
  readonly sink: Sink;
  /** A spec with topics of its own, so that no test sees another's records. */
  pipeline(name: string, parts?: PairParts): Promise<PipelineSpec>;
  specOf(name: string, topics: Record<string, string>, parts: PairParts): PipelineSpec;
  start(name: string, configText: string, env?: Record<string, string>): Promise<RunningCollector>;
  /** Waits until the group has this many members and is at rest. */
  untilMembers(groupId: string, members: number): Promise<void>;
  /** Waits for that many different items at the sink. */
  untilReceived(items: number): Promise<void>;
}

/** Everything that is needed to run rendered configurations on real Collectors, for the tests of a file. */
export function renderedPair(options: Pick<KafkaOptions, 'sasl'> = {}): RenderedPair {
  const version = versionUnderTest();
  const started: RunningCollector[] = [];
  let folder: string;
  let bin: string;
  let kafka: RunningKafka;
  let sink: Sink;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'spillway-collector-'));
    bin = await ensureCollector({ cacheDir, version, progress, otelcolBin: process.env.OTELCOL_BIN });
    const kafkaHome = await ensureKafkaHome({ cacheDir, progress, kafkaHome: process.env.KAFKA_HOME });
    kafka = await startKafka({ kafkaHome, ...options });
  }, 900_000);

  beforeEach(async () => {
    sink = await startSink();
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map((collector) => collector.stop(10_000)));
    await sink?.stop();
  }, 60_000);

  afterAll(async () => {
    await kafka?.stop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  const specOf: RenderedPair['specOf'] = (name, topics, parts) => {
    const tailSampling = parts.tailSampling ?? { decisionWait: '1s' };
    const raw = {
      name,
      kafka: { brokers: [kafka.bootstrap], ...parts.kafka },
      group: name,
      signals: Object.fromEntries(Object.entries(topics).map(([signal, topic]) => [signal, { topic }])),
      ...(parts.delivery ? { delivery: parts.delivery } : {}),
      tiers: {
        ingestion: { collectorVersion: version, ...parts.ingestion },
        processing: {
          collectorVersion: version,
          cluster: 'local',
          service: name,
          ...(tailSampling === 'none' ? {} : { tailSampling }),
          backend: {
            endpoint: parts.backend ?? sink.endpoint,
            encoding: 'json',
            headers: { 'x-spillway-task': `\${env:SPILLWAY_TASK_ID:-unknown}` },
          },
        },
      },
      // The CDK would need a certificate for a login of clients.
      deploy: { ingestion: 'none' },
    };
    return parsePipelineSpec(JSON.stringify(raw), `${name}.yaml`);
  };

  return {
    get kafka() {
      return kafka;
    },
    get sink() {
      return sink;
    },
    specOf,
    async pipeline(name, parts = {}) {
      const topics = { traces: `${name}_spans`, metrics: `${name}_metrics`, logs: `${name}_logs` };
      await createTopics(
        kafka.bootstrap,
        Object.values(topics).map((topic) => ({ topic, partitions: parts.partitions ?? 6 })),
      );
      return specOf(name, topics, parts);
    },
    async start(name, configText, env = {}) {
      const logFile = path.join(folder, `${name}.log`);
      const collector = await startCollector({ bin, name, configText, env, logFile });
      started.push(collector);
      return collector;
    },
    untilMembers: (groupId, members) =>
      withAdmin(kafka.bootstrap, async (admin) => {
        await waitUntil(
          `${members} members of ${groupId}`,
          async () => {
            const { groups } = await admin.describeGroups([groupId]);
            return groups[0]?.state === 'Stable' && groups[0].members.length === members;
          },
          { timeoutMs: 60_000 },
        );
      }),
    async untilReceived(items) {
      await waitUntil(
        `${items} items at the sink`,
        () => {
          const { spans, metricPoints, logRecords } = sink.snapshot();
          return spans + metricPoints + logRecords >= items;
        },
        { timeoutMs: 120_000 },
      );
    },
  };
}

/** All of them arrived, each once. */
export function allDelivered(sent: number): DeliveryCount {
  return { sent, delivered: sent, missing: 0, duplicated: 0, missingExamples: [] };
}
