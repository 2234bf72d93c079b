import { KIBIBYTE, type RequestCodec } from './request-codec';

/*
 * SaslHandshake, version 1 (Kafka 1.0 to 4).
 *
 *   request  = mechanism:string
 *   response = error:int16 [mechanism:string]
 */

/**
 * Requests a mechanism. The broker returns those that the listener supports, whether or not the requested one is among
 * them.
 */
export const saslHandshake: RequestCodec<{ mechanism: string }, { errorCode: number; mechanisms: string[] }> =
  {
    name: 'SaslHandshake',
    apiKey: 17,
    versions: { min: 1, max: 1 },
    maxBytes: 64 * KIBIBYTE,

    encode(writer, { mechanism }) {
      writer.string(mechanism);
    },

    decode(reader) {
      return { errorCode: reader.int16(), mechanisms: reader.array(2, () => reader.string()) };
    },
  };
