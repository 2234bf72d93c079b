import { KIBIBYTE, type RequestCodec } from './request-codec';

/*
 * ApiVersions, version 0 (Kafka 0.10 to 4).
 *
 *   request  = (empty)
 *   response = error:int16 [api:int16 min:int16 max:int16]
 */

/** The API versions that a broker supports. */
export interface ApiVersionsResponse {
  errorCode: number;
  apis: { apiKey: number; min: number; max: number }[];
}

const API_BYTES = 3 * 2;

export const apiVersions: RequestCodec<object, ApiVersionsResponse> = {
  name: 'ApiVersions',
  apiKey: 18,
  versions: { min: 0, max: 0 },
  maxBytes: 64 * KIBIBYTE,

  encode() {},

  decode(reader) {
    const errorCode = reader.int16();
    const apis = reader.array(API_BYTES, () => ({
      apiKey: reader.int16(),
      min: reader.int16(),
      max: reader.int16(),
    }));
    return { errorCode, apis };
  },
};
