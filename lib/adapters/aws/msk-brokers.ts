import {
  GetBootstrapBrokersCommand,
  type GetBootstrapBrokersResponse,
  KafkaClient,
} from '@aws-sdk/client-kafka';
import { SpillwayError } from '../../errors';
import { brokerList, type MskListener, type MskQuestion } from '../../pipeline';
import { awsError, exceptionName } from './aws-failure';
import {
  AFTER_SIGNING,
  type AwsClientOptions,
  clientSettings,
  rememberSessionToken,
} from './client-settings';

/** The fields with addresses inside the cluster's VPC. Public access and PrivateLink have other fields. */
const FIELDS = {
  plaintext: 'BootstrapBrokerString',
  tls: 'BootstrapBrokerStringTls',
  scram: 'BootstrapBrokerStringSaslScram',
  iam: 'BootstrapBrokerStringSaslIam',
} as const satisfies Record<MskListener, keyof GetBootstrapBrokersResponse>;

/** The setting that turns a listener on, as MSK calls it. */
const SWITCHES: Record<MskListener, string> = {
  plaintext: 'plaintext traffic between clients and brokers',
  tls: 'TLS between clients and brokers',
  scram: 'SASL/SCRAM authentication',
  iam: 'IAM access control',
};

/** A client for the cluster's region, which is part of its ARN. Honours `AWS_ENDPOINT_URL_KAFKA`. */
export function createMskClient(clusterArn: string, options: Omit<AwsClientOptions, 'region'>): KafkaClient {
  const region = clusterArn.split(':')[3];
  const client = new KafkaClient(clientSettings('KAFKA', { ...options, region: region || undefined }));
  client.middlewareStack.add(rememberSessionToken, AFTER_SIGNING);
  return client;
}

/**
 * Reads a cluster's bootstrap brokers from MSK: `host:port`, sorted. MSK returns up to three of them in varying order,
 * and a changed text would restart the tier.
 *
 * @throws SpillwayError `MSK_CLUSTER_NOT_FOUND`, `MSK_LISTENER_OFF`, `MSK_UNREACHABLE`, `MSK_ACCESS_DENIED`,
 *   `MSK_REQUEST_FAILED`
 */
export async function mskBrokers(
  client: KafkaClient,
  { clusterArn, listener }: MskQuestion,
): Promise<string[]> {
  const answer = await ask(client, clusterArn);
  const brokers = listOf(answer[FIELDS[listener]]);
  if (brokers.length > 0) return brokers;
  throw listenerOff(clusterArn, listener, answer);
}

async function ask(client: KafkaClient, clusterArn: string): Promise<GetBootstrapBrokersResponse> {
  try {
    return await client.send(new GetBootstrapBrokersCommand({ ClusterArn: clusterArn }));
  } catch (error) {
    if (exceptionName(error) === 'NotFoundException') {
      throw new SpillwayError(
        'MSK_CLUSTER_NOT_FOUND',
        `MSK GetBootstrapBrokers: there is no cluster ${clusterArn}.`,
        'Check deploy.msk.clusterArn: region, account and the id at its end (aws kafka list-clusters-v2).',
        { cause: error },
      );
    }
    throw awsError({ service: 'MSK', operation: 'GetBootstrapBrokers', target: clusterArn }, error);
  }
}

function listenerOff(
  clusterArn: string,
  listener: MskListener,
  answer: GetBootstrapBrokersResponse,
): SpillwayError {
  const on = Object.entries(FIELDS).flatMap(([name, field]) =>
    listOf(answer[field]).length > 0 ? [name] : [],
  );
  const others = on.length > 0 ? `only for ${on.join(', ')}` : 'nor for any other login';
  return new SpillwayError(
    'MSK_LISTENER_OFF',
    `MSK GetBootstrapBrokers on ${clusterArn} returned no brokers for ${listener}, ${others}.`,
    on.length > 0
      ? `Turn on ${SWITCHES[listener]} for the cluster, or change kafka.auth and kafka.tls to a login that is turned on.`
      : 'Wait until the cluster is ACTIVE: before that it has no brokers.',
  );
}

function listOf(text: string | undefined): string[] {
  return brokerList(text ?? '')
    .filter((broker) => broker !== '')
    .sort();
}
