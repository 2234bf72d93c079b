import {
  askedFor,
  atMost,
  mostBytes,
  readPartitions,
  type TopicPartitions,
  writePartitions,
} from './partition-rows';
import { KIBIBYTE, type RequestCodec } from './request-codec';

/*
 * DescribeLogDirs, version 1 (Kafka 2.0 to 4).
 *
 *   request  = [topic:string [partition:int32]]
 *   response = throttle:int32 [error:int16 folder:string
 *              [topic:string [partition:int32 size:int64 offsetLag:int64 future:bool]]]
 */

export interface LogDirsResponse {
  /** Empty without permission to describe the cluster. */
  folders: {
    errorCode: number;
    sizes: { topic: string; partition: number; sizeBytes: number; isFuture: boolean }[];
  }[];
}

const FOLDER_BYTES = 2 + 2 + 4;
const PARTITION_BYTES = 4 + 8 + 8 + 1;
/** More than a broker has. */
const MOST_FOLDERS = 100;
const LONGEST_FOLDER = 4 * KIBIBYTE;

/** The sizes of a broker's replicas. */
export const describeLogDirs: RequestCodec<{ topics: TopicPartitions<number>[] }, LogDirsResponse> = {
  name: 'DescribeLogDirs',
  apiKey: 35,
  versions: { min: 1, max: 1 },
  // A replica that moves to another folder is listed in both.
  maxBytes: ({ topics }) => 2 * mostBytes(topics, PARTITION_BYTES) + MOST_FOLDERS * LONGEST_FOLDER,

  encode(writer, { topics }) {
    writePartitions(writer, topics);
  },

  decode(reader, _version, { topics: asked }) {
    reader.int32(); // throttle time
    const count = atMost(reader.count(FOLDER_BYTES), MOST_FOLDERS);
    const folders = Array.from({ length: count }, () => {
      const errorCode = reader.int16();
      reader.string(); // folder
      const read: { sizeBytes: number; isFuture: boolean }[] = [];
      const { topics, partition } = readPartitions(reader, askedFor(asked), PARTITION_BYTES, () => {
        const sizeBytes = Number(reader.int64());
        reader.int64(); // lag of a replica that moves between folders
        read.push({ sizeBytes, isFuture: reader.boolean() });
      });
      const names = topics.flatMap(({ topic, rows }) => Array<string>(rows).fill(topic));
      const sizes = read.map((each, row) => ({
        topic: names[row] ?? '',
        partition: partition[row] ?? -1,
        ...each,
      }));
      return { errorCode, sizes };
    });
    return { folders };
  },
};
