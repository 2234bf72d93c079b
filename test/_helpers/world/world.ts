import { stringify } from 'yaml';
import { NEWEST_WHOLE } from '../../../local/collector/manifest';
import { CleanUp } from '../../../local/world/clean-up';
import { openToolbox, type Toolbox } from '../../../local/world/toolbox';
import { type SpecParts, startWorld, type World, type WorldOptions } from '../../../local/world/world';

let toolbox: Promise<Toolbox> | undefined;

/** The Kafka and Collector of this machine. Missing ones are fetched and built once. */
function tools(): Promise<Toolbox> {
  // On CI the first test waits minutes for a build, so show the progress.
  toolbox ??= openToolbox({ env: process.env, progress: (line) => void process.stderr.write(`${line}\n`) });
  return toolbox;
}

export interface TestWorld {
  world: World;
  /** Stops everything. A problem while stopping fails the test. */
  stop(): Promise<void>;
}

export interface TestWorldOptions extends Pick<WorldOptions, 'auth' | 'beforeLaunch' | 'kafkaProxy'> {
  /** Changes to the policy of the test spec, which has short waits. */
  policy?: Record<string, string>;
}

/** Starts a separate world for one test. */
export async function startTestWorld(options: TestWorldOptions = {}): Promise<TestWorld> {
  const cleanUp = new CleanUp();
  const stop = async () => {
    const problems: string[] = [];
    await cleanUp.run((line) => problems.push(line));
    if (problems.length > 0) throw new Error(problems.join('\n'));
  };
  try {
    const world = await startWorld(
      {
        toolbox: await tools(),
        spec: (parts) => testWorldSpec(parts, options),
        ...(options.auth ? { auth: options.auth } : {}),
        ...(options.kafkaProxy ? { kafkaProxy: options.kafkaProxy } : {}),
        ...(options.beforeLaunch ? { beforeLaunch: options.beforeLaunch } : {}),
        progress: () => {},
      },
      cleanUp,
    );
    return { world, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function testWorldSpec(parts: SpecParts, { policy }: TestWorldOptions): string {
  const { traces, metrics, logs } = parts.topics;
  return stringify({
    name: 'test',
    kafka: parts.kafka,
    group: 'otel-processing',
    signals: {
      traces: { topic: traces.topic },
      metrics: { topic: metrics.topic },
      logs: { topic: logs.topic },
    },
    tiers: {
      ingestion: { collectorVersion: NEWEST_WHOLE },
      processing: {
        collectorVersion: NEWEST_WHOLE,
        cluster: 'telemetry',
        service: 'processing',
        stopTimeout: '30s',
        tailSampling: { decisionWait: '1s' },
        backend: { endpoint: parts.backend, encoding: 'json', compression: 'none' },
      },
    },
    policy: { drainedWithin: '5s', stableFor: '0s', metadataRefresh: '5s', ...policy },
  });
}
