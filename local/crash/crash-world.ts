import { stringify } from 'yaml';
import type { CleanUp } from '../world/clean-up';
import { groupOf } from '../world/lane';
import type { Toolbox } from '../world/toolbox';
import { startWorld, type World } from '../world/world';
import { aroundAws } from './aws-effects';
import { startKafkaGate } from './kafka-gate';
import { KillSwitch } from './kill-switch';

/** A world in which every effect of a controller goes through a switch that can kill the controller. */
export interface CrashWorld {
  world: World;
  killSwitch: KillSwitch;
  /** The addresses of Kafka for controllers. */
  brokers: string[];
}

/** Starts the world. `cleanUp.run` of the given object stops it in any case. */
export async function startCrashWorld(
  toolbox: Toolbox,
  cleanUp: CleanUp,
  options: { progress: (line: string) => void; signal?: AbortSignal | undefined },
): Promise<CrashWorld> {
  const killSwitch = new KillSwitch();
  const lanePrefix = groupOf('').length;
  const gate = await startKafkaGate(killSwitch, (group) => group.slice(lanePrefix));
  cleanUp.add('the gate before Kafka', () => gate.close());
  const world = await startWorld(
    {
      ...options,
      toolbox,
      spec: ({ brokers, topics, backend }) =>
        stringify({
          name: 'world',
          kafka: { brokers },
          group: 'otel-processing',
          signals: { traces: { topic: topics.traces.topic } },
          tiers: {
            processing: { cluster: 'telemetry', service: 'processing', backend: { endpoint: backend } },
          },
        }),
      aroundAws: aroundAws(killSwitch),
      kafkaProxy: { advertisedPort: gate.port },
    },
    cleanUp,
  );
  gate.forwardTo(world.proxiedPort ?? 0);
  return { world, killSwitch, brokers: [`127.0.0.1:${gate.port}`] };
}
