import { SpillwayError } from '../../../lib/errors';
import { parsePipelineSpec } from '../../../lib/pipeline';

const CLUSTER = 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/0a1b-2';
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:on-call';
const CERTIFICATE = 'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b';

interface Said {
  auth?: unknown;
  aws?: unknown;
  deploy?: unknown;
}

/** What is found wrong with a spec that says this, without the place of it; nothing of one that is taken. */
function findings({ auth = { mechanism: 'none' }, aws = {}, deploy = {} }: Said): string[] {
  const text = `name: checkout
kafka: { brokers: [kafka-1:9092], tls: {}, auth: ${JSON.stringify(auth)} }
group: checkout
signals: { traces: { topic: otlp_spans } }
tiers: { processing: { cluster: telemetry, service: checkout, backend: { endpoint: http://backend } } }
aws: ${JSON.stringify(aws)}
deploy: ${JSON.stringify(deploy)}
`;
  try {
    parsePipelineSpec(text, 'pipeline.yaml');
    return [];
  } catch (error) {
    if (!(error instanceof SpillwayError) || error.code !== 'SPEC_INVALID') throw error;
    const lines = error.message.split('\n').filter((line) => line.startsWith('pipeline.yaml:'));
    return lines.map((line) => line.replace(/^pipeline\.yaml:\d+:\d+ /, ''));
  }
}

const iam = (region: string) => ({ mechanism: 'AWS_MSK_IAM', region });
const all = {
  msk: { clusterArn: CLUSTER },
  alarms: { topicArn: TOPIC },
  ingestion: { certificateArn: CERTIFICATE },
};

describe('regions of a spec', () => {
  it.each<[string, Said, string]>([
    [
      'a topic of another region than the alarms',
      { aws: { region: 'us-east-1' }, deploy: { alarms: { topicArn: TOPIC } } },
      'deploy.alarms.topicArn: expected a topic in us-east-1, the aws.region, because an alarm cannot notify a topic in eu-west-1.',
    ],
    [
      'a certificate of another region than the load balancer',
      { aws: { region: 'us-east-1' }, deploy: { ingestion: { certificateArn: CERTIFICATE } } },
      'deploy.ingestion.certificateArn: expected a certificate in us-east-1, the aws.region, because a load balancer cannot use one from eu-west-1.',
    ],
    [
      'logins that are signed for another region than the cluster',
      { auth: iam('us-east-1'), deploy: { msk: { clusterArn: CLUSTER } } },
      'kafka.auth.region: expected eu-west-1, the region of deploy.msk.clusterArn, because MSK refuses a login signed for another region.',
    ],
  ])('cannot be those of %s', (_, said, finding) => {
    expect(findings(said)).toEqual([finding]);
  });

  it('are all reported in one run, one line each', () => {
    expect(findings({ auth: iam('us-east-1'), aws: { region: 'us-east-1' }, deploy: all })).toHaveLength(3);
  });

  it.each<[string, Said]>([
    ['all of them are the same', { auth: iam('eu-west-1'), aws: { region: 'eu-west-1' }, deploy: all }],
    ['the region is left to whoever deploys', { auth: iam('eu-west-1'), deploy: all }],
    ['no ARN is said', { auth: iam('us-east-1'), aws: { region: 'eu-west-1' } }],
    ['there is no ingestion tier', { aws: { region: 'us-east-1' }, deploy: { ingestion: 'none' } }],
    [
      'Kafka is in another region than the pipeline',
      { aws: { region: 'us-east-1' }, deploy: { msk: all.msk } },
    ],
  ])('do not conflict if %s', (_, said) => {
    expect(findings(said)).toEqual([]);
  });
});
