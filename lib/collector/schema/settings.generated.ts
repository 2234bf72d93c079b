// Generated from the Collector's own Go types; not to be edited. How: local/collector-schema/README.md.
import type { Setting, StructType } from './value-type';

/** Component as `receivers/kafka` -> the struct of its settings. */
export const COMPONENTS: Record<string, Setting | Setting[]> = {
  'exporters/debug': { type: { struct: 'debugexporter.Config' } },
  'exporters/kafka': { type: { struct: 'kafkaexporter.Config' } },
  'exporters/otlp': { type: { struct: 'otlpexporter.Config' } },
  'exporters/otlphttp': { type: { struct: 'otlphttpexporter.Config' } },
  'extensions/health_check': { type: { struct: 'healthcheckextension.Config' } },
  'processors/batch': { type: { struct: 'batchprocessor.Config' } },
  'processors/filter': { type: { struct: 'filterprocessor.Config' } },
  'processors/memory_limiter': { type: { struct: 'memorylimiter.Config' } },
  'processors/tail_sampling': { type: { struct: 'tailsamplingprocessor.Config' } },
  'processors/transform': { type: { struct: 'transformprocessor.Config' } },
  'receivers/kafka': { type: { struct: 'kafkareceiver.Config' } },
  'receivers/otlp': { type: { struct: 'otlpreceiver.Config' } },
  service: { type: { struct: 'service.Config' } },
  'service/telemetry': [
    { type: { struct: 'telemetry.Config' }, until: 115 },
    { type: 'any', since: 116, until: 144 },
    { type: { struct: 'otelconftelemetry.Config' }, since: 145 },
  ],
};

/** Go struct -> what it decodes, squashed fields among its own. */
export const STRUCTS: Record<string, StructType> = {
  'batchprocessor.Config': {
    settings: {
      metadata_cardinality_limit: { type: 'uint32' },
      metadata_keys: { type: 'strings' },
      send_batch_max_size: { type: 'uint32' },
      send_batch_size: { type: 'uint32' },
      timeout: { type: 'duration' },
    },
  },
  'common.ComponentHealthConfig': {
    settings: {
      include_permanent_errors: { type: 'bool' },
      include_recoverable_errors: { type: 'bool' },
      recovery_duration: { type: 'duration' },
    },
  },
  'common.ContextStatements': {
    settings: {
      conditions: { type: 'strings' },
      context: { type: { text: 'common.ContextID' } },
      error_mode: { type: { text: 'ottl.ErrorMode' }, since: 116 },
      shared_cache: { type: 'bool', since: 159 },
      statements: { type: 'strings' },
    },
  },
  'condition.ContextConditions': {
    settings: {
      conditions: { type: 'strings' },
      context: { type: { text: 'condition.ContextID' } },
      error_mode: { type: { text: 'ottl.ErrorMode' } },
    },
  },
  'config.BatchLogRecordProcessor': {
    settings: {
      export_timeout: { type: 'int' },
      exporter: { type: { struct: 'config.LogRecordExporter' } },
      max_export_batch_size: { type: 'int' },
      max_queue_size: { type: 'int' },
      schedule_delay: { type: 'int' },
    },
  },
  'config.BatchSpanProcessor': {
    settings: {
      export_timeout: { type: 'int' },
      exporter: { type: { struct: 'config.SpanExporter' } },
      max_export_batch_size: { type: 'int' },
      max_queue_size: { type: 'int' },
      schedule_delay: { type: 'int' },
    },
  },
  'config.ComponentHealthConfig': {
    settings: {
      include_permanent_errors: { type: 'bool' },
      include_recoverable_errors: { type: 'bool' },
      recovery_duration: { type: 'duration' },
    },
  },
  'config.IncludeExclude': {
    settings: {
      excluded: { type: 'strings' },
      included: { type: 'strings' },
    },
  },
  'config.LogRecordExporter': {
    settings: {
      additionalproperties: { type: 'any' },
      console: { type: { map: 'any' } },
      otlp: { type: { struct: 'config.OTLP' } },
    },
  },
  'config.LogRecordProcessor': {
    settings: {
      additionalproperties: { type: 'any' },
      batch: { type: { struct: 'config.BatchLogRecordProcessor' } },
      simple: { type: { struct: 'config.SimpleLogRecordProcessor' } },
    },
  },
  'config.MetricExporter': {
    settings: {
      additionalproperties: { type: 'any' },
      console: { type: { map: 'any' } },
      otlp: { type: { struct: 'config.OTLPMetric' } },
      prometheus: { type: { struct: 'config.Prometheus' } },
    },
  },
  'config.MetricReader': {
    settings: {
      periodic: { type: { struct: 'config.PeriodicMetricReader' } },
      pull: { type: { struct: 'config.PullMetricReader' } },
    },
  },
  'config.OTLP': {
    settings: {
      certificate: { type: 'string' },
      client_certificate: { type: 'string' },
      client_key: { type: 'string' },
      compression: { type: 'string' },
      endpoint: { type: 'string' },
      headers: { type: { map: 'string' } },
      insecure: { type: 'bool' },
      protocol: { type: 'string' },
      timeout: { type: 'int' },
    },
  },
  'config.OTLPMetric': {
    settings: {
      certificate: { type: 'string' },
      client_certificate: { type: 'string' },
      client_key: { type: 'string' },
      compression: { type: 'string' },
      default_histogram_aggregation: { type: 'string' },
      endpoint: { type: 'string' },
      headers: { type: { map: 'string' } },
      insecure: { type: 'bool' },
      protocol: { type: 'string' },
      temporality_preference: { type: 'string' },
      timeout: { type: 'int' },
    },
  },
  'config.PeriodicMetricReader': {
    settings: {
      exporter: { type: { struct: 'config.MetricExporter' } },
      interval: { type: 'int' },
      timeout: { type: 'int' },
    },
  },
  'config.Prometheus': {
    settings: {
      host: { type: 'string' },
      port: { type: 'int' },
      with_resource_constant_labels: { type: { struct: 'config.IncludeExclude' } },
      without_scope_info: { type: 'bool' },
      without_type_suffix: { type: 'bool' },
      without_units: { type: 'bool' },
    },
  },
  'config.PullMetricReader': {
    settings: {
      exporter: { type: { struct: 'config.MetricExporter' } },
    },
  },
  'config.SimpleLogRecordProcessor': {
    settings: {
      exporter: { type: { struct: 'config.LogRecordExporter' } },
    },
  },
  'config.SimpleSpanProcessor': {
    settings: {
      exporter: { type: { struct: 'config.SpanExporter' } },
    },
  },
  'config.SpanExporter': {
    settings: {
      additionalproperties: { type: 'any' },
      console: { type: { map: 'any' } },
      otlp: { type: { struct: 'config.OTLP' } },
      zipkin: { type: { struct: 'config.Zipkin' } },
    },
  },
  'config.SpanProcessor': {
    settings: {
      additionalproperties: { type: 'any' },
      batch: { type: { struct: 'config.BatchSpanProcessor' } },
      simple: { type: { struct: 'config.SimpleSpanProcessor' } },
    },
  },
  'config.Zipkin': {
    settings: {
      endpoint: { type: 'string' },
      timeout: { type: 'int' },
    },
  },
  'configauth.Authentication': {
    settings: {
      authenticator: { type: { text: 'component.ID' } },
    },
  },
  'configauth.Config': {
    settings: {
      authenticator: { type: { text: 'component.ID' } },
    },
  },
  'configcompression.CompressionParams': {
    settings: {
      level: { type: 'int' },
    },
  },
  'configgrpc.KeepaliveClientConfig': {
    settings: {
      permit_without_stream: { type: 'bool' },
      time: { type: 'duration' },
      timeout: { type: 'duration' },
    },
  },
  'configgrpc.KeepaliveEnforcementPolicy': {
    settings: {
      min_time: { type: 'duration' },
      permit_without_stream: { type: 'bool' },
    },
  },
  'configgrpc.KeepaliveServerConfig': {
    settings: {
      enforcement_policy: { type: { struct: 'configgrpc.KeepaliveEnforcementPolicy' } },
      server_parameters: { type: { struct: 'configgrpc.KeepaliveServerParameters' } },
    },
  },
  'configgrpc.KeepaliveServerParameters': {
    settings: {
      max_connection_age: { type: 'duration' },
      max_connection_age_grace: { type: 'duration' },
      max_connection_idle: { type: 'duration' },
      time: { type: 'duration' },
      timeout: { type: 'duration' },
    },
  },
  'configgrpc.ServerConfig': {
    settings: {
      auth: [
        { type: { struct: 'configauth.Authentication' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { optional: { struct: 'configauth.Config' } }, since: 145 },
      ],
      dialer: { type: { struct: 'confignet.DialerConfig' } },
      endpoint: { type: 'string' },
      include_metadata: { type: 'bool' },
      keepalive: [
        { type: { struct: 'configgrpc.KeepaliveServerConfig' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { optional: { struct: 'configgrpc.KeepaliveServerConfig' } }, since: 145 },
      ],
      max_concurrent_streams: { type: 'uint32' },
      max_recv_msg_size_mib: { type: 'int' },
      middlewares: { type: { list: { struct: 'configmiddleware.Config' } }, since: 116 },
      read_buffer_size: { type: 'int' },
      tls: [
        { type: { struct: 'configtls.ServerConfig' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { optional: { struct: 'configtls.ServerConfig' } }, since: 145 },
      ],
      transport: { type: { text: 'confignet.TransportType' } },
      write_buffer_size: { type: 'int' },
    },
  },
  'confighttp.AuthConfig': {
    settings: {
      authenticator: { type: { text: 'component.ID' } },
      request_params: { type: 'strings' },
    },
  },
  'confighttp.CookiesConfig': {
    settings: {
      enabled: { type: 'bool', until: 144 },
    },
  },
  'confighttp.CORSConfig': {
    settings: {
      allowed_headers: { type: 'strings' },
      allowed_origins: { type: 'strings' },
      exposed_headers: { type: 'strings', since: 146 },
      max_age: { type: 'int' },
    },
  },
  'confighttp.KeepaliveClientConfig': {
    settings: {
      idle_conn_timeout: { type: 'duration' },
      max_idle_conns: { type: 'int' },
      max_idle_conns_per_host: { type: 'int' },
    },
  },
  'confighttp.KeepaliveServerConfig': {
    settings: {
      idle_timeout: { type: 'duration' },
    },
  },
  'configkafka.AuthenticationConfig': {
    settings: {
      kerberos: { type: { struct: 'configkafka.KerberosConfig' } },
      plain_text: { type: { struct: 'configkafka.PlainTextConfig' }, until: 159 },
      sasl: { type: { struct: 'configkafka.SASLConfig' } },
      tls: { type: { struct: 'configtls.ClientConfig' }, until: 159 },
    },
  },
  'configkafka.AutoCommitConfig': {
    settings: {
      enable: { type: 'bool' },
      interval: { type: 'duration' },
    },
  },
  'configkafka.AWSMSKConfig': {
    settings: {
      broker_addr: { type: 'string', until: 129 },
      region: { type: 'string' },
    },
  },
  'configkafka.KerberosConfig': {
    settings: {
      config_file: { type: 'string' },
      disable_fast_negotiation: { type: 'bool' },
      keytab_file: { type: 'string' },
      password: { type: 'string' },
      realm: { type: 'string' },
      service_name: { type: 'string' },
      use_keytab: { type: 'bool' },
      username: { type: 'string' },
    },
  },
  'configkafka.MetadataConfig': {
    settings: {
      full: { type: 'bool' },
      refresh_interval: { type: 'duration' },
      retry: { type: { struct: 'configkafka.MetadataRetryConfig' } },
    },
  },
  'configkafka.MetadataRetryConfig': {
    settings: {
      backoff: { type: 'duration' },
      max: { type: 'int' },
    },
  },
  'configkafka.PlainTextConfig': {
    settings: {
      password: { type: 'string' },
      username: { type: 'string' },
    },
  },
  'configkafka.ProducerConfig': {
    settings: {
      allow_auto_topic_creation: { type: 'bool', since: 133 },
      compression: { type: 'string' },
      compression_params: { type: { struct: 'configcompression.CompressionParams' } },
      flush_max_messages: { type: 'int' },
      linger: { type: 'duration', since: 140 },
      max_broker_write_bytes: { type: 'int', since: 153 },
      max_message_bytes: { type: 'int' },
      required_acks: { type: { text: 'configkafka.RequiredAcks', number: true } },
    },
  },
  'configkafka.SASLConfig': {
    settings: {
      aws_msk: { type: { struct: 'configkafka.AWSMSKConfig' } },
      mechanism: { type: 'string' },
      oauthbearer_token_source: { type: { text: 'component.ID' }, since: 146 },
      password: { type: 'string' },
      username: { type: 'string' },
      version: { type: 'int', until: 159 },
    },
  },
  'configmiddleware.Config': {
    settings: {
      id: { type: { text: 'component.ID' } },
    },
  },
  'confignet.DialerConfig': {
    settings: {
      timeout: { type: 'duration' },
    },
  },
  'configopaque.Pair': {
    settings: {
      name: { type: 'string' },
      value: { type: 'string' },
    },
  },
  'configretry.BackOffConfig': {
    settings: {
      enabled: { type: 'bool' },
      initial_interval: { type: 'duration' },
      max_elapsed_time: { type: 'duration' },
      max_interval: { type: 'duration' },
      multiplier: { type: 'float' },
      randomization_factor: { type: 'float' },
    },
  },
  'configtls.ClientConfig': {
    settings: {
      ca_file: { type: 'string' },
      ca_pem: { type: 'string' },
      cert_file: { type: 'string' },
      cert_pem: { type: 'string' },
      cipher_suites: { type: 'strings' },
      curve_preferences: { type: 'strings', since: 116 },
      include_insecure_cipher_suites: { type: 'bool', since: 146 },
      include_system_ca_certs_pool: { type: 'bool' },
      insecure: { type: 'bool' },
      insecure_skip_verify: { type: 'bool' },
      key_file: { type: 'string' },
      key_pem: { type: 'string' },
      max_version: { type: 'string' },
      min_version: { type: 'string' },
      reload_interval: { type: 'duration' },
      server_name_override: { type: 'string' },
      tpm: { type: { struct: 'configtls.TPMConfig' }, since: 116 },
    },
  },
  'configtls.ServerConfig': {
    settings: {
      ca_file: { type: 'string' },
      ca_pem: { type: 'string' },
      cert_file: { type: 'string' },
      cert_pem: { type: 'string' },
      cipher_suites: { type: 'strings' },
      client_ca_file: { type: 'string' },
      client_ca_file_reload: { type: 'bool' },
      curve_preferences: { type: 'strings', since: 116 },
      include_insecure_cipher_suites: { type: 'bool', since: 146 },
      include_system_ca_certs_pool: { type: 'bool' },
      key_file: { type: 'string' },
      key_pem: { type: 'string' },
      max_version: { type: 'string' },
      min_version: { type: 'string' },
      reload_interval: { type: 'duration' },
      tpm: { type: { struct: 'configtls.TPMConfig' }, since: 116 },
    },
  },
  'configtls.TPMConfig': {
    settings: {
      auth: { type: 'string' },
      enabled: { type: 'bool' },
      owner_auth: { type: 'string' },
      path: { type: 'string' },
    },
  },
  'debugexporter.Config': {
    settings: {
      output_paths: { type: 'strings', since: 146 },
      sampling_initial: { type: 'int' },
      sampling_thereafter: { type: 'int' },
      sending_queue: { type: { optional: { struct: 'queuebatch.Config' } }, since: 116 },
      use_internal_logger: { type: 'bool' },
      verbosity: { type: { text: 'configtelemetry.Level', number: true } },
    },
  },
  'exporterbatcher.Config': {
    settings: {
      enabled: { type: 'bool' },
      flush_timeout: { type: 'duration' },
      max_size_items: { type: 'int' },
      min_size_items: { type: 'int' },
    },
  },
  'filterconfig.Attribute': {
    settings: {
      key: { type: 'string' },
      value: { type: 'any' },
    },
  },
  'filterconfig.InstrumentationLibrary': {
    settings: {
      name: { type: 'string' },
      version: { type: 'string' },
    },
  },
  'filterconfig.LogSeverityNumberMatchProperties': {
    settings: {
      match_undefined: { type: 'bool' },
      min: { type: 'int32' },
    },
  },
  'filterconfig.MatchConfig': {
    settings: {
      exclude: { type: { struct: 'filterconfig.MatchProperties' } },
      include: { type: { struct: 'filterconfig.MatchProperties' } },
    },
  },
  'filterconfig.MatchProperties': {
    settings: {
      attributes: { type: { list: { struct: 'filterconfig.Attribute' } } },
      libraries: { type: { list: { struct: 'filterconfig.InstrumentationLibrary' } } },
      log_bodies: { type: 'strings' },
      log_severity_number: { type: { struct: 'filterconfig.LogSeverityNumberMatchProperties' } },
      log_severity_texts: { type: 'strings' },
      match_type: { type: 'string' },
      metric_names: { type: 'strings' },
      regexp: { type: { struct: 'regexp.Config' } },
      resources: { type: { list: { struct: 'filterconfig.Attribute' } } },
      services: { type: 'strings' },
      span_kinds: { type: 'strings' },
      span_names: { type: 'strings' },
    },
  },
  'filterconfig.MetricMatchProperties': {
    settings: {
      expressions: { type: 'strings' },
      match_type: { type: 'string' },
      metric_names: { type: 'strings' },
      regexp: { type: { struct: 'regexp.Config' } },
      resource_attributes: { type: { list: { struct: 'filterconfig.Attribute' } } },
    },
  },
  'filterprocessor.Config': {
    settings: {
      error_mode: { type: { text: 'ottl.ErrorMode' } },
      log_conditions: { type: { list: { orText: { struct: 'condition.ContextConditions' } } }, since: 146 },
      logs: { type: { struct: 'filterprocessor.LogFilters' } },
      metric_conditions: {
        type: { list: { orText: { struct: 'condition.ContextConditions' } } },
        since: 146,
      },
      metrics: { type: { struct: 'filterprocessor.MetricFilters' } },
      profile_conditions: {
        type: { list: { orText: { struct: 'condition.ContextConditions' } } },
        since: 146,
      },
      profiles: { type: { struct: 'filterprocessor.ProfileFilters' }, since: 116 },
      spans: { type: { struct: 'filterconfig.MatchConfig' } },
      trace_conditions: { type: { list: { orText: { struct: 'condition.ContextConditions' } } }, since: 146 },
      traces: { type: { struct: 'filterprocessor.TraceFilters' } },
    },
  },
  'filterprocessor.LogFilters': {
    settings: {
      exclude: { type: { struct: 'filterprocessor.LogMatchProperties' } },
      include: { type: { struct: 'filterprocessor.LogMatchProperties' } },
      log_record: { type: 'strings' },
      resource: { type: 'strings', since: 116 },
    },
  },
  'filterprocessor.LogMatchProperties': {
    settings: {
      bodies: { type: 'strings' },
      match_type: { type: 'string' },
      record_attributes: { type: { list: { struct: 'filterconfig.Attribute' } } },
      resource_attributes: { type: { list: { struct: 'filterconfig.Attribute' } } },
      severity_number: { type: { struct: 'filterprocessor.LogSeverityNumberMatchProperties' } },
      severity_texts: { type: 'strings' },
    },
  },
  'filterprocessor.LogSeverityNumberMatchProperties': {
    settings: {
      match_undefined: { type: 'bool' },
      min: { type: 'string' },
    },
  },
  'filterprocessor.MetricFilters': {
    settings: {
      datapoint: { type: 'strings' },
      exclude: { type: { struct: 'filterconfig.MetricMatchProperties' } },
      include: { type: { struct: 'filterconfig.MetricMatchProperties' } },
      metric: { type: 'strings' },
      regexp: { type: { struct: 'regexp.Config' } },
      resource: { type: 'strings', since: 116 },
    },
  },
  'filterprocessor.ProfileFilters': {
    settings: {
      profile: { type: 'strings' },
      resource: { type: 'strings' },
    },
  },
  'filterprocessor.TraceFilters': {
    settings: {
      resource: { type: 'strings', since: 116 },
      span: { type: 'strings' },
      spanevent: { type: 'strings' },
    },
  },
  'grpc.Config': {
    settings: {
      auth: { type: { struct: 'configauth.Config' } },
      dialer: { type: { struct: 'confignet.DialerConfig' } },
      endpoint: { type: 'string' },
      include_metadata: { type: 'bool' },
      keepalive: { type: { struct: 'configgrpc.KeepaliveServerConfig' } },
      max_concurrent_streams: { type: 'uint32' },
      max_recv_msg_size_mib: { type: 'int' },
      middlewares: { type: { list: { struct: 'configmiddleware.Config' } } },
      read_buffer_size: { type: 'int' },
      tls: { type: { struct: 'configtls.ServerConfig' } },
      transport: { type: { text: 'confignet.TransportType' } },
      write_buffer_size: { type: 'int' },
    },
  },
  'healthcheckextension.checkCollectorPipelineSettings': {
    settings: {
      enabled: { type: 'bool' },
      exporter_failure_threshold: { type: 'int' },
      interval: { type: 'string' },
    },
  },
  'healthcheckextension.Config': {
    settings: {
      auth: [
        { type: { struct: 'confighttp.AuthConfig' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { optional: { struct: 'confighttp.AuthConfig' } }, since: 145 },
      ],
      check_collector_pipeline: [
        { type: { struct: 'healthcheckextension.checkCollectorPipelineSettings' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { struct: 'http.CheckCollectorPipelineConfig' }, since: 145, until: 145 },
        { type: 'any', since: 146, until: 157 },
        { type: { struct: 'httpserver.CheckCollectorPipelineConfig' }, since: 158 },
      ],
      component_health: [
        { type: { struct: 'common.ComponentHealthConfig' }, since: 116, until: 145 },
        { type: 'any', since: 146, until: 157 },
        { type: { struct: 'config.ComponentHealthConfig' }, since: 158 },
      ],
      compression_algorithms: { type: 'strings' },
      cors: [
        { type: { struct: 'confighttp.CORSConfig' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { optional: { struct: 'confighttp.CORSConfig' } }, since: 145 },
      ],
      dialer: { type: { struct: 'confignet.DialerConfig' }, since: 116 },
      endpoint: { type: 'string' },
      grpc: { type: { struct: 'grpc.Config' }, since: 116 },
      http: [
        { type: { struct: 'http.Config' }, since: 116, until: 145 },
        { type: 'any', since: 146, until: 157 },
        { type: { struct: 'httpserver.Config' }, since: 158 },
      ],
      idle_timeout: { type: 'duration' },
      include_metadata: { type: 'bool' },
      keep_alives_enabled: { type: 'bool', since: 116 },
      keepalive: { type: { optional: { struct: 'confighttp.KeepaliveServerConfig' } }, since: 159 },
      max_request_body_size: { type: 'int64' },
      middlewares: { type: { list: { struct: 'configmiddleware.Config' } }, since: 116 },
      path: { type: 'string' },
      read_header_timeout: { type: 'duration' },
      read_timeout: { type: 'duration' },
      response_body: [
        { type: { struct: 'healthcheckextension.ResponseBodySettings' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { struct: 'http.ResponseBodyConfig' }, since: 145, until: 145 },
        { type: 'any', since: 146, until: 157 },
        { type: { struct: 'httpserver.ResponseBodyConfig' }, since: 158 },
      ],
      response_headers: [
        { type: { map: 'string' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { mapList: 'string' }, since: 145 },
      ],
      tls: [
        { type: { struct: 'configtls.ServerConfig' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { optional: { struct: 'configtls.ServerConfig' } }, since: 145 },
      ],
      transport: { type: { text: 'confignet.TransportType' }, since: 116 },
      use_v2: { type: 'bool', since: 116 },
      write_timeout: { type: 'duration' },
    },
  },
  'healthcheckextension.ResponseBodySettings': {
    settings: {
      healthy: { type: 'string' },
      unhealthy: { type: 'string' },
    },
  },
  'http.CheckCollectorPipelineConfig': {
    settings: {
      enabled: { type: 'bool' },
      exporter_failure_threshold: { type: 'int' },
      interval: { type: 'string' },
    },
  },
  'http.Config': {
    settings: {
      auth: { type: { struct: 'confighttp.AuthConfig' } },
      compression_algorithms: { type: 'strings' },
      config: { type: { struct: 'http.PathConfig' } },
      cors: { type: { struct: 'confighttp.CORSConfig' } },
      dialer: { type: { struct: 'confignet.DialerConfig' } },
      endpoint: { type: 'string' },
      idle_timeout: { type: 'duration' },
      include_metadata: { type: 'bool' },
      keep_alives_enabled: { type: 'bool' },
      max_request_body_size: { type: 'int64' },
      middlewares: { type: { list: { struct: 'configmiddleware.Config' } } },
      read_header_timeout: { type: 'duration' },
      read_timeout: { type: 'duration' },
      response_headers: { type: { mapList: 'string' } },
      status: { type: { struct: 'http.PathConfig' } },
      tls: { type: { struct: 'configtls.ServerConfig' } },
      transport: { type: { text: 'confignet.TransportType' } },
      write_timeout: { type: 'duration' },
    },
  },
  'http.PathConfig': {
    settings: {
      enabled: { type: 'bool' },
      path: { type: 'string' },
    },
  },
  'http.ResponseBodyConfig': {
    settings: {
      healthy: { type: 'string' },
      unhealthy: { type: 'string' },
    },
  },
  'httpserver.CheckCollectorPipelineConfig': {
    settings: {
      enabled: { type: 'bool' },
      exporter_failure_threshold: { type: 'int' },
      interval: { type: 'string' },
    },
  },
  'httpserver.Config': {
    settings: {
      auth: { type: { struct: 'confighttp.AuthConfig' } },
      compression_algorithms: { type: 'strings' },
      config: { type: { struct: 'httpserver.PathConfig' } },
      cors: { type: { struct: 'confighttp.CORSConfig' } },
      dialer: { type: { struct: 'confignet.DialerConfig' } },
      endpoint: { type: 'string' },
      idle_timeout: { type: 'duration' },
      include_metadata: { type: 'bool' },
      keep_alives_enabled: { type: 'bool' },
      keepalive: { type: { struct: 'confighttp.KeepaliveServerConfig' }, since: 159 },
      max_request_body_size: { type: 'int64' },
      middlewares: { type: { list: { struct: 'configmiddleware.Config' } } },
      read_header_timeout: { type: 'duration' },
      read_timeout: { type: 'duration' },
      response_headers: { type: { mapList: 'string' } },
      status: { type: { struct: 'httpserver.PathConfig' } },
      tls: { type: { struct: 'configtls.ServerConfig' } },
      transport: { type: { text: 'confignet.TransportType' } },
      write_timeout: { type: 'duration' },
    },
    ignoresUnknownSince: 160,
  },
  'httpserver.PathConfig': {
    settings: {
      enabled: { type: 'bool' },
      include_attributes: { type: 'bool' },
      path: { type: 'string' },
    },
  },
  'httpserver.ResponseBodyConfig': {
    settings: {
      healthy: { type: 'string' },
      unhealthy: { type: 'string' },
    },
  },
  'internal.QueueConfig': {
    settings: {
      enabled: { type: 'bool' },
      num_consumers: { type: 'int' },
      queue_size: { type: 'int' },
      storage: { type: { text: 'component.ID' } },
    },
  },
  'kafka.Authentication': {
    settings: {
      kerberos: { type: { struct: 'kafka.KerberosConfig' } },
      plain_text: { type: { struct: 'kafka.PlainTextConfig' } },
      sasl: { type: { struct: 'kafka.SASLConfig' } },
      tls: { type: { struct: 'configtls.ClientConfig' } },
    },
  },
  'kafka.AWSMSKConfig': {
    settings: {
      broker_addr: { type: 'string' },
      region: { type: 'string' },
    },
  },
  'kafka.KerberosConfig': {
    settings: {
      config_file: { type: 'string' },
      disable_fast_negotiation: { type: 'bool' },
      keytab_file: { type: 'string' },
      password: { type: 'string' },
      realm: { type: 'string' },
      service_name: { type: 'string' },
      use_keytab: { type: 'bool' },
      username: { type: 'string' },
    },
  },
  'kafka.PlainTextConfig': {
    settings: {
      password: { type: 'string' },
      username: { type: 'string' },
    },
  },
  'kafka.SASLConfig': {
    settings: {
      aws_msk: { type: { struct: 'kafka.AWSMSKConfig' } },
      mechanism: { type: 'string' },
      password: { type: 'string' },
      username: { type: 'string' },
      version: { type: 'int' },
    },
  },
  'kafkaclient.RecordHeader': {
    settings: {
      name: { type: 'string' },
      value: { type: 'string' },
    },
  },
  'kafkaexporter.Config': {
    settings: {
      auth: [
        { type: { struct: 'kafka.Authentication' }, until: 121 },
        { type: { struct: 'configkafka.AuthenticationConfig' }, since: 122 },
      ],
      brokers: { type: 'strings' },
      client_id: { type: 'string' },
      conn_idle_timeout: { type: 'duration', since: 146 },
      encoding: { type: 'string', until: 147 },
      include_metadata_keys: { type: 'strings', since: 123 },
      logs: { type: { struct: 'kafkaexporter.SignalConfig' }, since: 123 },
      metadata: [
        { type: { struct: 'kafkaexporter.Metadata' }, until: 122 },
        { type: 'any', since: 123, until: 126 },
        { type: { struct: 'configkafka.MetadataConfig' }, since: 127 },
      ],
      metrics: { type: { struct: 'kafkaexporter.SignalConfig' }, since: 123 },
      partition_logs_by_resource_attributes: { type: 'bool' },
      partition_logs_by_trace_id: { type: 'bool', since: 137 },
      partition_metrics_by_resource_attributes: { type: 'bool' },
      partition_traces_by_id: { type: 'bool' },
      producer: [
        { type: { struct: 'kafkaexporter.Producer' }, until: 122 },
        { type: 'any', since: 123, until: 126 },
        { type: { struct: 'configkafka.ProducerConfig' }, since: 127 },
      ],
      profiles: { type: { struct: 'kafkaexporter.SignalConfig' }, since: 131 },
      protocol_version: { type: 'string' },
      rack_id: { type: 'string', since: 133 },
      record_headers: { type: { list: { struct: 'kafkaclient.RecordHeader' } }, since: 150 },
      record_partitioner: { type: { struct: 'kafkaexporter.RecordPartitionerConfig' }, since: 150 },
      resolve_canonical_bootstrap_servers_only: { type: 'bool', until: 159 },
      retry_on_failure: { type: { struct: 'configretry.BackOffConfig' } },
      sending_queue: [
        { type: { struct: 'internal.QueueConfig' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { optional: { struct: 'queuebatch.Config' } }, since: 145 },
      ],
      signal_header: { type: 'bool', since: 160 },
      timeout: { type: 'duration' },
      tls: { type: { struct: 'configtls.ClientConfig' }, since: 123 },
      topic: { type: 'string', until: 147 },
      topic_from_attribute: { type: 'string' },
      traces: { type: { struct: 'kafkaexporter.SignalConfig' }, since: 123 },
      use_leader_epoch: { type: 'bool', since: 137 },
    },
  },
  'kafkaexporter.Metadata': {
    settings: {
      full: { type: 'bool' },
      retry: { type: { struct: 'kafkaexporter.MetadataRetry' } },
    },
  },
  'kafkaexporter.MetadataRetry': {
    settings: {
      backoff: { type: 'duration' },
      max: { type: 'int' },
    },
  },
  'kafkaexporter.Producer': {
    settings: {
      compression: { type: 'string' },
      flush_max_messages: { type: 'int' },
      max_message_bytes: { type: 'int' },
      required_acks: { type: 'int16' },
    },
  },
  'kafkaexporter.RecordPartitionerConfig': {
    settings: {
      extension: { type: { text: 'component.ID' } },
      least_backup: { type: { struct: 'struct {}' } },
      round_robin: { type: { struct: 'struct {}' } },
      sticky_key: { type: { struct: 'kafkaexporter.StickyKeyPartitionerConfig' } },
    },
  },
  'kafkaexporter.SignalConfig': {
    settings: {
      encoding: { type: 'string' },
      message_key_from_metadata_key: { type: 'string', since: 153 },
      topic: { type: 'string' },
      topic_from_metadata_key: { type: 'string' },
    },
  },
  'kafkaexporter.StickyKeyPartitionerConfig': {
    settings: {
      hasher: { type: 'string' },
    },
  },
  'kafkareceiver.AutoCommit': {
    settings: {
      enable: { type: 'bool' },
      interval: { type: 'duration' },
    },
  },
  'kafkareceiver.Config': {
    settings: {
      auth: [
        { type: { struct: 'kafka.Authentication' }, until: 121 },
        { type: { struct: 'configkafka.AuthenticationConfig' }, since: 122 },
      ],
      autocommit: [
        { type: { struct: 'kafkareceiver.AutoCommit' }, until: 122 },
        { type: 'any', since: 123, until: 127 },
        { type: { struct: 'configkafka.AutoCommitConfig' }, since: 128 },
      ],
      brokers: { type: 'strings' },
      client_id: { type: 'string' },
      conn_idle_timeout: { type: 'duration', since: 146 },
      default_fetch_size: { type: 'int32', until: 143 },
      encoding: { type: 'string', until: 140 },
      error_backoff: { type: { struct: 'configretry.BackOffConfig' }, since: 120 },
      group_id: { type: 'string' },
      group_instance_id: { type: 'string', since: 123 },
      group_rebalance_strategies: { type: { list: 'string' }, since: 153 },
      group_rebalance_strategy: { type: 'string', since: 123, until: 159 },
      header_extraction: { type: { struct: 'kafkareceiver.HeaderExtraction' } },
      heartbeat_interval: { type: 'duration' },
      initial_offset: { type: 'string' },
      logs: { type: { struct: 'kafkareceiver.TopicEncodingConfig' }, since: 123 },
      max_fetch_size: { type: 'int32' },
      max_fetch_wait: { type: 'duration', since: 123 },
      max_partition_fetch_size: { type: 'int32', since: 137 },
      message_marking: { type: { struct: 'kafkareceiver.MessageMarking' } },
      metadata: [
        { type: { struct: 'kafkaexporter.Metadata' }, until: 122 },
        { type: 'any', since: 123, until: 127 },
        { type: { struct: 'configkafka.MetadataConfig' }, since: 128 },
      ],
      metrics: { type: { struct: 'kafkareceiver.TopicEncodingConfig' }, since: 123 },
      min_fetch_size: { type: 'int32' },
      partition_processing: { type: { struct: 'kafkareceiver.PartitionProcessing' }, since: 160 },
      profiles: { type: { struct: 'kafkareceiver.TopicEncodingConfig' }, since: 133 },
      protocol_version: { type: 'string' },
      rack_id: { type: 'string', since: 133 },
      resolve_canonical_bootstrap_servers_only: { type: 'bool', until: 159 },
      session_timeout: { type: 'duration' },
      telemetry: { type: { struct: 'kafkareceiver.TelemetryConfig' }, since: 131 },
      tls: { type: { struct: 'configtls.ClientConfig' }, since: 123 },
      topic: { type: 'string', until: 140 },
      traces: { type: { struct: 'kafkareceiver.TopicEncodingConfig' }, since: 123 },
      use_leader_epoch: { type: 'bool', since: 137 },
    },
  },
  'kafkareceiver.HeaderExtraction': {
    settings: {
      extract_headers: { type: 'bool' },
      headers: { type: 'strings' },
    },
  },
  'kafkareceiver.MessageMarking': {
    settings: {
      after: { type: 'bool' },
      on_error: { type: 'bool' },
      on_permanent_error: { type: 'bool', since: 133 },
    },
  },
  'kafkareceiver.MetricConfig': {
    settings: {
      enabled: { type: 'bool' },
    },
  },
  'kafkareceiver.MetricsConfig': {
    settings: {
      kafka_receiver_records_delay: { type: { struct: 'kafkareceiver.MetricConfig' } },
    },
  },
  'kafkareceiver.PartitionProcessing': {
    settings: {
      independent: { type: 'bool' },
      max_buffered_batches: { type: 'int' },
    },
  },
  'kafkareceiver.TelemetryConfig': {
    settings: {
      metrics: { type: { struct: 'kafkareceiver.MetricsConfig' } },
    },
  },
  'kafkareceiver.TopicEncodingConfig': {
    settings: {
      encoding: { type: 'string' },
      exclude_topic: { type: 'string', since: 140, until: 146 },
      exclude_topics: { type: 'strings', since: 140 },
      topic: { type: 'string', until: 146 },
      topics: { type: 'strings', since: 140 },
    },
  },
  'memorylimiter.Config': {
    settings: {
      check_interval: { type: 'duration' },
      limit_mib: { type: 'uint32' },
      limit_percentage: { type: 'uint32' },
      max_gc_interval_when_hard_limited: { type: 'duration', since: 146 },
      max_gc_interval_when_soft_limited: { type: 'duration', since: 146 },
      min_gc_interval_when_hard_limited: { type: 'duration', since: 116 },
      min_gc_interval_when_soft_limited: { type: 'duration', since: 116 },
      spike_limit_mib: { type: 'uint32' },
      spike_limit_percentage: { type: 'uint32' },
    },
  },
  'migration.LogsConfigV030': {
    settings: {
      development: { type: 'bool' },
      disable_caller: { type: 'bool' },
      disable_stacktrace: { type: 'bool' },
      disable_zap_resource: { type: 'bool' },
      encoding: { type: 'string' },
      error_output_paths: { type: 'strings' },
      initial_fields: { type: { map: 'any' } },
      level: { type: { text: 'zapcore.Level', number: true } },
      output_paths: { type: 'strings' },
      processors: { type: { list: { struct: 'otelconf.LogRecordProcessor' } } },
      sampling: { type: { struct: 'migration.LogsSamplingConfig' } },
    },
  },
  'migration.LogsSamplingConfig': {
    settings: {
      enabled: { type: 'bool' },
      initial: { type: 'int' },
      thereafter: { type: 'int' },
      tick: { type: 'duration' },
    },
  },
  'migration.MetricsConfigV030': {
    settings: {
      level: { type: { text: 'configtelemetry.Level', number: true } },
      readers: { type: { list: { struct: 'otelconf.MetricReader' } } },
      views: { type: { list: { struct: 'otelconf.View' } } },
    },
  },
  'migration.ResourceConfigV030': {
    settings: {
      attributes: { type: { list: { struct: 'otelconf.AttributeNameValue' } } },
      attributes_list: { type: 'string' },
      'detection/development': { type: { struct: 'x.ExperimentalResourceDetection' } },
      detectors: { type: { struct: 'otelconf.Detectors' } },
      schema_url: { type: 'string' },
    },
    rest: { type: 'any' },
  },
  'migration.TracesConfigV030': {
    settings: {
      level: { type: { text: 'configtelemetry.Level', number: true } },
      limits: { type: { struct: 'otelconf.SpanLimits' } },
      processors: { type: { list: { struct: 'otelconf.SpanProcessor' } } },
      propagators: { type: 'strings' },
      sampler: { type: { struct: 'otelconf.Sampler' } },
    },
  },
  'otelconf.AttributeNameValue': {
    settings: {
      name: { type: 'string' },
      type: { type: { struct: 'otelconf.AttributeNameValueType' } },
      value: { type: 'any' },
    },
  },
  'otelconf.AttributeNameValueType': {
    settings: {
      value: { type: 'any' },
    },
  },
  'otelconf.BatchLogRecordProcessor': {
    settings: {
      export_timeout: { type: 'int' },
      exporter: { type: { struct: 'otelconf.LogRecordExporter' } },
      max_export_batch_size: { type: 'int' },
      max_queue_size: { type: 'int' },
      schedule_delay: { type: 'int' },
    },
  },
  'otelconf.BatchSpanProcessor': {
    settings: {
      export_timeout: { type: 'int' },
      exporter: { type: { struct: 'otelconf.SpanExporter' } },
      max_export_batch_size: { type: 'int' },
      max_queue_size: { type: 'int' },
      schedule_delay: { type: 'int' },
    },
  },
  'otelconf.Detectors': {
    settings: {
      attributes: { type: { struct: 'otelconf.DetectorsAttributes' } },
    },
  },
  'otelconf.DetectorsAttributes': {
    settings: {
      excluded: { type: 'strings' },
      included: { type: 'strings' },
    },
  },
  'otelconf.IncludeExclude': {
    settings: {
      excluded: { type: 'strings' },
      included: { type: 'strings' },
    },
  },
  'otelconf.LogRecordExporter': {
    settings: {
      console: { type: { map: 'any' } },
      otlp: { type: { struct: 'otelconf.OTLP' } },
    },
  },
  'otelconf.LogRecordProcessor': {
    settings: {
      batch: { type: { struct: 'otelconf.BatchLogRecordProcessor' } },
      simple: { type: { struct: 'otelconf.SimpleLogRecordProcessor' } },
    },
  },
  'otelconf.MetricProducer': {
    settings: {
      opencensus: { type: { map: 'any' } },
    },
  },
  'otelconf.MetricReader': {
    settings: {
      periodic: { type: { struct: 'otelconf.PeriodicMetricReader' } },
      producers: { type: { list: { struct: 'otelconf.MetricProducer' } } },
      pull: { type: { struct: 'otelconf.PullMetricReader' } },
    },
  },
  'otelconf.NameStringValuePair': {
    settings: {
      name: { type: 'string' },
      value: { type: 'string' },
    },
  },
  'otelconf.OTLP': {
    settings: {
      certificate: { type: 'string' },
      client_certificate: { type: 'string' },
      client_key: { type: 'string' },
      compression: { type: 'string' },
      endpoint: { type: 'string' },
      headers: { type: { list: { struct: 'otelconf.NameStringValuePair' } } },
      headers_list: { type: 'string' },
      insecure: { type: 'bool' },
      protocol: { type: 'string' },
      timeout: { type: 'int' },
    },
  },
  'otelconf.OTLPMetric': {
    settings: {
      certificate: { type: 'string' },
      client_certificate: { type: 'string' },
      client_key: { type: 'string' },
      compression: { type: 'string' },
      default_histogram_aggregation: { type: 'string' },
      endpoint: { type: 'string' },
      headers: { type: { list: { struct: 'otelconf.NameStringValuePair' } } },
      headers_list: { type: 'string' },
      insecure: { type: 'bool' },
      protocol: { type: 'string' },
      temporality_preference: { type: 'string' },
      timeout: { type: 'int' },
    },
  },
  'otelconf.PeriodicMetricReader': {
    settings: {
      exporter: { type: { struct: 'otelconf.PushMetricExporter' } },
      interval: { type: 'int' },
      timeout: { type: 'int' },
    },
  },
  'otelconf.Prometheus': {
    settings: {
      host: { type: 'string' },
      port: { type: 'int' },
      with_resource_constant_labels: { type: { struct: 'otelconf.IncludeExclude' } },
      without_scope_info: { type: 'bool' },
      without_type_suffix: { type: 'bool' },
      without_units: { type: 'bool' },
    },
  },
  'otelconf.PullMetricExporter': {
    settings: {
      prometheus: { type: { struct: 'otelconf.Prometheus' } },
    },
  },
  'otelconf.PullMetricReader': {
    settings: {
      exporter: { type: { struct: 'otelconf.PullMetricExporter' } },
    },
  },
  'otelconf.PushMetricExporter': {
    settings: {
      console: { type: { map: 'any' } },
      otlp: { type: { struct: 'otelconf.OTLPMetric' } },
    },
  },
  'otelconf.Sampler': {
    settings: {
      always_off: { type: { map: 'any' } },
      always_on: { type: { map: 'any' } },
      jaeger_remote: { type: { struct: 'otelconf.SamplerJaegerRemote' } },
      parent_based: { type: { struct: 'otelconf.SamplerParentBased' } },
      trace_id_ratio_based: { type: { struct: 'otelconf.SamplerTraceIDRatioBased' } },
    },
  },
  'otelconf.SamplerJaegerRemote': {
    settings: {
      endpoint: { type: 'string' },
      initial_sampler: { type: { struct: 'otelconf.Sampler' } },
      interval: { type: 'int' },
    },
  },
  'otelconf.SamplerParentBased': {
    settings: {
      local_parent_not_sampled: { type: { struct: 'otelconf.Sampler' } },
      local_parent_sampled: { type: { struct: 'otelconf.Sampler' } },
      remote_parent_not_sampled: { type: { struct: 'otelconf.Sampler' } },
      remote_parent_sampled: { type: { struct: 'otelconf.Sampler' } },
      root: { type: { struct: 'otelconf.Sampler' } },
    },
  },
  'otelconf.SamplerTraceIDRatioBased': {
    settings: {
      ratio: { type: 'float' },
    },
  },
  'otelconf.SimpleLogRecordProcessor': {
    settings: {
      exporter: { type: { struct: 'otelconf.LogRecordExporter' } },
    },
  },
  'otelconf.SimpleSpanProcessor': {
    settings: {
      exporter: { type: { struct: 'otelconf.SpanExporter' } },
    },
  },
  'otelconf.SpanExporter': {
    settings: {
      console: { type: { map: 'any' } },
      otlp: { type: { struct: 'otelconf.OTLP' } },
      zipkin: { type: { struct: 'otelconf.Zipkin' } },
    },
  },
  'otelconf.SpanLimits': {
    settings: {
      attribute_count_limit: { type: 'int' },
      attribute_value_length_limit: { type: 'int' },
      event_attribute_count_limit: { type: 'int' },
      event_count_limit: { type: 'int' },
      link_attribute_count_limit: { type: 'int' },
      link_count_limit: { type: 'int' },
    },
  },
  'otelconf.SpanProcessor': {
    settings: {
      batch: { type: { struct: 'otelconf.BatchSpanProcessor' } },
      simple: { type: { struct: 'otelconf.SimpleSpanProcessor' } },
    },
  },
  'otelconf.View': {
    settings: {
      selector: { type: { struct: 'otelconf.ViewSelector' } },
      stream: { type: { struct: 'otelconf.ViewStream' } },
    },
  },
  'otelconf.ViewSelector': {
    settings: {
      instrument_name: { type: 'string' },
      instrument_type: { type: 'string' },
      meter_name: { type: 'string' },
      meter_schema_url: { type: 'string' },
      meter_version: { type: 'string' },
      unit: { type: 'string' },
    },
  },
  'otelconf.ViewStream': {
    settings: {
      aggregation: { type: { struct: 'otelconf.ViewStreamAggregation' } },
      attribute_keys: { type: { struct: 'otelconf.IncludeExclude' } },
      description: { type: 'string' },
      name: { type: 'string' },
    },
  },
  'otelconf.ViewStreamAggregation': {
    settings: {
      base2_exponential_bucket_histogram: {
        type: { struct: 'otelconf.ViewStreamAggregationBase2ExponentialBucketHistogram' },
      },
      default: { type: { map: 'any' } },
      drop: { type: { map: 'any' } },
      explicit_bucket_histogram: {
        type: { struct: 'otelconf.ViewStreamAggregationExplicitBucketHistogram' },
      },
      last_value: { type: { map: 'any' } },
      sum: { type: { map: 'any' } },
    },
  },
  'otelconf.ViewStreamAggregationBase2ExponentialBucketHistogram': {
    settings: {
      max_scale: { type: 'int' },
      max_size: { type: 'int' },
      record_min_max: { type: 'bool' },
    },
  },
  'otelconf.ViewStreamAggregationExplicitBucketHistogram': {
    settings: {
      boundaries: { type: { list: 'float' } },
      record_min_max: { type: 'bool' },
    },
  },
  'otelconf.Zipkin': {
    settings: {
      endpoint: { type: 'string' },
      timeout: { type: 'int' },
    },
  },
  'otelconftelemetry.Config': {
    settings: {
      logs: { type: { struct: 'migration.LogsConfigV030' } },
      metrics: { type: { struct: 'migration.MetricsConfigV030' } },
      resource: [
        { type: { map: 'string' }, until: 145 },
        { type: 'any', since: 146, until: 157 },
        { type: { struct: 'migration.ResourceConfigV030' }, since: 158 },
      ],
      traces: { type: { struct: 'migration.TracesConfigV030' } },
    },
  },
  'otlpexporter.Config': {
    settings: {
      auth: [
        { type: { struct: 'configauth.Authentication' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { optional: { struct: 'configauth.Config' } }, since: 145 },
      ],
      authority: { type: 'string' },
      balancer_name: { type: 'string' },
      batcher: { type: { struct: 'exporterbatcher.Config' }, until: 144 },
      compression: { type: { text: 'configcompression.Type' } },
      endpoint: { type: 'string' },
      headers: [
        { type: { map: 'string' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { mapList: 'string' }, since: 145 },
      ],
      keepalive: [
        { type: { struct: 'configgrpc.KeepaliveClientConfig' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { optional: { struct: 'configgrpc.KeepaliveClientConfig' } }, since: 145 },
      ],
      middlewares: { type: { list: { struct: 'configmiddleware.Config' } }, since: 116 },
      read_buffer_size: { type: 'int' },
      retry_on_failure: { type: { struct: 'configretry.BackOffConfig' } },
      sending_queue: [
        { type: { struct: 'internal.QueueConfig' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { optional: { struct: 'queuebatch.Config' } }, since: 145 },
      ],
      timeout: { type: 'duration' },
      tls: { type: { struct: 'configtls.ClientConfig' } },
      user_agent: { type: 'string', since: 146 },
      wait_for_ready: { type: 'bool' },
      write_buffer_size: { type: 'int' },
    },
  },
  'otlphttpexporter.Config': {
    settings: {
      auth: [
        { type: { struct: 'configauth.Authentication' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { optional: { struct: 'configauth.Config' } }, since: 145 },
      ],
      compression: { type: { text: 'configcompression.Type' } },
      compression_params: { type: { struct: 'configcompression.CompressionParams' }, since: 116 },
      cookies: [
        { type: { struct: 'confighttp.CookiesConfig' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { optional: { struct: 'confighttp.CookiesConfig' } }, since: 145 },
      ],
      disable_keep_alives: { type: 'bool' },
      encoding: { type: { text: 'otlphttpexporter.EncodingType' } },
      endpoint: { type: 'string' },
      force_attempt_http2: { type: 'bool', since: 116 },
      headers: [
        { type: { map: 'string' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { mapList: 'string' }, since: 145 },
      ],
      http2_ping_timeout: { type: 'duration' },
      http2_read_idle_timeout: { type: 'duration' },
      idle_conn_timeout: { type: 'duration' },
      keepalive: { type: { optional: { struct: 'confighttp.KeepaliveClientConfig' } }, since: 159 },
      logs_endpoint: { type: 'string' },
      max_conns_per_host: { type: 'int' },
      max_idle_conns: { type: 'int' },
      max_idle_conns_per_host: { type: 'int' },
      metrics_endpoint: { type: 'string' },
      middlewares: { type: { list: { struct: 'configmiddleware.Config' } }, since: 116 },
      profiles_endpoint: { type: 'string', since: 116 },
      proxy_url: { type: 'string' },
      read_buffer_size: { type: 'int' },
      retry_on_failure: { type: { struct: 'configretry.BackOffConfig' } },
      sending_queue: [
        { type: { struct: 'internal.QueueConfig' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { optional: { struct: 'queuebatch.Config' } }, since: 145 },
      ],
      timeout: { type: 'duration' },
      tls: { type: { struct: 'configtls.ClientConfig' } },
      traces_endpoint: { type: 'string' },
      write_buffer_size: { type: 'int' },
    },
    ignoresUnknownSince: 160,
  },
  'otlpreceiver.Config': {
    settings: {
      protocols: { type: { struct: 'otlpreceiver.Protocols' } },
    },
  },
  'otlpreceiver.HTTPConfig': {
    settings: {
      auth: [
        { type: { struct: 'confighttp.AuthConfig' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { optional: { struct: 'confighttp.AuthConfig' } }, since: 145 },
      ],
      compression_algorithms: { type: 'strings' },
      cors: [
        { type: { struct: 'confighttp.CORSConfig' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { optional: { struct: 'confighttp.CORSConfig' } }, since: 145 },
      ],
      dialer: { type: { struct: 'confignet.DialerConfig' }, since: 116 },
      endpoint: { type: 'string' },
      idle_timeout: { type: 'duration' },
      include_metadata: { type: 'bool' },
      keep_alives_enabled: { type: 'bool', since: 116 },
      keepalive: { type: { optional: { struct: 'confighttp.KeepaliveServerConfig' } }, since: 159 },
      logs_url_path: [
        { type: 'string', until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { text: 'otlpreceiver.SanitizedURLPath' }, since: 145 },
      ],
      max_request_body_size: { type: 'int64' },
      metrics_url_path: [
        { type: 'string', until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { text: 'otlpreceiver.SanitizedURLPath' }, since: 145 },
      ],
      middlewares: { type: { list: { struct: 'configmiddleware.Config' } }, since: 116 },
      read_header_timeout: { type: 'duration' },
      read_timeout: { type: 'duration' },
      response_headers: [
        { type: { map: 'string' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { mapList: 'string' }, since: 145 },
      ],
      tls: [
        { type: { struct: 'configtls.ServerConfig' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { optional: { struct: 'configtls.ServerConfig' } }, since: 145 },
      ],
      traces_url_path: [
        { type: 'string', until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { text: 'otlpreceiver.SanitizedURLPath' }, since: 145 },
      ],
      transport: { type: { text: 'confignet.TransportType' }, since: 116 },
      write_timeout: { type: 'duration' },
    },
    ignoresUnknownSince: 160,
  },
  'otlpreceiver.Protocols': {
    settings: {
      grpc: [
        { type: { struct: 'configgrpc.ServerConfig' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { optional: { struct: 'configgrpc.ServerConfig' } }, since: 145 },
      ],
      http: [
        { type: { struct: 'otlpreceiver.HTTPConfig' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { optional: { struct: 'otlpreceiver.HTTPConfig' } }, since: 145 },
      ],
    },
  },
  'pipelines.PipelineConfig': {
    settings: {
      exporters: { type: { list: { text: 'component.ID' } } },
      processors: { type: { list: { text: 'component.ID' } } },
      receivers: { type: { list: { text: 'component.ID' } } },
    },
  },
  'queuebatch.BatchConfig': {
    settings: {
      flush_timeout: { type: 'duration' },
      max_size: { type: 'int64' },
      min_size: { type: 'int64' },
      partition: { type: { struct: 'queuebatch.PartitionConfig' }, since: 146 },
      sizer: { type: { text: 'request.SizerType' } },
    },
  },
  'queuebatch.Config': {
    settings: {
      batch: { type: { optional: { struct: 'queuebatch.BatchConfig' } } },
      block_on_overflow: { type: 'bool' },
      num_consumers: { type: 'int' },
      queue_size: { type: 'int64' },
      sizer: { type: { text: 'request.SizerType' } },
      storage: { type: { text: 'component.ID' } },
      wait_for_result: { type: 'bool' },
    },
  },
  'queuebatch.PartitionConfig': {
    settings: {
      metadata_keys: { type: 'strings' },
    },
  },
  'regexp.Config': {
    settings: {
      cacheenabled: { type: 'bool' },
      cachemaxnumentries: { type: 'int' },
    },
  },
  'service.Config': {
    settings: {
      extensions: { type: { list: { text: 'component.ID' } } },
      pipelines: { type: { map: { struct: 'pipelines.PipelineConfig' } } },
      telemetry: [
        { type: { struct: 'telemetry.Config' }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: 'any', since: 145 },
      ],
    },
  },
  'struct {}': { settings: {} },
  'tailsamplingprocessor.AndCfg': {
    settings: {
      and_sub_policy: { type: { list: { struct: 'tailsamplingprocessor.AndSubPolicyCfg' } } },
    },
  },
  'tailsamplingprocessor.AndSubPolicyCfg': {
    settings: {
      boolean_attribute: { type: { struct: 'tailsamplingprocessor.BooleanAttributeCfg' } },
      bytes_limiting: { type: { struct: 'tailsamplingprocessor.BytesLimitingCfg' }, since: 116 },
      latency: { type: { struct: 'tailsamplingprocessor.LatencyCfg' } },
      name: { type: 'string' },
      not: { type: { struct: 'tailsamplingprocessor.NotCfg' }, since: 146 },
      numeric_attribute: { type: { struct: 'tailsamplingprocessor.NumericAttributeCfg' } },
      ottl_condition: { type: { struct: 'tailsamplingprocessor.OTTLConditionCfg' } },
      probabilistic: { type: { struct: 'tailsamplingprocessor.ProbabilisticCfg' } },
      rate_limiting: { type: { struct: 'tailsamplingprocessor.RateLimitingCfg' } },
      span_count: { type: { struct: 'tailsamplingprocessor.SpanCountCfg' } },
      status_code: { type: { struct: 'tailsamplingprocessor.StatusCodeCfg' } },
      string_attribute: { type: { struct: 'tailsamplingprocessor.StringAttributeCfg' } },
      trace_state: { type: { struct: 'tailsamplingprocessor.TraceStateCfg' } },
      type: { type: 'string' },
    },
    rest: { type: { map: 'any' }, since: 116 },
  },
  'tailsamplingprocessor.BooleanAttributeCfg': {
    settings: {
      invert_match: { type: 'bool' },
      key: { type: 'string' },
      value: { type: 'bool' },
    },
  },
  'tailsamplingprocessor.BytesLimitingCfg': {
    settings: {
      burst_capacity: { type: 'int64' },
      bytes_per_second: { type: 'int64' },
    },
  },
  'tailsamplingprocessor.CompositeCfg': {
    settings: {
      composite_sub_policy: { type: { list: { struct: 'tailsamplingprocessor.CompositeSubPolicyCfg' } } },
      max_total_spans_per_second: { type: 'int64' },
      policy_order: { type: 'strings' },
      rate_allocation: { type: { list: { struct: 'tailsamplingprocessor.RateAllocationCfg' } } },
    },
  },
  'tailsamplingprocessor.CompositeSubPolicyCfg': {
    settings: {
      and: { type: { struct: 'tailsamplingprocessor.AndCfg' } },
      boolean_attribute: { type: { struct: 'tailsamplingprocessor.BooleanAttributeCfg' } },
      bytes_limiting: { type: { struct: 'tailsamplingprocessor.BytesLimitingCfg' }, since: 116 },
      latency: { type: { struct: 'tailsamplingprocessor.LatencyCfg' } },
      name: { type: 'string' },
      numeric_attribute: { type: { struct: 'tailsamplingprocessor.NumericAttributeCfg' } },
      ottl_condition: { type: { struct: 'tailsamplingprocessor.OTTLConditionCfg' } },
      probabilistic: { type: { struct: 'tailsamplingprocessor.ProbabilisticCfg' } },
      rate_limiting: { type: { struct: 'tailsamplingprocessor.RateLimitingCfg' } },
      span_count: { type: { struct: 'tailsamplingprocessor.SpanCountCfg' } },
      status_code: { type: { struct: 'tailsamplingprocessor.StatusCodeCfg' } },
      string_attribute: { type: { struct: 'tailsamplingprocessor.StringAttributeCfg' } },
      trace_state: { type: { struct: 'tailsamplingprocessor.TraceStateCfg' } },
      type: { type: 'string' },
    },
    rest: { type: { map: 'any' }, since: 116 },
  },
  'tailsamplingprocessor.Config': {
    settings: {
      block_on_overflow: { type: 'bool', since: 116 },
      decision_cache: { type: { struct: 'tailsamplingprocessor.DecisionCacheConfig' } },
      decision_wait: { type: 'duration' },
      decision_wait_after_root_received: { type: 'duration', since: 116 },
      drop_pending_traces_on_shutdown: { type: 'bool', since: 116 },
      expected_new_traces_per_sec: { type: 'uint64' },
      maximum_trace_size_bytes: { type: 'uint64', since: 116 },
      num_shards: { type: 'uint32', since: 159 },
      num_traces: { type: 'uint64' },
      policies: { type: { list: { struct: 'tailsamplingprocessor.PolicyCfg' } } },
      sample_on_first_match: { type: 'bool', since: 116 },
      sampling_strategy: { type: 'string', since: 146 },
      tail_storage: { type: { text: 'component.ID' }, since: 146 },
    },
  },
  'tailsamplingprocessor.DecisionCacheConfig': {
    settings: {
      non_sampled_cache_size: { type: 'int' },
      sampled_cache_size: { type: 'int' },
    },
  },
  'tailsamplingprocessor.DropCfg': {
    settings: {
      drop_sub_policy: { type: { list: { struct: 'tailsamplingprocessor.AndSubPolicyCfg' } } },
    },
  },
  'tailsamplingprocessor.LatencyCfg': {
    settings: {
      threshold_ms: { type: 'int64' },
      upper_threshold_ms: { type: 'int64' },
    },
  },
  'tailsamplingprocessor.NotCfg': {
    settings: {
      not_sub_policy: { type: { struct: 'tailsamplingprocessor.NotSubPolicyCfg' } },
    },
  },
  'tailsamplingprocessor.NotSubPolicyCfg': {
    settings: {
      boolean_attribute: { type: { struct: 'tailsamplingprocessor.BooleanAttributeCfg' } },
      bytes_limiting: { type: { struct: 'tailsamplingprocessor.BytesLimitingCfg' } },
      latency: { type: { struct: 'tailsamplingprocessor.LatencyCfg' } },
      name: { type: 'string' },
      numeric_attribute: { type: { struct: 'tailsamplingprocessor.NumericAttributeCfg' } },
      ottl_condition: { type: { struct: 'tailsamplingprocessor.OTTLConditionCfg' } },
      probabilistic: { type: { struct: 'tailsamplingprocessor.ProbabilisticCfg' } },
      rate_limiting: { type: { struct: 'tailsamplingprocessor.RateLimitingCfg' } },
      span_count: { type: { struct: 'tailsamplingprocessor.SpanCountCfg' } },
      status_code: { type: { struct: 'tailsamplingprocessor.StatusCodeCfg' } },
      string_attribute: { type: { struct: 'tailsamplingprocessor.StringAttributeCfg' } },
      trace_state: { type: { struct: 'tailsamplingprocessor.TraceStateCfg' } },
      type: { type: 'string' },
    },
    rest: { type: { map: 'any' } },
  },
  'tailsamplingprocessor.NumericAttributeCfg': {
    settings: {
      invert_match: { type: 'bool' },
      key: { type: 'string' },
      max_value: { type: 'int64' },
      min_value: { type: 'int64' },
    },
  },
  'tailsamplingprocessor.OTTLConditionCfg': {
    settings: {
      error_mode: { type: { text: 'ottl.ErrorMode' } },
      span: { type: 'strings' },
      spanevent: { type: 'strings' },
    },
  },
  'tailsamplingprocessor.PolicyCfg': {
    settings: {
      and: { type: { struct: 'tailsamplingprocessor.AndCfg' } },
      boolean_attribute: { type: { struct: 'tailsamplingprocessor.BooleanAttributeCfg' } },
      bytes_limiting: { type: { struct: 'tailsamplingprocessor.BytesLimitingCfg' }, since: 116 },
      composite: { type: { struct: 'tailsamplingprocessor.CompositeCfg' } },
      drop: { type: { struct: 'tailsamplingprocessor.DropCfg' }, since: 116 },
      latency: { type: { struct: 'tailsamplingprocessor.LatencyCfg' } },
      name: { type: 'string' },
      not: { type: { struct: 'tailsamplingprocessor.NotCfg' }, since: 116 },
      numeric_attribute: { type: { struct: 'tailsamplingprocessor.NumericAttributeCfg' } },
      ottl_condition: { type: { struct: 'tailsamplingprocessor.OTTLConditionCfg' } },
      probabilistic: { type: { struct: 'tailsamplingprocessor.ProbabilisticCfg' } },
      rate_limiting: { type: { struct: 'tailsamplingprocessor.RateLimitingCfg' } },
      span_count: { type: { struct: 'tailsamplingprocessor.SpanCountCfg' } },
      status_code: { type: { struct: 'tailsamplingprocessor.StatusCodeCfg' } },
      string_attribute: { type: { struct: 'tailsamplingprocessor.StringAttributeCfg' } },
      trace_state: { type: { struct: 'tailsamplingprocessor.TraceStateCfg' } },
      type: { type: 'string' },
    },
    rest: { type: { map: 'any' }, since: 116 },
  },
  'tailsamplingprocessor.ProbabilisticCfg': {
    settings: {
      hash_salt: { type: 'string' },
      sampling_percentage: { type: 'float' },
    },
  },
  'tailsamplingprocessor.RateAllocationCfg': {
    settings: {
      percent: { type: 'int64' },
      policy: { type: 'string' },
    },
  },
  'tailsamplingprocessor.RateLimitingCfg': {
    settings: {
      burst_capacity: { type: 'int64', since: 146 },
      spans_per_second: { type: 'int64' },
    },
  },
  'tailsamplingprocessor.SpanCountCfg': {
    settings: {
      max_spans: { type: 'int32' },
      min_spans: { type: 'int32' },
    },
  },
  'tailsamplingprocessor.StatusCodeCfg': {
    settings: {
      status_codes: { type: 'strings' },
    },
  },
  'tailsamplingprocessor.StringAttributeCfg': {
    settings: {
      cache_max_size: { type: 'int' },
      enabled_regex_matching: { type: 'bool' },
      invert_match: { type: 'bool' },
      key: { type: 'string' },
      values: { type: 'strings' },
    },
  },
  'tailsamplingprocessor.TraceStateCfg': {
    settings: {
      key: { type: 'string' },
      values: { type: 'strings' },
    },
  },
  'telemetry.Config': {
    settings: {
      logs: { type: { struct: 'telemetry.LogsConfig' } },
      metrics: { type: { struct: 'telemetry.MetricsConfig' } },
      resource: { type: { map: 'string' } },
      traces: { type: { struct: 'telemetry.TracesConfig' } },
    },
  },
  'telemetry.LogsConfig': {
    settings: {
      development: { type: 'bool' },
      disable_caller: { type: 'bool' },
      disable_stacktrace: { type: 'bool' },
      encoding: { type: 'string' },
      error_output_paths: { type: 'strings' },
      initial_fields: { type: { map: 'any' } },
      level: { type: { text: 'zapcore.Level', number: true } },
      output_paths: { type: 'strings' },
      processors: { type: { list: { struct: 'config.LogRecordProcessor' } } },
      sampling: { type: { struct: 'telemetry.LogsSamplingConfig' } },
    },
  },
  'telemetry.LogsSamplingConfig': {
    settings: {
      enabled: { type: 'bool' },
      initial: { type: 'int' },
      thereafter: { type: 'int' },
      tick: { type: 'duration' },
    },
  },
  'telemetry.MetricsConfig': {
    settings: {
      address: { type: 'string' },
      level: { type: { text: 'configtelemetry.Level', number: true } },
      readers: { type: { list: { struct: 'config.MetricReader' } } },
    },
  },
  'telemetry.TracesConfig': {
    settings: {
      level: { type: { text: 'configtelemetry.Level', number: true } },
      processors: { type: { list: { struct: 'config.SpanProcessor' } } },
      propagators: { type: 'strings' },
    },
  },
  'transformprocessor.Config': {
    settings: {
      error_mode: { type: { text: 'ottl.ErrorMode' } },
      flatten_data: { type: 'bool' },
      log_statements: [
        { type: { list: { struct: 'common.ContextStatements' } }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { list: { orText: { struct: 'common.ContextStatements' } } }, since: 145 },
      ],
      metric_statements: [
        { type: { list: { struct: 'common.ContextStatements' } }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { list: { orText: { struct: 'common.ContextStatements' } } }, since: 145 },
      ],
      profile_statements: { type: { list: { orText: { struct: 'common.ContextStatements' } } }, since: 116 },
      trace_statements: [
        { type: { list: { struct: 'common.ContextStatements' } }, until: 115 },
        { type: 'any', since: 116, until: 144 },
        { type: { list: { orText: { struct: 'common.ContextStatements' } } }, since: 145 },
      ],
    },
  },
  'x.ExperimentalResourceDetection': {
    settings: {
      attributes: { type: { struct: 'x.IncludeExclude' } },
      detectors: { type: { list: { struct: 'x.ExperimentalResourceDetector' } } },
    },
  },
  'x.ExperimentalResourceDetector': {
    settings: {
      'aws.ecs': { type: { map: 'any' }, since: 159 },
      'aws.eks': { type: { map: 'any' }, since: 159 },
      'azure.vm': { type: { map: 'any' }, since: 159 },
      container: { type: { map: 'any' } },
      gcp: { type: { map: 'any' }, since: 159 },
      host: { type: { map: 'any' } },
      process: { type: { map: 'any' } },
      service: { type: { map: 'any' } },
    },
  },
  'x.IncludeExclude': {
    settings: {
      excluded: { type: 'strings' },
      included: { type: 'strings' },
    },
  },
};
