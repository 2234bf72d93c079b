/** Values of kafkareceiver and kafkaexporter where a configuration has none (configkafka and both config.go of v0.160.0). */
export const KAFKA_DEFAULTS = {
  brokers: ['localhost:9092'],
  groupId: 'otel-collector',
  clientId: 'otel-collector',
  sessionTimeoutMs: 10_000,
  initialOffset: 'latest',
  /** Of a receiver, by signal; an exporter writes to the same. */
  topics: {
    traces: 'otlp_spans',
    metrics: 'otlp_metrics',
    logs: 'otlp_logs',
    profiles: 'otlp_profiles',
  },
  /** `producer.max_message_bytes`. */
  maxMessageBytes: 1_000_000,
} as const;

const TOPICS = new Map<string, string>(Object.entries(KAFKA_DEFAULTS.topics));

/** The topic of a signal; `undefined` for one that Kafka components do not know. */
export function defaultTopic(signal: string): string | undefined {
  return TOPICS.get(signal);
}
