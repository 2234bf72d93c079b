import { ByteReader } from '../../codec/byte-reader';
import type { ProbeCodec } from './probe-codec';

export interface ApiVersionsAnswer {
  errorCode: number;
  apis: { apiKey: number; min: number; max: number }[];
}

/** The API versions that a broker supports. Every Kafka from 0.10 to 4 supports version 0. */
export const apiVersionsV0: ProbeCodec<Record<string, never>, ApiVersionsAnswer> = {
  apiKey: 18,
  apiVersion: 0,
  name: 'ApiVersions',
  encode: () => Buffer.alloc(0),
  decode(answer) {
    const reader = new ByteReader(answer);
    const errorCode = reader.int16();
    const apis = reader.array(() => ({
      apiKey: reader.int16(),
      min: reader.int16(),
      max: reader.int16(),
    }));
    reader.end();
    return { errorCode, apis };
  },
};
