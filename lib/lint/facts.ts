import type { PipelineSpec } from '../pipeline';

/**
 * What is known of the deployment around the configurations. Everything may be absent: rules that need it say
 * nothing then.
 */
export interface DeploymentFacts {
  spec?: PipelineSpec;
  /** Kafka's release as far as the brokers tell, such as `4.3`. */
  kafkaVersion?: string;
  /** By topic name; a topic that does not exist is absent. */
  topics?: ReadonlyMap<string, TopicFacts>;
  /** The brokers' `auto.create.topics.enable`. */
  autoCreateTopics?: boolean;
  /** Tasks of the processing tier that run or are wanted. */
  tasks?: number;
  /** Time ECS gives a stopped task before it kills it. */
  stopTimeoutMs?: number;
  /** Memory of one task of the processing tier. */
  taskMemoryMib?: number;
  /** What tasks start with, by the name of its SSM parameter; it is compared with the spec. */
  liveConfig?: { name: string; text: string };
  /** What `initial_offset` has to say now, and why, by the controller's state. */
  initialOffset?: { wanted: 'earliest' | 'latest'; because: string };
}

export interface TopicFacts {
  partitions: number;
  /** `max.message.bytes` of the topic. */
  maxMessageBytes?: number;
}
