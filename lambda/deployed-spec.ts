import { SpillwayError } from '../lib/errors';
import { BROKER, brokerList, type KafkaConnection, type PipelineSpec } from '../lib/pipeline';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The spec as it was deployed. Some values are only known once a stack is: they come as variables, and stand in for
 * what the spec says. An empty variable counts as none.
 *
 * - `SPILLWAY_BROKERS`: `host:port`, separated by commas (what MSK's GetBootstrapBrokers answers)
 * - `SPILLWAY_PASSWORD_SECRET`: ID or ARN of a secret in Secrets Manager
 * - `SPILLWAY_CA_FILE`: the brokers' CA as shipped beside the bundle
 * - `SPILLWAY_ECS_CLUSTER`, `SPILLWAY_ECS_SERVICE`: the processing tier
 * - `SPILLWAY_AWS_REGION`: the stack's, where its parameters, its service and its secrets are
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
      'The spec has no kafka.brokers, and SPILLWAY_BROKERS is not set: this function does not ask MSK itself.',
      'Set SPILLWAY_BROKERS to what aws kafka get-bootstrap-brokers says, or write the brokers into the spec.',
    );
  }
  const brokers = brokerList(env.SPILLWAY_BROKERS);
  const wrong = brokers.find((broker) => !BROKER.test(broker));
  if (wrong === undefined) return brokers;
  throw new SpillwayError(
    'ENVIRONMENT_BAD_VALUE',
    `SPILLWAY_BROKERS holds "${wrong}", which is no host:port.`,
    'Set it to host:port, separated by commas, or leave it out for the brokers of the spec.',
  );
}

/** A secret of the stack; the spec's own field in it, where it names one. */
function authOf(auth: KafkaConnection['auth'], env: Environment): KafkaConnection['auth'] {
  const secret = env.SPILLWAY_PASSWORD_SECRET;
  if (!secret || !('password' in auth)) return auth;
  const field = 'field' in auth.password ? auth.password.field : 'password';
  return { ...auth, password: { secretsManager: secret, field } };
}
