import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import {
  isRendered,
  readOffsetConfig,
  renderIngestion,
  renderProcessing,
  setInitialOffset,
} from '../../../../lib/collector';
import { parseCollectorVersion } from '../../../../lib/collector/collector-version';
import { checkConfig } from '../../../../lib/collector/schema';
import { type PipelineSpec, parsePipelineSpec } from '../../../../lib/pipeline';
import { deployedExample, example as exampleSpec } from '../../../_helpers/pipeline/examples';

const SSM_STANDARD_LIMIT = 4_096;

function example(name: string): PipelineSpec {
  const file = path.resolve(__dirname, `../../../../examples/${name}.yaml`);
  return parsePipelineSpec(readFileSync(file, 'utf8'), file);
}

/** A spec with one signal. Each part is JSON, which is valid YAML. */
function spec(
  parts: {
    kafka?: object;
    group?: string;
    signals?: object;
    processing?: object;
    ingestion?: object;
    policy?: object;
    delivery?: string;
    deploy?: object;
  } = {},
): PipelineSpec {
  const raw = {
    name: 'test',
    kafka: { brokers: ['127.0.0.1:9092'], ...parts.kafka },
    group: parts.group ?? 'test',
    signals: parts.signals ?? { traces: { topic: 'otlp_spans' } },
    tiers: {
      ingestion: parts.ingestion ?? {},
      processing: { cluster: 'c', service: 's', backend: { endpoint: 'http://b' }, ...parts.processing },
    },
    policy: parts.policy ?? {},
    ...(parts.delivery ? { delivery: parts.delivery } : {}),
    ...(parts.deploy ? { deploy: parts.deploy } : {}),
  };
  return parsePipelineSpec(JSON.stringify(raw), 'test.yaml');
}

describe('renderIngestion', () => {
  it('limits memory first, drops what no record holds, and then batches, in every pipeline', () => {
    const config = parse(renderIngestion(example('scram-tls')));

    expect(Object.keys(config.service.pipelines)).toEqual(['traces', 'metrics', 'logs']);
    for (const pipeline of Object.values(config.service.pipelines)) {
      expect(pipeline).toEqual({
        receivers: ['otlp'],
        processors: ['memory_limiter', 'transform/oversized', 'filter/oversized', 'batch'],
        exporters: ['kafka'],
      });
    }
  });

  it('limits the age of gRPC connections, so that clients also connect to new tasks', () => {
    const { grpc, http } = parse(renderIngestion(example('plain'))).receivers.otlp.protocols;

    expect(grpc.keepalive).toEqual({
      server_parameters: { max_connection_age: '2m', max_connection_age_grace: '30s' },
    });
    // HTTP has no such setting in the Collector.
    expect(http.keepalive).toBeUndefined();
  });

  it('writes durably, with a topic per signal and all spans of a trace in one partition', () => {
    const { kafka } = parse(renderIngestion(example('scram-tls'))).exporters;

    expect(kafka).toMatchObject({
      traces: { topic: 'otlp_spans', encoding: 'otlp_proto' },
      metrics: { topic: 'otlp_metrics', encoding: 'otlp_proto' },
      logs: { topic: 'otlp_logs', encoding: 'otlp_proto' },
      partition_traces_by_id: true,
      record_partitioner: { sticky_key: { hasher: 'sarama_compat' } },
      producer: { required_acks: -1, allow_auto_topic_creation: false, compression: 'lz4' },
      sending_queue: { block_on_overflow: true, batch: { sizer: 'bytes', max_size: 990_000 } },
      retry_on_failure: { max_elapsed_time: 0 },
    });
  });

  describe('with a login of clients', () => {
    const BEARER = { mechanism: 'bearer', token: { ssm: '/otlp/token' } };
    const MTLS = { mechanism: 'mtls', certificate: { ssm: '/otlp/crt' }, key: { ssm: '/otlp/key' } };
    const text = (auth: object, ingestion: object = {}) =>
      renderIngestion(spec({ ingestion: { auth, ...ingestion }, deploy: { ingestion: 'none' } }));

    it('by token checks it on both ports, with an extension that has it from the environment', () => {
      const { receivers, extensions, service } = parse(text(BEARER));

      for (const protocol of ['grpc', 'http']) {
        expect(receivers.otlp.protocols[protocol].auth).toEqual({ authenticator: 'bearertokenauth' });
      }
      expect(extensions.bearertokenauth).toEqual({ token: '${env:SPILLWAY_OTLP_TOKEN}' });
      expect(service.extensions).toEqual(['bearertokenauth', 'health_check']);
    });

    it('by certificate serves TLS on both ports, and asks clients for theirs', () => {
      const { receivers, extensions } = parse(text(MTLS));

      for (const protocol of ['grpc', 'http']) {
        expect(receivers.otlp.protocols[protocol].tls).toEqual({
          cert_pem: '${env:SPILLWAY_OTLP_CERTIFICATE}',
          key_pem: '${env:SPILLWAY_OTLP_KEY}',
          client_ca_file: '/etc/otlp/clients-ca.pem',
        });
      }
      expect(Object.keys(extensions)).toEqual(['health_check']);
    });

    it('asks nobody by default', () => {
      const { grpc, http } = parse(text({ mechanism: 'none' })).receivers.otlp.protocols;

      expect([grpc.auth, grpc.tls, http.auth, http.tls]).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
    });

    it('by token refuses ADOT, which lacks the extension, and not by certificate', () => {
      expect(() => text(BEARER, { collectorVersion: 'adot-0.49.0' })).toThrow(
        'tiers.ingestion.auth.mechanism is bearer, but ADOT v0.49.0 (contrib v0.156.0) has no extension bearertokenauth.',
      );
      expect(text(MTLS, { collectorVersion: 'adot-0.49.0' })).toContain('client_ca_file');
    });

    it.each([
      ['bearer', BEARER],
      ['mtls', MTLS],
    ])('by %s is accepted by every version that is rendered', (_, auth) => {
      for (const collectorVersion of ['0.145.0', '0.150.0', '0.158.0', '0.160.0', '0.165.1']) {
        expect(
          checkConfig(parse(text(auth, { collectorVersion })), parseCollectorVersion(collectorVersion)),
        ).toEqual([]);
      }
    });
  });

  it('splits requests into smaller ones for JSON', () => {
    const text = renderIngestion(spec({ signals: { logs: { topic: 'l', encoding: 'otlp_json' } } }));

    expect(parse(text).exporters.kafka.sending_queue.batch.max_size).toBe(200_000);
    expect(text).not.toContain('partition_traces_by_id');
  });

  it.each(['lz4', 'zstd', 'snappy', 'gzip', 'none'])('compresses records with %s', (compression) => {
    expect(
      parse(renderIngestion(spec({ ingestion: { compression } }))).exporters.kafka.producer,
    ).toMatchObject({
      compression,
    });
  });

  it.each([
    ['nothing does', {}, undefined],
    ['tail sampling is in the spec', { tailSampling: {} }, true],
    ['a processor groups by trace', { processors: { 'groupbytrace/own': {} } }, true],
    ['another tail sampling is among the processors', { processors: { 'tail_sampling/own': {} } }, true],
    ['processors look at single spans', { processors: { filter: {} } }, undefined],
  ])('writes a record per trace only if something needs whole traces: %s', (_, processing, partitioned) => {
    const { kafka } = parse(renderIngestion(spec({ processing }))).exporters;

    expect(kafka.partition_traces_by_id).toBe(partitioned);
    expect('record_partitioner' in kafka).toBe(partitioned === true);
  });

  it('writes a record per trace if others deploy the processing tier, because its processors are unknown', () => {
    const vpc = { id: 'vpc-0a1b2c3d', subnets: ['subnet-0a1b2c3d'], availabilityZones: ['eu-west-1a'] };
    const deploy = { vpc, processing: 'existing', ingestion: 'none' };

    expect(parse(renderIngestion(spec({ deploy }))).exporters.kafka.partition_traces_by_id).toBe(true);
  });

  it('keeps an item and its resource within the request that fits into a record, also as JSON', () => {
    for (const [encoding, request, item, resource] of [
      ['otlp_proto', 990_000, 900_000, 80_000],
      ['otlp_json', 200_000, 180_000, 18_000],
    ] as const) {
      const { processors, exporters } = parse(
        renderIngestion(spec({ signals: { logs: { topic: 'l', encoding } } })),
      );
      const groups: { context: string; conditions: string[] }[] =
        processors['transform/oversized'].log_statements;
      const limits = groups.map(({ context, conditions }) => [
        context,
        [...new Set(conditions.map((condition) => / > (\d+)$/.exec(condition)?.[1]))],
      ]);

      expect(item + resource).toBeLessThan(request);
      expect(exporters.kafka.sending_queue.batch.max_size).toBe(request);
      expect(limits).toEqual([
        ['resource', [`${resource}`]],
        ['log', [`${item}`]],
      ]);
    }
  });

  it('answers clients when the brokers have their requests, with delivery: at-least-once', () => {
    const config = parse(
      renderIngestion(spec({ delivery: 'at-least-once', ingestion: { batch: { timeout: '50ms' } } })),
    );

    expect(config.processors.batch).toBeUndefined();
    expect(config.service.pipelines.traces.processors).not.toContain('batch');
    expect(config.exporters.kafka.sending_queue).toMatchObject({
      wait_for_result: true,
      block_on_overflow: true,
      batch: { min_size: 100_000, max_size: 990_000, flush_timeout: '50ms' },
    });
  });

  it('refuses a topic pattern, because an exporter cannot write to one', () => {
    expect(() => renderIngestion(spec({ signals: { traces: { topic: '^otlp_.*' } } }))).toThrow(
      expect.objectContaining({ code: 'COLLECTOR_TOPIC_PATTERN' }),
    );
  });
});

describe('renderProcessing', () => {
  it('uses one kafka receiver in all pipelines and keeps the order of processors', () => {
    const config = parse(renderProcessing(example('scram-tls'), 'earliest'));

    expect(Object.keys(config.receivers)).toEqual(['kafka']);
    const own = ['memory_limiter', 'filter/health', 'transform/deployment'];
    expect(config.service.pipelines.traces.processors).toEqual([...own, 'tail_sampling']);
    expect(config.service.pipelines.metrics).toEqual({
      receivers: ['kafka'],
      processors: own,
      exporters: ['otlp_http'],
    });
    expect(config.processors['filter/health'].traces.span).toEqual([
      'attributes["http.route"] == "/healthz"',
    ]);
  });

  it('names its clients after the pipeline, so that its group members can be identified', () => {
    const processing = parse(renderProcessing(example('scram-tls'), 'earliest'));
    const ingestion = parse(renderIngestion(example('scram-tls')));

    expect(processing.receivers.kafka.client_id).toBe('spillway-checkout');
    expect(ingestion.exporters.kafka.client_id).toBe('spillway-checkout-ingestion');
  });

  it('never commits a record before it is accepted, and never drops one because something is slow', () => {
    const config = parse(renderProcessing(example('scram-tls'), 'latest'));

    expect(config.receivers.kafka).toMatchObject({
      group_id: 'checkout-processing',
      initial_offset: 'latest',
      metadata: { refresh_interval: '1m' },
      message_marking: { after: true, on_error: false, on_permanent_error: false },
      error_backoff: { enabled: true, max_elapsed_time: 0 },
    });
    // Without the caches blocking never ends. test/integration/collector-pipeline.test.ts shows both cases.
    expect(config.processors.tail_sampling).toMatchObject({
      num_traces: 125_000,
      block_on_overflow: true,
      decision_cache: { sampled_cache_size: 250_000, non_sampled_cache_size: 250_000 },
    });
    expect(config.exporters.otlp_http).toMatchObject({
      sending_queue: { sizer: 'bytes', queue_size: 10_000_000, block_on_overflow: true },
      retry_on_failure: { max_interval: '5s', max_elapsed_time: 0 },
    });
  });

  it('has no queue with delivery: at-least-once, so that a commit follows the answer of the backend', () => {
    const config = parse(renderProcessing(spec({ delivery: 'at-least-once' }), 'earliest'));

    expect(config.receivers.kafka).toMatchObject({
      message_marking: { after: true, on_error: false, on_permanent_error: false },
      error_backoff: { enabled: true, max_elapsed_time: 0 },
    });
    expect(config.service.pipelines.traces.processors).toEqual(['memory_limiter']);
    expect(config.exporters.otlp_http).toMatchObject({
      sending_queue: { enabled: false },
      retry_on_failure: { max_elapsed_time: 0 },
    });
  });

  it('passes environment references in headers and endpoint on unchanged', () => {
    const text = renderProcessing(
      spec({
        processing: {
          backend: {
            endpoint: `\${env:BACKEND}`,
            headers: { 'x-spillway-task': `\${env:SPILLWAY_TASK_ID:-unknown}` },
          },
        },
      }),
      'earliest',
    );

    expect(parse(text).exporters.otlp_http).toMatchObject({
      endpoint: `\${env:BACKEND}`,
      headers: { 'x-spillway-task': `\${env:SPILLWAY_TASK_ID:-unknown}` },
    });
  });

  it.each([
    [{ metricsPort: 9464 }, '9464'],
    [{ metricsPort: 'off' }, '8888'],
    [{}, '8888'],
  ])('exposes its own metrics on the port that the controller reads: %j', (processing, port) => {
    const { telemetry } = parse(renderProcessing(spec({ processing }), 'earliest')).service;

    expect(telemetry.metrics.readers[0].pull.exporter.prometheus.port).toBe(
      `\${env:SPILLWAY_TELEMETRY_PORT:-${port}}`,
    );
  });

  it('adds no headers and no tail sampling without those in the spec', () => {
    const config = parse(renderProcessing(spec(), 'earliest'));

    expect(config.exporters.otlp_http.headers).toBeUndefined();
    expect(config.processors).toEqual({ memory_limiter: expect.anything() });
  });

  it('writes durations as Go does, which knows no days', () => {
    const text = renderProcessing(
      spec({ processing: { tailSampling: { decisionWait: '1d' } }, policy: { metadataRefresh: '90s' } }),
      'earliest',
    );

    expect(parse(text).processors.tail_sampling.decision_wait).toBe('24h');
    expect(parse(text).receivers.kafka.metadata.refresh_interval).toBe('90s');
  });

  it('can be read back with readOffsetConfig, including dollar signs and strings that look like other types', () => {
    const text = renderProcessing(
      spec({ group: 'yes', signals: { traces: { topic: '^otlp_.*$' }, logs: { topic: '2024' } } }),
      'earliest',
    );

    expect(text).toContain('topics: [^otlp_.*$$]');
    expect(readOffsetConfig(text)).toEqual({
      initialOffset: 'earliest',
      receivers: [
        {
          id: 'kafka',
          line: 5,
          brokers: ['127.0.0.1:9092'],
          groupId: 'yes',
          topics: { traces: ['^otlp_.*$'], logs: ['2024'] },
          initialOffset: 'earliest',
        },
      ],
    });
  });

  it.each(['plain', 'scram-tls', 'msk-iam'])('keeps %s within a standard SSM parameter', (name) => {
    expect(renderProcessing(deployedExample(name), 'earliest').length).toBeLessThanOrEqual(
      SSM_STANDARD_LIMIT,
    );
  });
});

describe('Brokers known only at deployment', () => {
  const spec = exampleSpec('msk-iam');
  const rendered = (brokersText?: string) =>
    [renderIngestion(spec, { brokersText }), renderProcessing(spec, 'earliest', { brokersText })] as const;

  it('are one string in both tiers, which the Collector splits at its commas', () => {
    const [ingestion, processing] = rendered('b-1:9098,b-2:9098');

    expect(ingestion).toContain('\n    brokers: "b-1:9098,b-2:9098"\n');
    expect(processing).toContain('\n    brokers: "b-1:9098,b-2:9098"\n');
    expect(readOffsetConfig(processing).receivers).toEqual([
      expect.objectContaining({ brokers: ['b-1:9098', 'b-2:9098'] }),
    ]);
  });

  it('may be a token, which is not escaped', () => {
    const token = `\${Token[TOKEN.12]}`;

    for (const text of rendered(token)) expect(text).toContain(`brokers: "${token}"\n`);
  });

  it('change nothing else', () => {
    const list = renderProcessing(deployedExample('msk-iam'), 'earliest');

    expect(list.replace(/brokers: .*/, 'brokers: "b-1:9098"')).toBe(
      renderProcessing(spec, 'earliest', { brokersText: 'b-1:9098' }),
    );
  });

  it('are reported as missing if neither source has them', () => {
    expect(() => rendered()).toThrow(
      expect.objectContaining({
        code: 'BROKERS_UNKNOWN',
        hint: expect.stringContaining('get-bootstrap-brokers'),
      }),
    );
  });
});

describe('Kafka access in both tiers', () => {
  const both = (kafka: object) => [
    parse(renderIngestion(spec({ kafka }))).exporters.kafka,
    parse(renderProcessing(spec({ kafka }), 'earliest')).receivers.kafka,
  ];

  it('names neither authentication nor TLS on a plaintext broker', () => {
    for (const client of both({})) {
      expect(client.auth).toBeUndefined();
      expect(client.tls).toBeUndefined();
    }
  });

  it.each(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'])(
    'takes the password of %s from the environment',
    (mechanism) => {
      const auth = { mechanism, username: 'o$tel', password: { env: 'MY_PASSWORD' } };

      for (const client of both({ auth, tls: {} })) {
        expect(client.auth.sasl).toEqual({
          mechanism,
          username: 'o$$tel',
          password: `\${env:SPILLWAY_KAFKA_PASSWORD}`,
        });
        expect(client.tls).toEqual({});
      }
    },
  );

  it('uses the task role for IAM', () => {
    for (const client of both({ auth: { mechanism: 'AWS_MSK_IAM', region: 'eu-west-1' }, tls: {} })) {
      expect(client.auth.sasl).toEqual({
        mechanism: 'AWS_MSK_IAM_OAUTHBEARER',
        aws_msk: { region: 'eu-west-1' },
      });
    }
  });

  it('names the CA file, and skips verification only if the spec does', () => {
    for (const client of both({ tls: { caFile: '/etc/ca.pem', insecureSkipVerify: true } })) {
      expect(client.tls).toEqual({ ca_file: '/etc/ca.pem', insecure_skip_verify: true });
    }
  });
});

describe('a configuration', () => {
  it('says that Spillway rendered it, also after its offset was changed', () => {
    const rendered = renderProcessing(example('plain'), 'earliest');

    expect(isRendered(rendered)).toBe(true);
    expect(isRendered(setInitialOffset(rendered, 'latest'))).toBe(true);
    expect(isRendered(rendered.replaceAll('\n', '\r\n'))).toBe(true);
    expect(isRendered(rendered.replaceAll(/^#.*\n/gm, ''))).toBe(false);
    expect(isRendered('latest')).toBe(false);
  });
});
