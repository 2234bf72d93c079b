import type { KafkaConnection } from '../lib/pipeline';
import type { ClientInputs } from './checks/kafka-client';
import type { TierImage } from './collector-image';
import type { CaFile } from './helper-containers';

/** The CA to write into the containers of a tier; none if the spec has no `caFile`. */
export function kafkaCaFiles({ tls }: KafkaConnection, pem: string | undefined): CaFile[] {
  if (!tls.enabled || tls.caFile === undefined || pem === undefined) return [];
  return [{ name: 'kafka-ca', pem, file: tls.caFile }];
}

/** How the CA file gets into the containers, as far as synth can tell. */
export function caInput(pem: string | undefined, { origin }: TierImage): ClientInputs['ca'] {
  if (pem !== undefined) return 'given';
  return origin === 'own' ? 'own image' : 'missing';
}
