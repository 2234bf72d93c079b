import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { renderProcessing } from '../../lib/collector';
import { parameterPrefix } from '../../lib/pipeline';
import { TASK_PORTS } from './launch-task';
import type { World } from './world';

const CONFIG_VARIABLE = 'SPILLWAY_CONFIG';

/** The settings of all AWS clients in the embedded world. They contain no secret. */
export function awsEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

function clientOptions(endpoint: string) {
  const env = awsEnvironment(endpoint);
  return {
    endpoint,
    region: env.AWS_REGION ?? '',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
}

/** A client of the embedded ECS, for set-up and for changes from outside. */
export function ecsClient(world: Pick<World, 'aws'>): ECSClient {
  return new ECSClient(clientOptions(world.aws.endpoint));
}

export function ssmClient(world: Pick<World, 'aws'>): SSMClient {
  return new SSMClient(clientOptions(world.aws.endpoint));
}

const OFFSET_VARIABLE = 'SPILLWAY_INITIAL_OFFSET';

/**
 * The content of `<prefix>/config`: the whole configuration, or only `initial_offset`, in which case the containers read
 * the rest from the template.
 */
export type LiveConfig = 'document' | 'offset';

export interface Deployed {
  /** @default the whole configuration */
  live?: LiveConfig;
  /** Changes the rendered configuration before it is deployed. */
  edit?: (config: string) => string;
}

/** Deploys the tier: the template, the live configuration with earliest, then the service with one task. */
export async function deployProcessingTier(
  world: Pick<World, 'aws' | 'spec'>,
  { live = 'document', edit = (config) => config }: Deployed = {},
): Promise<void> {
  const { spec } = world;
  const prefix = parameterPrefix(spec);
  const { parameters, secrets } = deployed(edit(renderProcessing(spec, 'earliest')), live);
  const ssm = ssmClient(world);
  const ecs = ecsClient(world);
  try {
    for (const [name, value] of Object.entries(parameters)) {
      await ssm.send(
        new PutParameterCommand({
          Name: `${prefix}/${name}`,
          Type: 'String',
          Tier: 'Intelligent-Tiering',
          Value: value,
        }),
      );
    }
    const { cluster, service, stopTimeout } = spec.tiers.processing;
    await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: service,
        containerDefinitions: [
          {
            name: 'collector',
            image: 'otel/opentelemetry-collector-contrib:0.160.0',
            command: [`--config=env:${CONFIG_VARIABLE}`],
            secrets: secrets.map(({ name, parameter }) => ({ name, valueFrom: `${prefix}/${parameter}` })),
            portMappings: Object.values(TASK_PORTS).map((containerPort) => ({ containerPort })),
            stopTimeout: Math.round(stopTimeout / 1000),
          },
        ],
      }),
    );
    await ecs.send(
      new CreateServiceCommand({
        cluster,
        serviceName: service,
        taskDefinition: service,
        desiredCount: 1,
        deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 200 },
      }),
    );
  } finally {
    ssm.destroy();
    ecs.destroy();
  }
}

function deployed(
  config: string,
  live: LiveConfig,
): {
  parameters: { template: string; config: string };
  secrets: { name: string; parameter: 'template' | 'config' }[];
} {
  if (live === 'document') {
    return {
      parameters: { template: config, config },
      secrets: [{ name: CONFIG_VARIABLE, parameter: 'config' }],
    };
  }
  const template = config.replace('initial_offset: earliest', `initial_offset: \${env:${OFFSET_VARIABLE}}`);
  return {
    parameters: { template, config: 'earliest' },
    secrets: [
      { name: CONFIG_VARIABLE, parameter: 'template' },
      { name: OFFSET_VARIABLE, parameter: 'config' },
    ],
  };
}
