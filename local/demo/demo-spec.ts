import { stringify } from 'yaml';
import { formatDuration } from '../../lib/pipeline';
import { collectorBuild } from '../collector/manifest';
import { signalsFor } from '../world/topics';
import type { SpecParts } from '../world/world';
import type { DemoOptions } from './options';

/** The pipeline spec of a run as YAML, with short waiting times. */
export function demoSpec(
  world: SpecParts,
  options: Pick<
    DemoOptions,
    'idlePartition' | 'drainedWithinMs' | 'stableForMs' | 'metadataRefreshMs' | 'collector'
  >,
): string {
  const { collector } = options;
  const hasTailSampling = !collectorBuild(collector).without.includes('processors/tail_sampling');
  return stringify({
    name: 'demo',
    kafka: world.kafka,
    group: `otel-processing${world.suffix}`,
    signals: signalsFor(world.topics),
    tiers: {
      ingestion: { collectorVersion: collector },
      processing: {
        collectorVersion: collector,
        cluster: 'telemetry',
        service: 'processing',
        tasks: { min: 1, max: 12 },
        stopTimeout: '30s',
        // A task reads numTraces / decisionWait traces a second, so that the drain can be watched.
        ...(hasTailSampling ? { tailSampling: { decisionWait: '1s', numTraces: 800 } } : {}),
        backend: {
          endpoint: world.backend,
          encoding: 'json',
          compression: 'none',
          // Tells the sink which task sent a span, so that it can count split traces.
          headers: { 'x-spillway-task': '${env:SPILLWAY_TASK_ID:-unknown}' },
        },
      },
    },
    policy: {
      idlePartitions: options.idlePartition === 'wait' ? 'wait' : 'seed',
      drainedWithin: formatDuration(options.drainedWithinMs),
      stableFor: formatDuration(options.stableForMs),
      metadataRefresh: formatDuration(options.metadataRefreshMs),
      // The embedded SSM is consistent at once, so there is no need to wait.
      configSettles: '0s',
    },
  });
}
