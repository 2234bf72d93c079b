import { ByteReader } from '../../codec/byte-reader';
import { ByteWriter } from '../../codec/byte-writer';
import type { ProbeCodec } from './probe-codec';

/**
 * Requests a mechanism. The broker returns those that the listener supports, whether or not the requested one is among
 * them.
 */
export const saslHandshakeV1: ProbeCodec<{ mechanism: string }, { errorCode: number; mechanisms: string[] }> =
  {
    apiKey: 17,
    apiVersion: 1,
    name: 'SaslHandshake',
    encode: ({ mechanism }) => new ByteWriter().string(mechanism).toBuffer(),
    decode(answer) {
      const reader = new ByteReader(answer);
      const errorCode = reader.int16();
      const mechanisms = reader.array(() => reader.string());
      reader.end();
      return { errorCode, mechanisms };
    },
  };

/** One step of a login. As in kafkajs's logins, the bytes in both directions start with their length. */
export const saslAuthenticateV0: ProbeCodec<
  { withLength: Buffer },
  { errorCode: number; errorMessage: string; withLength: Buffer }
> = {
  apiKey: 36,
  apiVersion: 0,
  name: 'SaslAuthenticate',
  encode: ({ withLength }) => withLength,
  decode(answer) {
    const reader = new ByteReader(answer);
    return {
      errorCode: reader.int16(),
      errorMessage: reader.nullableString(),
      withLength: reader.take(reader.left),
    };
  },
};
