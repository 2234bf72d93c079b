import type { BrokerAddress, MetadataResponse } from './protocol/metadata';
import type { TopicPartitions } from './protocol/partition-rows';
import type { KafkaRequestName, KafkaRequests } from './protocol/requests';

export type { BrokerAddress, KafkaRequestName, KafkaRequests, MetadataResponse, TopicPartitions };

/** A connected broker. */
export interface KafkaNode {
  /** `host:port`, for messages. */
  readonly address: string;

  /**
   * Sends one request, without waiting for earlier ones, and returns the response. An error code in it stays a value, so
   * that one bad partition does not hide the others.
   *
   * @param timeoutMs for requests that a broker delays on purpose; the connection's request timeout by default
   * @throws SpillwayError `KAFKA_UNREACHABLE`, `KAFKA_TIMEOUT`, `KAFKA_AUTH_FAILED`, `KAFKA_BAD_ANSWER`,
   *   `KAFKA_REQUEST_FAILED`
   */
  send<K extends KafkaRequestName>(
    name: K,
    request: KafkaRequests[K]['request'],
    timeoutMs?: number,
  ): Promise<KafkaRequests[K]['response']>;

  /**
   * Opens another connection to the same broker. A broker handles the requests of a connection one after another, so
   * nothing gets past a JoinGroup that it delays.
   */
  openAnother(): Promise<KafkaNode>;
}

/** The brokers of one cluster, connected on demand. */
export interface KafkaCluster {
  /** Any broker: the first configured one that responds. */
  seed(): Promise<KafkaNode>;
  /** The broker with this id, as named in responses. Shares the bootstrap connection if it is the same broker. */
  node(nodeId: number): Promise<KafkaNode>;
  /** Records the brokers in a response. */
  learn(brokers: BrokerAddress[]): void;
  /** Closes every connection, even while requests are pending. */
  close(): Promise<void>;
}
