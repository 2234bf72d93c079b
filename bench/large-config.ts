const SIGNALS = ['traces', 'metrics', 'logs'] as const;

/**
 * The processing configuration of a large team: pipelines for many services, each with its own processors and exporters,
 * and comments. Comments at the end pad it to exactly `lines` lines.
 */
export function largeConfig(lines: number): string {
  const blocks: Service[] = [];
  let text = rendered(blocks);
  for (;;) {
    const next = rendered([...blocks, { name: `team-${blocks.length + 1}` }]);
    if (lineCount(next) > lines) break;
    blocks.push({ name: `team-${blocks.length + 1}` });
    text = next;
  }
  return text + '# The end.\n'.repeat(Math.max(0, lines - lineCount(text)));
}

interface Service {
  name: string;
}

function rendered(services: readonly Service[]): string {
  const section = (name: string, body: string[]) => `${name}:\n${body.join('')}`;
  return [
    '# The processing tier: everything behind Kafka.\n',
    section('receivers', services.map(receiver)),
    section('processors', [
      '  memory_limiter:\n    check_interval: 1s\n    limit_percentage: 80\n    spike_limit_percentage: 20\n',
      ...services.map(processors),
    ]),
    section('exporters', services.map(exporter)),
    'extensions:\n  health_check:\n    endpoint: 0.0.0.0:13133\n',
    'service:\n  extensions: [health_check]\n  pipelines:\n',
    ...services.flatMap((service) => SIGNALS.map((signal) => pipeline(service, signal))),
  ].join('\n');
}

function receiver({ name }: Service): string {
  return `  # What ${name} sends, from its own topics.
  kafka/${name}:
    brokers:
      - kafka-1.internal:9094
      - kafka-2.internal:9094
      - kafka-3.internal:9094
    group_id: processing-${name}
    initial_offset: earliest
    session_timeout: 10s
    heartbeat_interval: 3s
    traces:
      topics: [${name}_spans]
      encoding: otlp_proto
    metrics:
      topics: [${name}_metrics]
    logs:
      topics: [${name}_logs]
    tls: {} # the roots of the image
    auth:
      sasl:
        mechanism: SCRAM-SHA-512
        username: ${name}
        password: "\${env:KAFKA_PASSWORD}"
`;
}

function processors({ name }: Service): string {
  return `  filter/${name}:
    error_mode: ignore
    # Health checks are noise.
    traces:
      span:
        - 'attributes["http.route"] == "/healthz"'
        - 'attributes["http.route"] == "/ready" and resource.attributes["service.name"] == "${name}"'
  transform/${name}:
    error_mode: ignore
    log_statements:
      - context: log
        statements:
          - set(severity_text, "WARN") where severity_text == "warning"
          - set(attributes["team"], "${name}")
`;
}

function exporter({ name }: Service): string {
  return `  otlp_http/${name}:
    endpoint: https://${name}.backend.internal:4318
    compression: gzip
    sending_queue:
      enabled: true
      queue_size: 1000
      block_on_overflow: true # a drain is faster than the backend
    retry_on_failure:
      enabled: true
      max_elapsed_time: 0
    headers:
      authorization: "\${env:BACKEND_TOKEN}"
`;
}

function pipeline({ name }: Service, signal: string): string {
  const middle = signal === 'logs' ? `transform/${name}` : `filter/${name}`;
  const processing = signal === 'metrics' ? '[memory_limiter]' : `[memory_limiter, ${middle}]`;
  return `    ${signal}/${name}:
      receivers: [kafka/${name}]
      processors: ${processing}
      exporters: [otlp_http/${name}]
`;
}

function lineCount(text: string): number {
  return text.split('\n').length - 1;
}
