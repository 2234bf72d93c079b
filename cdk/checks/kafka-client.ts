import path from 'node:path';
import { CLIENT_CA_FILE } from '../../lib/collector';
import type { KafkaConnection } from '../../lib/pipeline';
import type { SynthError } from './synth-error';

/**
 * A volume must not hide these folders. Without the system's CAs the backend's certificate is not trusted. The last one may
 * have another volume, for the CA of clients.
 */
const NEEDED_FOLDERS = ['/', '/etc', '/etc/ssl', '/etc/ssl/certs', path.posix.dirname(CLIENT_CA_FILE)];

/** What the containers of a tier are given in addition to the spec. */
export interface ClientInputs {
  readonly password: 'given' | 'missing';
  /** `given`: a PEM text that is written to `caFile`. `own image`: not a published image, so it may contain the file. */
  readonly ca: 'given' | 'own image' | 'missing';
  readonly msk: 'given' | 'missing';
}

/** Checks that the containers can log in to Kafka and trust its certificate. */
export function checkKafkaClient({ auth, tls }: KafkaConnection, inputs: ClientInputs): SynthError[] {
  return [
    ...(auth.mechanism === 'AWS_MSK_IAM' ? checkMsk(inputs) : []),
    ...('password' in auth && inputs.password === 'missing' ? [PASSWORD_MISSING] : []),
    ...(tls.enabled && tls.caFile !== undefined ? checkCa(tls.caFile, inputs) : []),
  ];
}

const PASSWORD_MISSING: SynthError = {
  code: 'CDK_PASSWORD_WITHOUT_SECRET',
  message: 'kafka.auth.password names an environment variable of your machine, which does not exist on AWS.',
  whatToDo: 'Set it to { secretsManager: ID, field: KEY }, or pass passwordSecret to the construct.',
};

function checkMsk({ msk }: ClientInputs): SynthError[] {
  if (msk === 'given') return [];
  return [
    {
      code: 'CDK_MSK_CLUSTER_UNKNOWN',
      message:
        'kafka.auth is AWS_MSK_IAM, but the ARN of the cluster is missing. IAM permissions are granted on that ARN.',
      whatToDo: 'Set deploy.msk.clusterArn, or pass msk to the construct.',
    },
  ];
}

function checkCa(file: string, { ca }: ClientInputs): SynthError[] {
  if (ca === 'missing') {
    return [
      {
        code: 'CDK_CA_FILE_MISSING',
        message: `kafka.tls.caFile is ${file}, but the published image of the Collector does not contain that file.`,
        whatToDo:
          'Set deploy.kafkaCa to the PEM file, pass its text to the construct as kafkaCa, or use an image that contains the file.',
      },
    ];
  }
  const folder = path.posix.dirname(file);
  if (ca === 'own image' || (path.posix.isAbsolute(file) && !NEEDED_FOLDERS.includes(folder))) return [];
  return [
    {
      code: 'CDK_CA_FILE_PLACE',
      message: `kafka.tls.caFile is ${file}, but a volume mounted at ${folder} would hide files that the Collector needs.`,
      whatToDo: 'Use an absolute path in a folder of its own, such as /etc/kafka/ca.pem.',
    },
  ];
}
