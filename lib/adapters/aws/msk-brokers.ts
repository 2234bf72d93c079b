import {
  GetBootstrapBrokersCommand,
  type GetBootstrapBrokersResponse,
  KafkaClient,
} from '@aws-sdk/client-kafka';
import { SpillwayError } from '../../errors';
import { brokerList, type MskListener, type MskQuestion } from '../../pipeline';
import { awsError, exceptionName } from './aws-failure';
import { type AwsClientOptions, clientSettings } from './client-settings';

/** Addresses within the cluster's VPC. Those for public access and for PrivateLink have fields of their own. */
const FIELDS = {
  plaintext: 'BootstrapBrokerString',
  tls: 'BootstrapBrokerStringTls',
  scram: 'BootstrapBrokerStringSaslScram',
  iam: 'BootstrapBrokerStringSaslIam',
} as const satisfies Record<MskListener, keyof GetBootstrapBrokersResponse>;

/** What switches a listener on, in MSK's words. */
const SWITCHES: Record<MskListener, string> = {
  plaintext: 'plaintext traffic between clients and brokers',
  tls: 'TLS between clients and brokers',
  scram: 'SASL/SCRAM authentication',
  iam: 'IAM access control',
};

/** A client in the cluster's own region, which its ARN names. Honours `AWS_ENDPOINT_URL_KAFKA`. */
export function createMskClient(clusterArn: string, options: Omit<AwsClientOptions, 'region'>): KafkaClient {
  const region = clusterArn.split(':')[3];
  return new KafkaClient(clientSettings('KAFKA', { ...options, region: region || undefined }));
}

/**
 * Asks MSK for a cluster's bootstrap brokers: `host:port`, in order. MSK names up to three of them, each time in another
 * order, and a text that changes would restart a tier.
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
        `MSK GetBootstrapBrokers knows no cluster ${clusterArn}.`,
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
    `MSK GetBootstrapBrokers on ${clusterArn}: it names no brokers for ${listener}, ${others}.`,
    on.length > 0
      ? `Switch ${SWITCHES[listener]} on for the cluster, or change kafka.auth and kafka.tls to a login that is on.`
      : 'Wait until the cluster is ACTIVE: before, it has no brokers to name.',
  );
}

function listOf(text: string | undefined): string[] {
  return brokerList(text ?? '')
    .filter((broker) => broker !== '')
    .sort();
}
