import type { Misuse } from './misuse';

/** Is telemetry taken from the internet in clear? It holds tokens, addresses and queries, whatever was meant to be in it. */
export function publicIngestionMisuse(
  listener: 'none' | 'internal' | 'internet-facing',
  certificate: object | undefined,
): Misuse[] {
  if (listener !== 'internet-facing' || certificate) return [];
  return [
    {
      code: 'CDK_INGESTION_WITHOUT_TLS',
      what: 'The listener is internet-facing and has no certificate: telemetry would be sent in clear.',
      fix: 'Give certificate, one of ACM, or set listener to internal.',
    },
  ];
}
