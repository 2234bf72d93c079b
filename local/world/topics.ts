interface WorldTopic {
  topic: string;
  partitions: number;
}

/** The three topics of the embedded world. */
export interface WorldTopics {
  traces: WorldTopic;
  metrics: WorldTopic;
  logs: WorldTopic;
}

/** The `signals` section of a pipeline spec that reads these topics. */
export function signalsFor({ traces, metrics, logs }: WorldTopics) {
  return {
    traces: { topic: traces.topic },
    metrics: { topic: metrics.topic },
    logs: { topic: logs.topic },
  };
}

export function worldTopics(suffix: string): WorldTopics {
  return {
    traces: { topic: `otlp_spans${suffix}`, partitions: 6 },
    metrics: { topic: `otlp_metrics${suffix}`, partitions: 3 },
    logs: { topic: `otlp_logs${suffix}`, partitions: 3 },
  };
}
