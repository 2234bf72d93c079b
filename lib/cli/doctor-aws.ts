import { createAwsClients } from '../adapters/aws/clients';
import { createEcsTaskService } from '../adapters/aws/ecs-task-service';
import { createSsmConfigStore } from '../adapters/aws/ssm-config-store';
import { offsetWord } from '../collector';
import type { StoredParameters } from '../controller/ports';
import type { AwsCheck, CollectorFile } from '../doctor';
import { SpillwayError } from '../errors';
import { type PipelineSpec, parameterPrefix } from '../pipeline';
import type { CliContext } from './context';

/** The AWS resources that the doctor checks. Each one is requested once. Nothing is changed. */
export interface AwsSide {
  checks: AwsCheck[];
  /** The configuration that tasks start with; `undefined` if it is missing or unreadable, which a check reports. */
  live(): Promise<CollectorFile | undefined>;
  /** `undefined` if ECS does not respond, which a check reports. */
  runningTasks(): Promise<number | undefined>;
  close(): void;
}

export function awsSide(spec: PipelineSpec, { env }: Pick<CliContext, 'env'>): AwsSide {
  const clients = createAwsClients({ env, region: spec.aws.region });
  const prefix = parameterPrefix(spec);
  const { cluster, service } = spec.tiers.processing;
  const store = createSsmConfigStore({ client: clients.ssm, prefix });
  const tasks = createEcsTaskService({
    client: clients.ecs,
    cluster,
    service,
    autoScaling: async () => ({ kind: 'unknown' }),
  });
  const stored = once(() => store.read());
  const described = once(() => tasks.describe());
  return {
    checks: [
      {
        check: 'ssm',
        subject: prefix,
        untried: 'ssm:PutParameter',
        async read() {
          const { config, state } = await stored();
          if (!config) return { says: `${prefix}/config is missing`, code: 'PARAMETER_MISSING' };
          return {
            says: `config version ${config.version}, ${state ? `state version ${state.version}` : 'no state yet'}`,
          };
        },
      },
      {
        check: 'ecs',
        subject: `${cluster}/${service}`,
        untried: 'ecs:UpdateService',
        async read() {
          const { runningCount, desiredCount } = await described();
          return { says: `${runningCount}/${desiredCount} tasks running` };
        },
      },
    ],
    async live() {
      const parameters = await orNothing(stored);
      return parameters && storedText(parameters);
    },
    runningTasks: async () => (await orNothing(described))?.runningCount,
    close: () => clients.destroy(),
  };
}

/**
 * Reads only the live configuration.
 *
 * @throws SpillwayError `SSM_…`
 */
export async function liveConfig(
  spec: PipelineSpec,
  { env }: Pick<CliContext, 'env'>,
): Promise<CollectorFile | undefined> {
  const clients = createAwsClients({ env, region: spec.aws.region });
  try {
    const store = createSsmConfigStore({ client: clients.ssm, prefix: parameterPrefix(spec) });
    return storedText(await store.read());
  } finally {
    clients.destroy();
  }
}

/** If the config parameter holds only the offset, the configuration is in the template parameter. */
function storedText({
  config,
  template,
}: Pick<StoredParameters, 'config' | 'template'>): CollectorFile | undefined {
  const source = config && offsetWord(config.value) !== undefined ? template : config;
  return source && { name: source.name, text: source.value };
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => {
    reading ??= read();
    return reading;
  };
}

async function orNothing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof SpillwayError) return undefined;
    throw error;
  }
}
