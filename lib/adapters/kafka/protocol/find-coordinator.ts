import type { BrokerAddress } from './metadata';
import { MEBIBYTE, type RequestCodec } from './request-codec';

/*
 * FindCoordinator, version 2 (Kafka 2.0 to 4).
 *
 *   request  = group:string keyType:int8
 *   response = throttle:int32 error:int16 message:string? node:int32 host:string port:int32
 */

const GROUP = 0;

/** The broker that coordinates a group. */
export const findCoordinator: RequestCodec<
  { groupId: string },
  { errorCode: number; coordinator: BrokerAddress }
> = {
  name: 'FindCoordinator',
  apiKey: 10,
  versions: { min: 2, max: 2 },
  maxBytes: MEBIBYTE,

  encode(writer, { groupId }) {
    writer.string(groupId).int8(GROUP);
  },

  decode(reader) {
    reader.int32(); // throttle time
    const errorCode = reader.int16();
    reader.nullableString(); // message
    return {
      errorCode,
      coordinator: { nodeId: reader.int32(), host: reader.string(), port: reader.int32() },
    };
  },
};
