import type { ByteReader } from './byte-reader';
import { atMost } from './partition-rows';
import { MEBIBYTE, type RequestCodec } from './request-codec';

/*
 * Metadata, versions 7 (Kafka 2.1) to 10 (Kafka 2.8). Since 8 with the allowed operations, since 9 flexible, since 10
 * with topic ids.
 *
 *   request  = [id:uuid(10) topic:string]? autoCreate:bool clusterOperations:bool(8) topicOperations:bool(8)
 *   response = throttle:int32 [node:int32 host:string port:int32 rack:string?] cluster:string? controller:int32
 *              [error:int16 topic:string id:uuid(10) internal:bool
 *               [error:int16 partition:int32 leader:int32 epoch:int32 [replica:int32] [inSync:int32] [offline:int32]]
 *               operations:int32(8)]
 *              operations:int32(8)
 */

export interface MetadataRequest {
  topics: readonly string[] | 'all';
  /** Whose allowed operations are returned. @default 'topics' */
  operationsOf?: 'topics' | 'cluster and topics';
}

export interface BrokerAddress {
  nodeId: number;
  host: string;
  port: number;
}

export interface MetadataTopic {
  topic: string;
  errorCode: number;
  /** 22 characters, as Kafka's tools print it; absent before version 10. */
  topicId?: string;
  /** True for Kafka's internal topics, such as `__consumer_offsets`. */
  isInternal: boolean;
  /** Bits of the allowed AclOperations; absent before version 8. */
  operations?: number;
  /** The rows of its partitions. */
  first: number;
  rows: number;
}

/** All partitions of a response, in columns. */
export interface MetadataPartitions {
  partition: Int32Array;
  errorCode: Int16Array;
  /** −1 if there is none. */
  leader: Int32Array;
  /** How many there are. */
  replicas: Int16Array;
  inSync: Int16Array;
}

export interface MetadataResponse {
  brokers: BrokerAddress[];
  /** Kafka's controller. With KRaft this can be any broker, which then forwards changes. */
  controllerId: number;
  topics: MetadataTopic[];
  partitions: MetadataPartitions;
  /** Bits of the allowed AclOperations on the cluster; absent before version 8. */
  operations?: number;
}

const OPERATIONS_SINCE = 8;
const FLEXIBLE_SINCE = 9;
const ID_SINCE = 10;
const ID_BYTES = 16;
const NO_TOPIC_ID = Buffer.alloc(ID_BYTES);

/** More than any cluster has. A response with more would take too much memory. */
const MOST_BROKERS = 10_000;
const MOST_TOPICS = 250_000;
const MOST_PARTITIONS = 1_000_000;

const BROKER_BYTES = 4 + 1 + 4 + 1;
const TOPIC_BYTES = 2 + 1 + 1 + 1;
const PARTITION_BYTES = 2 + 4 + 4 + 4 + 3;
const REPLICA_BYTES = 4;

/** Brokers, topics and partition leaders. Never creates a topic. */
export const metadata: RequestCodec<MetadataRequest, MetadataResponse> = {
  name: 'Metadata',
  apiKey: 3,
  versions: { min: 7, max: ID_SINCE },
  flexibleFrom: FLEXIBLE_SINCE,
  maxBytes: 64 * MEBIBYTE,

  encode(writer, { topics, operationsOf }, version) {
    const flexible = version >= FLEXIBLE_SINCE;
    if (topics === 'all') {
      if (flexible) writer.uvarint(0);
      else writer.int32(-1);
    } else if (flexible) {
      writer.compactArray(topics, (topic) => {
        if (version >= ID_SINCE) writer.raw(NO_TOPIC_ID);
        writer.compactString(topic).noTags();
      });
    } else {
      writer.array(topics, (topic) => writer.string(topic));
    }
    writer.boolean(false); // create no topics
    if (version >= OPERATIONS_SINCE) writer.boolean(operationsOf === 'cluster and topics').boolean(true);
    if (flexible) writer.noTags();
  },

  decode(reader, version) {
    const flexible = version >= FLEXIBLE_SINCE;
    reader.int32(); // throttle time
    const brokers: BrokerAddress[] = [];
    const brokerCount = atMost(countOf(reader, flexible, BROKER_BYTES), MOST_BROKERS);
    for (let each = 0; each < brokerCount; each += 1) brokers.push(readBroker(reader, flexible));
    nullableString(reader, flexible); // cluster id
    const controllerId = reader.int32();
    const table = new Columns();
    const topics: MetadataTopic[] = [];
    const topicCount = atMost(countOf(reader, flexible, TOPIC_BYTES), MOST_TOPICS);
    for (let each = 0; each < topicCount; each += 1) topics.push(readTopic(reader, version, table));
    const operations = version >= OPERATIONS_SINCE ? { operations: reader.int32() } : {};
    if (flexible) reader.skipTags();
    return { brokers, controllerId, topics, partitions: table.trimmed(), ...operations };
  },
};

function readBroker(reader: ByteReader, flexible: boolean): BrokerAddress {
  const nodeId = reader.int32();
  const broker = { nodeId, host: nullableString(reader, flexible), port: reader.int32() };
  nullableString(reader, flexible); // rack
  if (flexible) reader.skipTags();
  return broker;
}

function readTopic(reader: ByteReader, version: number, table: Columns): MetadataTopic {
  const flexible = version >= FLEXIBLE_SINCE;
  const errorCode = reader.int16();
  const topic = nullableString(reader, flexible);
  const id = version >= ID_SINCE ? reader.take(ID_BYTES) : NO_TOPIC_ID;
  const isInternal = reader.boolean();
  const rows = countOf(reader, flexible, PARTITION_BYTES);
  const first = table.grow(rows);
  for (let row = first; row < first + rows; row += 1) {
    table.errorCode[row] = reader.int16();
    table.partition[row] = reader.int32();
    table.leader[row] = reader.int32();
    reader.skip(4); // leader epoch
    table.replicas[row] = skipIds(reader, flexible);
    table.inSync[row] = skipIds(reader, flexible);
    skipIds(reader, flexible); // offline replicas
    if (flexible) reader.skipTags();
  }
  const operations = version >= OPERATIONS_SINCE ? { operations: reader.int32() } : {};
  if (flexible) reader.skipTags();
  const topicId = id.equals(NO_TOPIC_ID) ? {} : { topicId: id.toString('base64url') };
  return { topic, errorCode, ...topicId, isInternal, ...operations, first, rows };
}

function countOf(reader: ByteReader, flexible: boolean, itemBytes: number): number {
  return flexible ? reader.compactCount(itemBytes) : reader.count(itemBytes);
}

function nullableString(reader: ByteReader, flexible: boolean): string {
  return flexible ? reader.compactString() : reader.nullableString();
}

function skipIds(reader: ByteReader, flexible: boolean): number {
  const count = countOf(reader, flexible, REPLICA_BYTES);
  reader.skip(count * REPLICA_BYTES);
  return count;
}

/** The columns, which grow, because a response says only topic by topic how many partitions there are. */
class Columns implements MetadataPartitions {
  partition = new Int32Array(64);
  errorCode = new Int16Array(64);
  leader = new Int32Array(64);
  replicas = new Int16Array(64);
  inSync = new Int16Array(64);
  #rows = 0;

  /** Makes room for more rows; returns the first. */
  grow(rows: number): number {
    const first = this.#rows;
    this.#rows = atMost(first + rows, MOST_PARTITIONS);
    if (this.#rows > this.partition.length) this.#resize(Math.max(this.#rows, 2 * this.partition.length));
    return first;
  }

  trimmed(): MetadataPartitions {
    const { partition, errorCode, leader, replicas, inSync } = this;
    return {
      partition: partition.subarray(0, this.#rows),
      errorCode: errorCode.subarray(0, this.#rows),
      leader: leader.subarray(0, this.#rows),
      replicas: replicas.subarray(0, this.#rows),
      inSync: inSync.subarray(0, this.#rows),
    };
  }

  #resize(length: number): void {
    this.partition = copied(new Int32Array(length), this.partition);
    this.errorCode = copied(new Int16Array(length), this.errorCode);
    this.leader = copied(new Int32Array(length), this.leader);
    this.replicas = copied(new Int16Array(length), this.replicas);
    this.inSync = copied(new Int16Array(length), this.inSync);
  }
}

function copied<Column extends Int16Array | Int32Array>(larger: Column, column: Column): Column {
  larger.set(column);
  return larger;
}
