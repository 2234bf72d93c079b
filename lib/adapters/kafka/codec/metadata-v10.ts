import type { MetadataResponse } from '../wire';
import { ByteReader } from './byte-reader';
import { ByteWriter } from './byte-writer';
import type { OwnCodec } from './own-codec';

const NO_TOPIC_ID = Buffer.alloc(16);

/**
 * Metadata with topic ids, since Kafka 2.8; kafkajs stops at version 6. The version is flexible, so its headers end with
 * tagged fields. kafkajs's headers lack these, so both bodies here start with them.
 */
export const metadataV10: OwnCodec<'Metadata'> = {
  apiKey: 3,
  apiVersion: 10,

  encode({ topics, allowAutoTopicCreation }) {
    const writer = new ByteWriter().noTags();
    if (topics === 'all') writer.uvarint(0);
    else {
      writer.compactArray(topics, (topic) => writer.raw(NO_TOPIC_ID).compactString(topic).noTags());
    }
    return writer
      .boolean(allowAutoTopicCreation)
      .boolean(false) // cluster authorized operations
      .boolean(true) // topic authorized operations
      .noTags()
      .toBuffer();
  },

  decode(response) {
    const reader = new ByteReader(response);
    reader.skipTags();
    reader.int32(); // throttle time
    const brokers = reader.compactArray(() => readBroker(reader));
    reader.compactString(); // cluster id
    const controllerId = reader.int32();
    const topicMetadata = reader.compactArray(() => readTopic(reader));
    reader.int32(); // authorized operations
    reader.skipTags();
    reader.end();
    return { brokers, controllerId, topicMetadata };
  },
};

function readBroker(reader: ByteReader): MetadataResponse['brokers'][number] {
  const broker = { nodeId: reader.int32(), host: reader.compactString(), port: reader.int32() };
  reader.compactString(); // rack
  reader.skipTags();
  return broker;
}

function readTopic(reader: ByteReader): MetadataResponse['topicMetadata'][number] {
  const topicErrorCode = reader.int16();
  const topic = reader.compactString();
  const id = reader.uuid();
  const isInternal = reader.boolean();
  const partitionMetadata = reader.compactArray(() => readPartition(reader));
  const authorizedOperations = reader.int32();
  reader.skipTags();
  const entry = { topicErrorCode, topic, isInternal, partitionMetadata, authorizedOperations };
  return id.equals(NO_TOPIC_ID) ? entry : { ...entry, topicId: id.toString('base64url') };
}

function readPartition(
  reader: ByteReader,
): MetadataResponse['topicMetadata'][number]['partitionMetadata'][number] {
  const partitionErrorCode = reader.int16();
  const partitionId = reader.int32();
  const leader = reader.int32();
  reader.int32(); // leader epoch
  for (let list = 0; list < 3; list += 1) {
    reader.compactArray(() => reader.int32()); // replicas, in-sync replicas, offline replicas
  }
  reader.skipTags();
  return { partitionErrorCode, partitionId, leader };
}
