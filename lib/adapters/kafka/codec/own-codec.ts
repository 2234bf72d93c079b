import type { KafkaRequestName, KafkaRequests } from '../wire';

/**
 * A codec for one version of a request that kafkajs lacks, or where kafkajs's own codec does not fit. It covers bodies
 * only; kafkajs writes and reads the headers (size, api key, version, correlation id, client id).
 */
export interface OwnCodec<K extends KafkaRequestName> {
  apiKey: number;
  apiVersion: number;
  encode(request: KafkaRequests[K]['request']): Buffer;
  /** @throws RangeError if the response is truncated or malformed */
  decode(response: Buffer): KafkaRequests[K]['response'];
}
