import type { KafkaRequestName, KafkaRequests } from '../wire';

/**
 * A request in one version of the protocol that kafkajs has no codec for, or one that does not fit. Bodies only:
 * kafkajs writes and reads what comes before (size, api key, version, correlation id, client id).
 */
export interface OwnCodec<K extends KafkaRequestName> {
  apiKey: number;
  apiVersion: number;
  encode(request: KafkaRequests[K]['request']): Buffer;
  /** @throws RangeError when the response is cut off or malformed */
  decode(response: Buffer): KafkaRequests[K]['response'];
}
