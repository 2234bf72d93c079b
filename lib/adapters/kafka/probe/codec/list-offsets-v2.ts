import { ByteReader } from '../../codec/byte-reader';
import { ByteWriter } from '../../codec/byte-writer';
import type { ProbeCodec } from './probe-codec';

const CONSUMER = -1;
const READ_UNCOMMITTED = 0;

export interface OffsetAnswer {
  topic: string;
  partition: number;
  errorCode: number;
  /** −1 if there is none. */
  timestampMs: bigint;
  offset: bigint;
}

/** Offsets by time, for partitions that this broker leads. −1 is the log end, −2 the log start. */
export const listOffsetsV2: ProbeCodec<
  { atMs: bigint; partitions: readonly { topic: string; partition: number }[] },
  OffsetAnswer[]
> = {
  apiKey: 2,
  apiVersion: 2,
  name: 'ListOffsets',
  encode({ atMs, partitions }) {
    const writer = new ByteWriter().int32(CONSUMER).int8(READ_UNCOMMITTED);
    const topics = [...new Set(partitions.map(({ topic }) => topic))];
    return writer
      .array(topics, (topic) => {
        const own = partitions.filter((each) => each.topic === topic);
        writer.string(topic).array(own, ({ partition }) => writer.int32(partition).int64(atMs));
      })
      .toBuffer();
  },
  decode(answer) {
    const reader = new ByteReader(answer);
    reader.int32(); // throttle time
    const topics = reader.array(() => {
      const topic = reader.string();
      return reader.array(() => ({
        topic,
        partition: reader.int32(),
        errorCode: reader.int16(),
        timestampMs: reader.int64(),
        offset: reader.int64(),
      }));
    });
    reader.end();
    return topics.flat();
  },
};
