import { stringify } from 'yaml';
import { type PipelineSpec, parsePipelineSpec } from '../../lib/pipeline';
import { NEWEST_WHOLE } from '../collector/manifest';
import { createTopics } from '../kafka/topics';
import type { Comparison } from '../sink/receipts';
import { type Sink, startSink } from '../sink/start-sink';
import { TrafficLedger } from '../traffic/ledger';
import type { Controlled } from './controller';
import type { World } from './world';

/** A pipeline in a shared world, with its own topic, group, service, parameters, backend and ledger. */
export interface Lane extends Controlled {
  readonly name: string;
  readonly spec: PipelineSpec;
  readonly topic: string;
  /** A Kafka listener that needs no login. */
  readonly bootstrap: string;
  readonly ledger: TrafficLedger;
  /** The backend of this lane. */
  readonly sink: Sink;
  /** Compares what was sent to this lane with what reached the backend. */
  delivered(): Comparison['spans'];
}

export interface LaneOptions {
  /** Lower case letters, digits and dashes. */
  name: string;
  partitions: number;
  /** Differences from {@link SHORT_WAITS}. */
  policy?: Record<string, string>;
  /** Settings to add to `tiers.processing`, or to replace its defaults with. */
  processing?: Record<string, unknown>;
  /** When tasks commit. @default the spec's */
  delivery?: PipelineSpec['delivery'];
  /** The maximum number of tasks. @default 1, because the machine is shared */
  maxTasks?: number;
  /** The consumer group. @default the name of the lane */
  group?: string;
  /** The Kafka listener. @default the world's */
  brokers?: string[];
}

/** Waits of seconds that are minutes in production. */
const SHORT_WAITS = {
  drainedWithin: '3s',
  stableFor: '0s',
  metadataRefresh: '5s',
  scaleInCoolDown: '5s',
  phaseTimeout: '30s',
  // stopTimeout plus the session timeout, plus 5 s.
  maxPause: '30s',
  // The embedded SSM shows a write at once, so there is no need to wait.
  configSettles: '0s',
};

/** Opens a lane and creates its topic. Nothing is deployed yet. */
export async function openLane(world: World, options: LaneOptions): Promise<Lane> {
  const sink = await startSink();
  world.cleanUp.add(`the sink of ${options.name}`, () => sink.stop());
  const lane = laneOn(world, options, { ledger: new TrafficLedger(), sink });
  await createTopics(world.bootstrap, [{ topic: lane.topic, partitions: options.partitions }]);
  return lane;
}

/** The same lane with a different spec, for example a different group. */
export function laneOn(
  world: World,
  options: LaneOptions,
  { ledger, sink }: Pick<Lane, 'ledger' | 'sink'>,
): Lane {
  const { aws, secrets, folder, cleanUp, bootstrap } = world;
  const topic = `spans-${options.name}`;
  const specText = laneSpec(world, options, topic, sink);
  const spec = parsePipelineSpec(specText, `${options.name}.yaml`);
  return {
    ...{ name: options.name, topic, spec, specText, ledger, sink, aws, secrets, folder, cleanUp, bootstrap },
    delivered: () => sink.compare(ledger).spans,
  };
}

/** The consumer group of a lane, unless the lane sets another one. */
export function groupOf(lane: string): string {
  return `group-${lane}`;
}

function laneSpec(
  world: World,
  { name, policy, processing, maxTasks = 1, group, brokers, delivery }: LaneOptions,
  topic: string,
  sink: Sink,
): string {
  const { auth } = world.spec.kafka;
  const login = auth.mechanism === 'none' ? {} : { auth };
  return stringify({
    name,
    kafka: { brokers: brokers ?? world.spec.kafka.brokers, ...login },
    group: group ?? groupOf(name),
    ...(delivery ? { delivery } : {}),
    signals: { traces: { topic } },
    tiers: {
      ingestion: { collectorVersion: NEWEST_WHOLE },
      processing: {
        collectorVersion: NEWEST_WHOLE,
        cluster: world.spec.tiers.processing.cluster,
        service: name,
        tasks: { min: 1, max: maxTasks },
        stopTimeout: '15s',
        backend: { endpoint: sink.endpoint, encoding: 'json', compression: 'none' },
        ...processing,
      },
    },
    policy: { ...SHORT_WAITS, ...policy },
  });
}
