/**
 * The default settings of kafkareceiver and kafkaexporter, from v0.160.0: configkafka and the config.go of each
 * component.
 */
export const KAFKA_DEFAULTS = {
  brokers: ['localhost:9092'],
  groupId: 'otel-collector',
  clientId: 'otel-collector',
  sessionTimeoutMs: 10_000,
  initialOffset: 'latest',
  /** By signal, for both the receiver and the exporter. */
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

/** The default topic of a signal; `undefined` for a signal that Kafka components do not support. */
export function defaultTopic(signal: string): string | undefined {
  return TOPICS.get(signal);
}
