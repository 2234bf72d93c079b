import type { PipelineSpec } from '../pipeline';

/**
 * What is known about the deployment of the configurations. Everything is optional; a rule that needs an absent fact
 * reports nothing.
 */
export interface DeploymentFacts {
  spec?: PipelineSpec;
  /** The brokers' Kafka release, such as `4.3`. */
  kafkaVersion?: string;
  /** By topic name. A topic that does not exist is absent. */
  topics?: ReadonlyMap<string, TopicFacts>;
  /** The brokers' `auto.create.topics.enable`. */
  autoCreateTopics?: boolean;
  /** Tasks of the processing tier, running or desired. */
  tasks?: number;
  /** How long ECS waits for a stopping task before it kills it. */
  stopTimeoutMs?: number;
  /** Memory of one task of the processing tier. */
  taskMemoryMib?: number;
  /** The configuration that tasks start with, to be compared with the spec, and the name of its SSM parameter. */
  liveConfig?: { name: string; text: string };
  /** The `initial_offset` that the controller's state requires, and why. */
  initialOffset?: { wanted: 'earliest' | 'latest'; because: string };
}

export interface TopicFacts {
  partitions: number;
  /** `max.message.bytes` of the topic. */
  maxMessageBytes?: number;
}
