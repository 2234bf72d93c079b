import { parsePipelineSpec } from '../../../lib/pipeline';
import { DEFAULT_COLLECTOR_VERSION } from '../../../lib/pipeline/default-collector';

/** The least that a spec must have. */
const LEAST = `
name: least
kafka: { brokers: ['kafka-1:9092'] }
group: g
signals: { traces: { topic: otlp_spans } }
tiers: { processing: { cluster: c, service: s, backend: { endpoint: https://otlp.example.com } } }
`;

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A changed default changes every deployment that does not set it, so this list is written down once more. */
it('the least spec gets these defaults', () => {
  const tasks = {
    ...{ architecture: 'arm64', cpu: 1_024, memory: 2_048 },
    ...{ environment: {}, healthProbe: 'auto', secrets: {} },
  };
  expect(parsePipelineSpec(LEAST, 'least.yaml')).toEqual({
    name: 'least',
    aws: {},
    delivery: 'buffered',
    group: 'g',
    kafka: {
      ...{ brokers: ['kafka-1:9092'], auth: { mechanism: 'none' } },
      tls: { enabled: false, insecureSkipVerify: false },
      ...{ connectTimeout: 5 * SECOND_MS, requestTimeout: 10 * SECOND_MS },
    },
    metrics: { perTopic: 'top' },
    signals: { traces: { topic: 'otlp_spans', encoding: 'otlp_proto', retention: 7 * DAY_MS } },
    policy: {
      ...{ mode: 'act', external: 'respect', idlePartitions: 'seed', rollout: 'next-start' },
      ...{ stuckPartitions: 'exclude', topicPatterns: 'hold' },
      ...{ drainedWithinMs: MINUTE_MS, stableForMs: 3 * MINUTE_MS, metadataRefreshMs: MINUTE_MS },
      ...{ configSettlesMs: MINUTE_MS, maxPauseMs: 3 * MINUTE_MS, phaseTimeoutMs: 15 * MINUTE_MS },
      ...{ scaleInCoolDownMs: 10 * MINUTE_MS, stuckAfterMs: 15 * MINUTE_MS },
      ...{ retentionHeadroomMs: 15 * MINUTE_MS, holdAlarmAfterMs: 30 * MINUTE_MS },
    },
    tiers: {
      ingestion: {
        auth: { mechanism: 'none' },
        batch: { sendBatchSize: 8_192, timeout: 200 },
        ...{ collectorVersion: DEFAULT_COLLECTOR_VERSION, compression: 'lz4' },
      },
      processing: {
        backend: {
          ...{ endpoint: 'https://otlp.example.com', headers: {} },
          ...{ compression: 'gzip', encoding: 'proto' },
        },
        ...{ cluster: 'c', service: 's', collectorVersion: DEFAULT_COLLECTOR_VERSION },
        ...{ metricsPort: 8_888, processors: {}, stopTimeout: MINUTE_MS, tailSampling: undefined },
        tasks: { min: 1, max: 100, steady: 'partitions' },
      },
    },
    deploy: {
      ...{ addPartitions: 'denied', alarms: { timeLag: 10 * MINUTE_MS }, cluster: 'new' },
      ...{ onDelete: 'remove', securityGroups: [], vpc: 'new' },
      ingestion: { ...tasks, listener: 'internal', tasks: { min: 2, max: 10 } },
      processing: tasks,
    },
  });
});
