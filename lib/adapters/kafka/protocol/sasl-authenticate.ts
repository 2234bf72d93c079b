import { KIBIBYTE, type RequestCodec } from './request-codec';

/*
 * SaslAuthenticate, version 0 (Kafka 1.0 to 4).
 *
 *   request  = token:bytes
 *   response = error:int16 message:string? token:bytes
 */

export interface SaslResponse {
  errorCode: number;
  errorMessage: string;
  withLength: Buffer;
}

/** One step of a login. As in kafkajs's logins, the bytes in both directions start with their length. */
export const saslAuthenticate: RequestCodec<{ withLength: Buffer }, SaslResponse> = {
  name: 'SaslAuthenticate',
  apiKey: 36,
  versions: { min: 0, max: 0 },
  maxBytes: 64 * KIBIBYTE,

  encode(writer, { withLength }) {
    writer.raw(withLength);
  },

  decode(reader) {
    return {
      errorCode: reader.int16(),
      errorMessage: reader.nullableString(),
      withLength: reader.take(reader.left),
    };
  },
};
