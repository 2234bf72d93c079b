import { MEBIBYTE, type RequestCodec } from './request-codec';

/*
 * CreatePartitions, version 1 (Kafka 2.0 to 4).
 *
 *   request  = [topic:string count:int32 assignments:array?] timeout:int32 validateOnly:bool
 *   response = throttle:int32 [topic:string error:int16 message:string?]
 */

export interface CreatePartitionsRequest {
  topic: string;
  /** The new number of partitions. */
  count: number;
  /** How long Kafka's controller may take. */
  timeoutMs: number;
}

export interface CreatePartitionsResponse {
  topics: { topic: string; errorCode: number; message: string }[];
}

const KAFKA_DECIDES_WHERE = -1;
const TOPIC_BYTES = 2 + 2 + 2;

export const createPartitions: RequestCodec<CreatePartitionsRequest, CreatePartitionsResponse> = {
  name: 'CreatePartitions',
  apiKey: 37,
  versions: { min: 1, max: 1 },
  maxBytes: MEBIBYTE,

  encode(writer, { topic, count, timeoutMs }) {
    writer.array([topic], (name) => writer.string(name).int32(count).int32(KAFKA_DECIDES_WHERE));
    writer.int32(timeoutMs).boolean(false); // not only a check
  },

  decode(reader) {
    reader.int32(); // throttle time
    const topics = reader.array(TOPIC_BYTES, () => ({
      topic: reader.string(),
      errorCode: reader.int16(),
      message: reader.nullableString(),
    }));
    return { topics };
  },
};
