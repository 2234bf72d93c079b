import { SpillwayError } from '../lib/errors';
import { BROKER, brokerList, type KafkaConnection, type PipelineSpec } from '../lib/pipeline';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The spec as deployed. Some values are known only at deployment, so environment variables override them. An empty
 * variable counts as unset.
 *
 * - `SPILLWAY_BROKERS`: `host:port`, separated by commas (as MSK's GetBootstrapBrokers returns them)
 * - `SPILLWAY_PASSWORD_SECRET`: id or ARN of a secret in Secrets Manager
 * - `SPILLWAY_CA_FILE`: path of the brokers' CA, next to the bundle
 * - `SPILLWAY_ECS_CLUSTER`, `SPILLWAY_ECS_SERVICE`: the processing tier
 * - `SPILLWAY_AWS_REGION`: the region of the stack, with its parameters, service and secrets
 *
 * @throws SpillwayError `ENVIRONMENT_BAD_VALUE`, `BROKERS_UNKNOWN`
 */
export function deployedSpec(spec: PipelineSpec, env: Environment): PipelineSpec {
  const { processing } = spec.tiers;
  const deployed = {
    ...processing,
    cluster: env.SPILLWAY_ECS_CLUSTER || processing.cluster,
    service: env.SPILLWAY_ECS_SERVICE || processing.service,
  };
  return {
    ...spec,
    kafka: {
      ...spec.kafka,
      brokers: brokersOf(env, spec),
      auth: authOf(spec.kafka.auth, env),
      tls: env.SPILLWAY_CA_FILE ? { ...spec.kafka.tls, caFile: env.SPILLWAY_CA_FILE } : spec.kafka.tls,
    },
    tiers: { ...spec.tiers, processing: deployed },
    aws: env.SPILLWAY_AWS_REGION ? { ...spec.aws, region: env.SPILLWAY_AWS_REGION } : spec.aws,
  };
}

function brokersOf(env: Environment, { kafka }: PipelineSpec): string[] {
  if (!env.SPILLWAY_BROKERS) {
    if (kafka.brokers.length > 0) return kafka.brokers;
    throw new SpillwayError(
      'BROKERS_UNKNOWN',
      'The spec has no kafka.brokers, and SPILLWAY_BROKERS is not set. This function does not ask MSK.',
      'Set SPILLWAY_BROKERS to the output of aws kafka get-bootstrap-brokers, or set kafka.brokers in the spec.',
    );
  }
  const brokers = brokerList(env.SPILLWAY_BROKERS);
  const wrong = brokers.find((broker) => !BROKER.test(broker));
  if (wrong === undefined) return brokers;
  throw new SpillwayError(
    'ENVIRONMENT_BAD_VALUE',
    `SPILLWAY_BROKERS contains "${wrong}", which is not host:port.`,
    'Set it to host:port, separated by commas, or remove it to use the brokers of the spec.',
  );
}

/** The stack's secret, with the spec's field if it has one. */
function authOf(auth: KafkaConnection['auth'], env: Environment): KafkaConnection['auth'] {
  const secret = env.SPILLWAY_PASSWORD_SECRET;
  if (!secret || !('password' in auth)) return auth;
  const field = 'field' in auth.password ? auth.password.field : 'password';
  return { ...auth, password: { secretsManager: secret, field } };
}
