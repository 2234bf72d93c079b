import { createAwsClients } from '../adapters/aws/clients';
import { createEcsTaskService } from '../adapters/aws/ecs-task-service';
import { createSsmConfigStore } from '../adapters/aws/ssm-config-store';
import type { AwsLook } from '../doctor';
import { type PipelineSpec, parameterPrefix } from '../pipeline';
import type { CliContext } from './context';

/** What of AWS can be looked at without changing it, and how to let go of the clients. */
export function awsLooks(
  spec: PipelineSpec,
  { env }: Pick<CliContext, 'env'>,
): { looks: AwsLook[]; close(): void } {
  const clients = createAwsClients({ env, region: spec.aws.region });
  const prefix = parameterPrefix(spec);
  const { cluster, service } = spec.tiers.processing;
  const store = createSsmConfigStore({ client: clients.ssm, prefix });
  const tasks = createEcsTaskService({
    ...{ client: clients.ecs, cluster, service },
    autoScaling: async () => ({ kind: 'unknown' }),
  });
  return {
    looks: [
      {
        check: 'ssm',
        subject: prefix,
        untried: 'ssm:PutParameter',
        async look() {
          const { config, state } = await store.read();
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
        async look() {
          const { runningCount, desiredCount } = await tasks.describe();
          return { says: `${runningCount} of ${desiredCount} tasks run` };
        },
      },
    ],
    close: () => clients.destroy(),
  };
}
