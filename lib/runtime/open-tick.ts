import { readFile } from 'node:fs/promises';
import { type AutoScalingMemory, createAutoScalingLookout } from '../adapters/aws/auto-scaling';
import { createAwsClients } from '../adapters/aws/clients';
import { createEcsTaskService } from '../adapters/aws/ecs-task-service';
import { resolveSecret } from '../adapters/aws/secrets';
import { createSsmConfigStore } from '../adapters/aws/ssm-config-store';
import { createKafkaAdmin, type KafkaMemory } from '../adapters/kafka';
import { createTaskMetricsReader } from '../adapters/task-metrics/task-metrics-reader';
import type { TickDependencies } from '../controller/tick';
import { SpillwayError } from '../errors';
import { type PipelineSpec, parameterPrefix } from '../pipeline';

export interface OpenTickOptions {
  spec: PipelineSpec;
  env: Readonly<Record<string, string | undefined>>;
  holder: string;
  leaseMs: number;
  /** What this process keeps between ticks. */
  warm: WarmMemory;
}

/** What adapters may keep between the ticks of a warm process. It is safe to lose. */
export interface WarmMemory {
  autoScaling: AutoScalingMemory;
  kafka: KafkaMemory;
}

export function coldMemory(): WarmMemory {
  return { autoScaling: {}, kafka: {} };
}

/** The dependencies of a tick, and how to release them. */
export interface OpenTick {
  dependencies: TickDependencies;
  close(): void;
}

/**
 * Creates the adapters for one tick, for the Lambda function and for the command line. Reads the Kafka password in each
 * tick, so that the next tick picks up a rotated password.
 *
 * @throws SpillwayError of the secret, or `CA_FILE_UNREADABLE`
 */
export async function openTick({ spec, env, holder, leaseMs, warm }: OpenTickOptions): Promise<OpenTick> {
  const clients = createAwsClients({ env, region: spec.aws.region });
  const { auth, tls } = spec.kafka;
  const { cluster, service, metricsPort } = spec.tiers.processing;
  const clock = { nowMs: () => Date.now() };
  return {
    dependencies: {
      spec,
      store: createSsmConfigStore({ client: clients.ssm, prefix: parameterPrefix(spec) }),
      tasks: createEcsTaskService({
        client: clients.ecs,
        cluster,
        service,
        autoScaling: createAutoScalingLookout({
          client: clients.applicationAutoScaling,
          cluster,
          service,
          clock,
          memory: warm.autoScaling,
        }),
      }),
      ...(metricsPort === 'off' ? {} : { metrics: createTaskMetricsReader({ containerPort: metricsPort }) }),
      clock,
      holder,
      leaseMs,
      async connectKafka() {
        const password =
          'password' in auth
            ? await resolveSecret(auth.password, { env, secretsManagerClient: clients.secretsManager })
            : undefined;
        const ca = tls.enabled && tls.caFile !== undefined ? await readCa(tls.caFile) : undefined;
        return createKafkaAdmin({ connection: spec.kafka, password, ca, memory: warm.kafka });
      },
    },
    close: () => clients.destroy(),
  };
}

async function readCa(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new SpillwayError(
      'CA_FILE_UNREADABLE',
      `The CA file ${file} of kafka.tls.caFile cannot be read.`,
      'Set kafka.tls.caFile to a PEM file with the CA of the brokers.',
      { cause },
    );
  }
}
