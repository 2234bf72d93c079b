import { ByteReader } from '../../codec/byte-reader';
import { ByteWriter } from '../../codec/byte-writer';
import type { ProbeCodec } from './probe-codec';

export interface ConfigResource {
  kind: 'topic' | 'broker';
  name: string;
  keys: readonly string[];
}

const TYPE = { topic: 2, broker: 4 } as const;

/** The configuration of topics, and of the broker that receives the request. */
export const describeConfigsV1: ProbeCodec<
  { resources: readonly ConfigResource[] },
  { errorCode: number; name: string; values: Map<string, string> }[]
> = {
  apiKey: 32,
  apiVersion: 1,
  name: 'DescribeConfigs',
  encode({ resources }) {
    const writer = new ByteWriter();
    return writer
      .array(resources, ({ kind, name, keys }) => {
        writer
          .int8(TYPE[kind])
          .string(name)
          .array(keys, (key) => writer.string(key));
      })
      .boolean(false) // no synonyms
      .toBuffer();
  },
  decode(answer) {
    const reader = new ByteReader(answer);
    reader.int32(); // throttle time
    const resources = reader.array(() => {
      const errorCode = reader.int16();
      reader.nullableString(); // message
      reader.int8(); // type
      const name = reader.string();
      const values = reader.array(() => readEntry(reader));
      return { errorCode, name, values: new Map(values) };
    });
    reader.end();
    return resources;
  },
};

function readEntry(reader: ByteReader): [key: string, value: string] {
  const key = reader.string();
  const value = reader.nullableString();
  reader.boolean(); // read only
  reader.int8(); // source
  reader.boolean(); // sensitive
  reader.array(() => {
    reader.string();
    reader.nullableString();
    reader.int8();
  });
  return [key, value];
}
