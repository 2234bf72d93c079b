import path from 'node:path';
import type { KafkaConnection } from '../../lib/pipeline';
import type { Misuse } from './misuse';

/** Folders that a mounted one would hide: without the system's roots the backend's certificate is not trusted. */
const NEEDED_FOLDERS = ['/', '/etc', '/etc/ssl', '/etc/ssl/certs'];

/** What a tier's containers get beside the spec. */
export interface ClientMeans {
  readonly password: 'given' | 'missing';
  /** A PEM text to be put where `caFile` says; an image of one's own may hold the file already. */
  readonly ca: 'given' | 'own image' | 'missing';
  readonly msk: 'given' | 'missing';
}

/** Can the containers log in to Kafka, and do they trust it? */
export function kafkaClientMisuse({ auth, tls }: KafkaConnection, means: ClientMeans): Misuse[] {
  return [
    ...(auth.mechanism === 'AWS_MSK_IAM' ? mskMisuse(means) : []),
    ...('password' in auth && means.password === 'missing' ? [PASSWORD_MISSING] : []),
    ...(tls.enabled && tls.caFile !== undefined ? caMisuse(tls.caFile, means) : []),
  ];
}

const PASSWORD_MISSING: Misuse = {
  code: 'CDK_PASSWORD_WITHOUT_SECRET',
  what: 'kafka.auth.password comes from an environment variable, which is not there in a container on ECS.',
  fix: 'Say { secretsManager: ID, field: KEY } there (or passwordSecret of the construct).',
};

function mskMisuse({ msk }: ClientMeans): Misuse[] {
  if (msk === 'given') return [];
  return [
    {
      code: 'CDK_MSK_CLUSTER_UNKNOWN',
      what: 'kafka.auth is AWS_MSK_IAM, and rights can be given only on a cluster that is known by its ARN.',
      fix: 'Say it in deploy.msk.clusterArn (msk of the construct).',
    },
  ];
}

function caMisuse(file: string, { ca }: ClientMeans): Misuse[] {
  if (ca === 'missing') {
    return [
      {
        code: 'CDK_CA_FILE_MISSING',
        what: `kafka.tls.caFile is ${file}, which the Collector's own image does not hold.`,
        fix: 'Name the PEM file in deploy.kafkaCa (or give its text as kafkaCa of the construct), or an image that has it.',
      },
    ];
  }
  const folder = path.posix.dirname(file);
  if (ca === 'own image' || (path.posix.isAbsolute(file) && !NEEDED_FOLDERS.includes(folder))) return [];
  return [
    {
      code: 'CDK_CA_FILE_PLACE',
      what: `kafka.tls.caFile is ${file}: a folder mounted at ${folder} would hide what the Collector needs there.`,
      fix: 'Name an absolute path in a folder of its own, such as /etc/kafka/ca.pem.',
    },
  ];
}
