import { createAwsClients } from '../adapters/aws/clients';
import { createEcsTaskService } from '../adapters/aws/ecs-task-service';
import { createSsmConfigStore } from '../adapters/aws/ssm-config-store';
import { offsetWord } from '../collector';
import type { StoredParameters } from '../controller/ports';
import type { AwsCheck, CollectorFile } from '../doctor';
import { SpillwayError } from '../errors';
import { type PipelineSpec, parameterPrefix } from '../pipeline';
import type { CliContext } from './context';

/** AWS as the doctor looks at it: each thing is asked for once, and nothing is changed. */
export interface AwsSide {
  checks: AwsCheck[];
  /** The configuration that tasks start with; `undefined` where there is none or it cannot be read, which a look says. */
  live(): Promise<CollectorFile | undefined>;
  /** `undefined` where ECS does not say, which a look says, too. */
  runningTasks(): Promise<number | undefined>;
  close(): void;
}

export function awsSide(spec: PipelineSpec, { env }: Pick<CliContext, 'env'>): AwsSide {
  const clients = createAwsClients({ env, region: spec.aws.region });
  const prefix = parameterPrefix(spec);
  const { cluster, service } = spec.tiers.processing;
  const store = createSsmConfigStore({ client: clients.ssm, prefix });
  const tasks = createEcsTaskService({
    ...{ client: clients.ecs, cluster, service },
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
          return { says: `${runningCount} of ${desiredCount} tasks run` };
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
 * The live configuration alone.
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

/** A word alone is the offset of the template's configuration. */
function storedText({
  config,
  template,
}: Pick<StoredParameters, 'config' | 'template'>): CollectorFile | undefined {
  const source = config && offsetWord(config.value) !== undefined ? template : config;
  return source && { name: source.name, text: source.value };
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
}

async function orNothing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof SpillwayError) return undefined;
    throw error;
  }
}
