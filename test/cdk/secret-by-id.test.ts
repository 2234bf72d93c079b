import { Template } from 'aws-cdk-lib/assertions';
import { BacklogController } from '../../cdk/backlog-controller';
import { Network } from '../../cdk/network';
import { ProcessingTier } from '../../cdk/processing-tier';
import { errorsOf, testStack } from '../_helpers/cdk/cdk';
import { examplePipeline } from '../_helpers/cdk/pipeline';

const COMPLETE = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:kafka-secret-Ab12Cd';

/** The Kafka password in this secret: what ECS and the function ask for, and what they may read. */
function withSecret(secretsManager: string) {
  const stack = testStack();
  const { vpc } = new Network(stack, 'Network');
  const pipeline = examplePipeline('scram-tls', { from: 'telemetry/kafka', to: secretsManager });
  const controller = new BacklogController(stack, 'Controller', {
    pipeline,
    vpc,
    kafkaCa: 'PEM',
    config: { kind: 'managed' },
  });
  const { configParameterName, templateHash = '', configReady = controller } = controller;
  const secrets = {};
  new ProcessingTier(stack, 'Processing', {
    ...{ pipeline, vpc, kafkaCa: 'PEM', secrets, configParameterName, templateHash, configReady },
  });
  const template = Template.fromStack(stack);
  const [definition] = Object.values(template.findResources('AWS::ECS::TaskDefinition'));
  const functions = Object.values(template.findResources('AWS::Lambda::Function'));
  const text = (value: unknown) => JSON.stringify(value);
  return {
    ambiguous: errorsOf(stack).filter((error) => error.startsWith('CDK_SECRET_NAME_AMBIGUOUS')),
    ecs: text(definition?.Properties.ContainerDefinitions),
    asked: functions.flatMap(
      ({ Properties }) => Properties.Environment?.Variables?.SPILLWAY_PASSWORD_SECRET ?? [],
    ),
    readable: text(template.findResources('AWS::IAM::Role')),
  };
}

describe('the secret with the Kafka password', () => {
  it('is asked for by its name, and read by ECS by its partial ARN', () => {
    const { ambiguous, asked, ecs, readable } = withSecret('telemetry/kafka');

    expect(ambiguous).toEqual([]);
    expect(asked).toEqual(['telemetry/kafka']);
    expect(ecs).toContain(':secret:telemetry/kafka:password::');
    expect(readable).toContain(':secret:telemetry/kafka-??????');
  });

  it.each(['kafka-secret', 'kafka/2026-passwd', 'a-B1c2D3'])(
    'is refused for a container if it is named %s, because AWS would take its ARN for a complete one',
    (name) => {
      const { ambiguous, asked, readable } = withSecret(name);

      expect(ambiguous[0]).toContain(`The name of the secret ${name} ends with a hyphen and six characters`);
      // A function can ask by name.
      expect(asked).toEqual([name]);
      expect(readable).toContain(`:secret:${name}-??????`);
    },
  );

  it.each(['kafka-secrets', 'kafka-user', 'kafka_secret', 'kafka-sec.et'])(
    'is accepted if it is named %s, which no ARN ends with',
    (name) => {
      expect(withSecret(name).ambiguous).toEqual([]);
    },
  );

  it('is named by its complete ARN everywhere', () => {
    const { ambiguous, asked, ecs, readable } = withSecret(COMPLETE);

    expect(ambiguous).toEqual([]);
    expect(asked).toEqual([COMPLETE]);
    expect(ecs).toContain(`${COMPLETE}:password::`);
    expect(readable).toContain(`"${COMPLETE}"`);
  });
});
