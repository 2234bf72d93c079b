import type { ClusterView, TopicView } from '../../../../doctor/ports';
import { ByteReader } from '../../codec/byte-reader';
import { ByteWriter } from '../../codec/byte-writer';
import { operationsOf } from '../operations';
import type { ProbeCodec } from './probe-codec';

export type MetadataView = Omit<ClusterView, 'rights'> & {
  rights: ClusterView['rights'];
  topics: TopicView[];
};

/**
 * Metadata with authorised operations on the cluster and on each topic, exactly as the authorizer evaluates them.
 * Version 8 exists since Kafka 2.3. From version 11 on, the cluster's operations come from another request.
 */
export const metadataV8: ProbeCodec<{ topics: readonly string[] | 'all' }, MetadataView> = {
  apiKey: 3,
  apiVersion: 8,
  name: 'Metadata',
  encode({ topics }) {
    const writer = new ByteWriter();
    if (topics === 'all') writer.int32(-1);
    else writer.array(topics, (topic) => writer.string(topic));
    return writer
      .boolean(false) // do not create topics
      .boolean(true) // operations on the cluster
      .boolean(true) // operations on the topics
      .toBuffer();
  },
  decode(answer) {
    const reader = new ByteReader(answer);
    reader.int32(); // throttle time
    const brokers = reader.array(() => {
      const broker = { nodeId: reader.int32(), host: reader.string(), port: reader.int32() };
      reader.nullableString(); // rack
      return broker;
    });
    reader.nullableString(); // cluster id
    const controllerId = reader.int32();
    const topics = reader.array(() => readTopic(reader));
    const rights = operationsOf(reader.int32());
    reader.end();
    return { brokers, controllerId, topics, rights };
  },
};

function readTopic(reader: ByteReader): TopicView {
  const errorCode = reader.int16();
  const topic = reader.string();
  reader.boolean(); // internal
  const partitions = reader.array(() => ({
    errorCode: reader.int16(),
    partition: reader.int32(),
    leader: reader.int32(),
    leaderEpoch: reader.int32(),
    replicas: reader.array(() => reader.int32()),
    inSync: reader.array(() => reader.int32()),
    offline: reader.array(() => reader.int32()),
  }));
  const rights = operationsOf(reader.int32());
  return {
    errorCode,
    topic,
    rights,
    partitions: partitions.map(({ partition, leader, replicas, inSync }) => ({
      partition,
      leader,
      replicas: replicas.length,
      inSync: inSync.length,
    })),
  };
}
