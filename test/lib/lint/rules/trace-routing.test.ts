import { describeRule, ingestion, processing } from '../../../_helpers/lint/lint-rule';
import { example } from '../../../_helpers/pipeline/examples';

const ALWAYS = 'policies: [{name: all, type: always_sample}]';
const sampling = processing({ processors: `tail_sampling: {${ALWAYS}}`, order: 'tail_sampling' });
const sampled = (kafka: string) => [ingestion({ kafka }), sampling];
const spec = example('scram-tls');

describeRule('KAFKA_TRACES_NOT_ROUTED', [
  {
    what: 'an exporter without routing, and sets it',
    given: sampled('brokers: [kafka:9092]'),
    found: ['error a.yaml:4'],
    becomes: ['brokers: [kafka:9092]}', 'brokers: [kafka:9092], partition_traces_by_id: true}'],
  },
  {
    what: 'routing that is off, and sets it',
    given: sampled('partition_traces_by_id: false'),
    found: ['error a.yaml:4'],
    becomes: ['partition_traces_by_id: false', 'partition_traces_by_id: true'],
  },
  {
    what: 'tail sampling in the spec',
    given: ingestion(),
    situation: { facts: { spec } },
    found: ['error a.yaml:4'],
  },
  { what: 'routing', given: sampled('partition_traces_by_id: true') },
  { what: 'routing known only in the environment', given: sampled('partition_traces_by_id: "${env:R}"') },
  { what: 'a key of its own', given: sampled('traces: {message_key_from_metadata_key: id}') },
  { what: 'Jaeger, which always keys by trace', given: sampled('traces: {encoding: jaeger_proto}') },
  { what: 'tail sampling of another topic', given: sampled('traces: {topic: other}') },
  { what: 'no tail sampling behind', given: [ingestion(), processing()] },
  { what: 'logs', given: [ingestion({ pipelines: 'logs' }), sampling] },
]);

const delta = processing({
  processors: 'cumulativetodelta: {}',
  order: 'cumulativetodelta',
  pipelines: 'metrics',
});
const KEY = 'partition_metrics_by_resource_attributes';

describeRule('KAFKA_METRICS_NOT_ROUTED', [
  {
    what: 'cumulativetodelta behind Kafka, and sets the key',
    given: [ingestion({ kafka: 'brokers: [k:9092]', pipelines: 'metrics' }), delta],
    found: ['warning a.yaml:4'],
    becomes: ['brokers: [k:9092]}', `brokers: [k:9092], ${KEY}: true}`],
  },
  { what: 'metrics by resource', given: [ingestion({ kafka: `${KEY}: true`, pipelines: 'metrics' }), delta] },
  {
    what: 'metrics without a stateful processor',
    given: [ingestion({ pipelines: 'metrics' }), processing({ pipelines: 'metrics' })],
  },
]);

describeRule('KAFKA_PARTITIONER_IGNORES_KEY', [
  {
    what: 'round_robin',
    given: ingestion({ kafka: 'partition_traces_by_id: true, record_partitioner: {round_robin: {}}' }),
    found: ['error a.yaml:4'],
  },
  {
    what: 'least_backup',
    given: ingestion({ kafka: 'partition_logs_by_trace_id: true, record_partitioner: {least_backup: {}}' }),
    found: ['error a.yaml:4'],
  },
  {
    what: 'sticky_key',
    given: ingestion({
      kafka: 'partition_traces_by_id: true, record_partitioner: {sticky_key: {hasher: murmur2}}',
    }),
  },
  {
    what: 'round_robin without a key',
    given: ingestion({ kafka: 'record_partitioner: {round_robin: {}}' }),
  },
]);

const hashed = (hasher: string, more = '') =>
  ingestion({
    kafka: `partition_traces_by_id: true, record_partitioner: {sticky_key: {hasher: ${hasher}}}${more}`,
  });

describeRule('KAFKA_PARTITIONERS_DIFFER', [
  {
    what: 'two hashers',
    given: [hashed('sarama_compat'), hashed('murmur2')],
    found: ['error b.yaml:4'],
    says: 'by murmur2',
  },
  {
    what: 'the default and another partitioner',
    given: [ingestion({ kafka: 'partition_traces_by_id: true' }), hashed('murmur2')],
    found: ['error b.yaml:4'],
  },
  {
    what: 'the default, written out',
    given: [ingestion({ kafka: 'partition_traces_by_id: true' }), hashed('sarama_compat')],
  },
  { what: 'two topics', given: [hashed('sarama_compat'), hashed('murmur2', ', traces: {topic: other}')] },
  {
    what: 'a hasher known only in the environment',
    given: [hashed('sarama_compat'), hashed('"${env:H}"')],
  },
]);
