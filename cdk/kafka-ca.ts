import type { KafkaConnection } from '../lib/pipeline';
import type { ClientInputs } from './checks/kafka-client';
import type { TierImage } from './collector-image';
import type { KafkaCa } from './helper-containers';

/** The CA that is to be put into a tier's containers; none where the spec names no file for it. */
export function kafkaCaFile({ tls }: KafkaConnection, pem: string | undefined): KafkaCa | undefined {
  if (!tls.enabled || tls.caFile === undefined || pem === undefined) return undefined;
  return { pem, file: tls.caFile };
}

/** How the file that the spec names gets into the containers, as far as synth can know. */
export function caInput(pem: string | undefined, { origin }: TierImage): ClientInputs['ca'] {
  if (pem !== undefined) return 'given';
  return origin === 'own' ? 'own image' : 'missing';
}
