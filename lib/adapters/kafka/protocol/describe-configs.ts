import type { ByteReader } from './byte-reader';
import { atMost } from './partition-rows';
import { MEBIBYTE, type RequestCodec } from './request-codec';

/*
 * DescribeConfigs, version 1 (Kafka 1.1 to 4).
 *
 *   request  = [type:int8 name:string [key:string]] synonyms:bool
 *   response = throttle:int32 [error:int16 message:string? type:int8 name:string
 *              [key:string value:string? readOnly:bool source:int8 sensitive:bool
 *               [synonym:string value:string? source:int8]]]
 */

export interface ConfigResource {
  kind: 'topic' | 'broker';
  name: string;
  keys: readonly string[];
}

export interface DescribedConfig {
  errorCode: number;
  kind: 'topic' | 'broker' | 'other';
  name: string;
  values: Map<string, string>;
}

const TYPE = { topic: 2, broker: 4 } as const;
const RESOURCE_BYTES = 2 + 2 + 1 + 2 + 4;
const ENTRY_BYTES = 2 + 2 + 1 + 1 + 1 + 4;
const SYNONYM_BYTES = 2 + 2 + 1;
/** More settings than a resource has. Brokers return those that were asked for. */
const MOST_ENTRIES = 1_000;

/** The configuration of topics, and of the broker that receives the request. */
export const describeConfigs: RequestCodec<{ resources: readonly ConfigResource[] }, DescribedConfig[]> = {
  name: 'DescribeConfigs',
  apiKey: 32,
  versions: { min: 1, max: 1 },
  maxBytes: 64 * MEBIBYTE,

  encode(writer, { resources }) {
    writer.array(resources, ({ kind, name, keys }) => {
      writer.int8(TYPE[kind]).string(name);
      writer.array(keys, (key) => writer.string(key));
    });
    writer.boolean(false); // no synonyms
  },

  decode(reader, _version, { resources }) {
    reader.int32(); // throttle time
    const count = atMost(reader.count(RESOURCE_BYTES), resources.length);
    return Array.from({ length: count }, () => readResource(reader));
  },
};

function readResource(reader: ByteReader): DescribedConfig {
  const errorCode = reader.int16();
  reader.nullableString(); // message
  const type = reader.int8();
  const name = reader.string();
  const values = new Map<string, string>();
  const entries = atMost(reader.count(ENTRY_BYTES), MOST_ENTRIES);
  for (let each = 0; each < entries; each += 1) {
    const key = reader.string();
    values.set(key, reader.nullableString());
    reader.skip(1 + 1 + 1); // read only, source, sensitive
    for (let synonyms = reader.count(SYNONYM_BYTES); synonyms > 0; synonyms -= 1) {
      reader.nullableString();
      reader.nullableString();
      reader.skip(1); // source
    }
  }
  const kind = type === TYPE.topic ? 'topic' : type === TYPE.broker ? 'broker' : 'other';
  return { errorCode, kind, name, values };
}
