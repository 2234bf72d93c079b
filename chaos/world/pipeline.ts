import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { stringify } from 'yaml';
import { renderIngestion, renderProcessing } from '../../lib/collector';
import { type PipelineSpec, parameterPrefix, parsePipelineSpec } from '../../lib/pipeline';
import { NEWEST_WHOLE } from '../../local/collector/manifest';
import { type RunningCollector, startCollector } from '../../local/collector/start-collector';
import { KafkaView } from '../../local/kafka/kafka-view';
import { createTopics } from '../../local/kafka/topics';
import { type Sink, startSink } from '../../local/sink/start-sink';
import { TrafficLedger } from '../../local/traffic/ledger';
import { CleanUp } from '../../local/world/clean-up';
import type { Controlled } from '../../local/world/controller';
import { deployProcessingTier, ecsClient } from '../../local/world/processing-tier';
import { BROKERS, type ChaosWorld } from './chaos-world';

export const CLUSTER = 'telemetry';
export const PARTITIONS = 4;
/** It gets no record before `latest` is stored, so that it has to be seeded, or waited for. */
export const IDLE_PARTITION = PARTITIONS - 1;
export const MAX_TASKS = 2;

/** Waits of seconds that are minutes in production. */
const POLICY = {
  drainedWithin: '3s',
  stableFor: '0s',
  metadataRefresh: '5s',
  scaleInCoolDown: '5s',
  phaseTimeout: '10s',
  // stopTimeout plus the session timeout, plus 5 s.
  maxPause: '20s',
  configSettles: '2s',
};

/** The pipeline of one round. No other round has its topic, group, service, parameters or backend. */
export interface Pipeline extends Controlled {
  readonly world: ChaosWorld;
  readonly spec: PipelineSpec;
  readonly topic: string;
  readonly prefix: string;
  /** What arrived in Kafka, and has to arrive at the backend. */
  readonly ledger: TrafficLedger;
  readonly sink: Sink;
  readonly kafka: KafkaView;
  /** The ingestion tier; restarted after it was killed. */
  ingestion: RunningCollector;
  startIngestion(): Promise<RunningCollector>;
}

/** Creates the topic and starts the ingestion tier and the backend. The processing tier is not deployed yet. */
export async function openPipeline(
  world: ChaosWorld,
  name: string,
  options: Pick<SpecParts, 'seed' | 'delivery'>,
): Promise<Pipeline> {
  const cleanUp = new CleanUp();
  const topic = `spans-${name}`;
  const folder = path.join(world.folder, name);
  await mkdir(folder, { recursive: true });
  const sink = await startSink();
  cleanUp.add('the sink', () => sink.stop());
  const specText = specOf(world, { name, topic, ...options, backend: sink.endpoint });
  const spec = parsePipelineSpec(specText, `${name}.yaml`);
  await createTopics(world.bootstrap, [{ topic, partitions: PARTITIONS, replicas: BROKERS }]);
  let starts = 0;
  const startIngestion = () =>
    startCollector({
      bin: world.otelcol,
      name: 'ingestion Collector',
      configText: renderIngestion(spec),
      env: {},
      logFile: path.join(folder, `ingestion-${++starts}.log`),
    });
  const pipeline: Pipeline = {
    ...{ world, spec, specText, topic, sink, folder, cleanUp, startIngestion },
    aws: world.aws,
    secrets: {},
    prefix: parameterPrefix(spec),
    ledger: new TrafficLedger(),
    kafka: new KafkaView(world.bootstrap, spec.group, topic),
    ingestion: await startIngestion(),
  };
  cleanUp.add('the ingestion Collector', () => pipeline.ingestion.stop(2_000));
  return pipeline;
}

/** Deploys the processing tier with `earliest` and one task. */
export async function deployTier({ aws, spec }: Pipeline): Promise<string> {
  await deployProcessingTier({ aws, spec });
  return renderProcessing(spec, 'earliest');
}

/** Stops the tiers and the backend, and deletes the topic. */
export async function closePipeline({ aws, spec, cleanUp, topic, kafka }: Pipeline): Promise<void> {
  const service = aws.truth.service(CLUSTER, spec.name);
  if (service) {
    for (const { process } of service.tasks) process?.kill('SIGCONT');
    const client = ecsClient({ aws });
    await client
      .send(new UpdateServiceCommand({ cluster: CLUSTER, service: spec.name, desiredCount: 0 }))
      .finally(() => client.destroy());
    await Promise.all(service.tasks.map(({ gone }) => gone));
  }
  await cleanUp.run(() => {});
  // A topic that stays disturbs nobody.
  await kafka.ask((admin) => admin.deleteTopics({ topics: [topic] }), 2).catch(() => {});
}

interface SpecParts {
  name: string;
  topic: string;
  seed: number;
  delivery: PipelineSpec['delivery'];
  backend: string;
}

function specOf({ brokers }: ChaosWorld, { name, topic, seed, delivery, backend }: SpecParts): string {
  return stringify({
    name,
    kafka: { brokers, connectTimeout: '2s', requestTimeout: '3s' },
    group: `group-${name}`,
    signals: { traces: { topic } },
    delivery,
    tiers: {
      ingestion: { collectorVersion: NEWEST_WHOLE },
      processing: {
        collectorVersion: NEWEST_WHOLE,
        cluster: CLUSTER,
        service: name,
        tasks: { min: 1, max: MAX_TASKS },
        stopTimeout: '5s',
        backend: { endpoint: backend, encoding: 'json', compression: 'none' },
      },
    },
    policy: {
      ...POLICY,
      rollout: seed % 2 === 0 ? 'roll' : 'next-start',
      idlePartitions: seed % 3 === 0 ? 'wait' : 'seed',
    },
  });
}
