import type { Component } from '../../collector/config/collector-config';
import { isRecord } from '../../collector/config/config-document';
import { fedBy } from '../../collector/config/fed-by';
import { addPair, setScalar, type TextEdit } from '../../collector/config/text-edit';
import { reading, writing } from '../examples';
import { defineRule, type LintContext, type LintFile, used } from '../rule';
import { brokersOf, shareBroker } from '../settings/kafka-client';
import { coversTopic, routesOf } from '../settings/kafka-topics';
import { kafkaFedPipelines, processorsOf } from '../settings/pipeline-flow';
import { booleanAt, isSet, textAt } from '../settings/values';

/** Processors that need all points of a metric stream in one place. */
const STATEFUL_METRICS = ['cumulativetodelta', 'deltatocumulative', 'interval'];

const EXPORTER_SOURCE =
  'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/exporter/kafkaexporter/README.md';

export const tracesNotRouted = defineRule({
  code: 'KAFKA_TRACES_NOT_ROUTED',
  severity: 'error',
  title: 'traces split over partitions before tail_sampling',
  explanation:
    'tail_sampling decides on the spans in its own task. Without partition_traces_by_id on the exporter the spans of one trace are spread over partitions, and so over tasks. Each task decides on a part of the trace, and sampled traces have gaps.',
  whatToDo: 'Set `partition_traces_by_id: true` on every exporter that writes the topic.',
  source: 'docs/architecture.md',
  examples: {
    bad: {
      files: {
        'ingestion.yaml': writing({ kafka: 'brokers: [kafka:9092]' }),
        'processing.yaml': reading({
          processors: 'tail_sampling:\n  policies: [{name: all, type: always_sample}]',
        }),
      },
    },
    good: {
      files: {
        'ingestion.yaml': writing({ kafka: 'brokers: [kafka:9092]\npartition_traces_by_id: true' }),
        'processing.yaml': reading({
          processors: 'tail_sampling:\n  policies: [{name: all, type: always_sample}]',
        }),
      },
    },
  },
  *check(context) {
    if (!samplesTails(context)) return;
    for (const { file, component } of used(context, 'exporter', 'kafka')) {
      const route = routesOf(component, context.version).find(({ signal }) => signal === 'traces');
      const isKeyed = isSet(component.settings, ['traces', 'message_key_from_metadata_key']);
      // Jaeger's encodings use the trace ID as the key anyway.
      if (!route || isKeyed || route.encoding === undefined || route.encoding.startsWith('jaeger')) continue;
      if (booleanAt(component.settings, ['partition_traces_by_id'], false) !== false) continue;
      const edit = setTrue(file, component, 'partition_traces_by_id');
      yield {
        file,
        path: [...component.path, 'partition_traces_by_id'],
        part: 'key',
        message: `${component.id} spreads the spans of a trace over partitions, but tail_sampling behind Kafka sees only the spans in its own task. Set \`partition_traces_by_id: true\`.`,
        fix: edit && { title: 'sets partition_traces_by_id: true', edits: [edit] },
      };
    }
  },
});

export const metricsNotRouted = defineRule({
  code: 'KAFKA_METRICS_NOT_ROUTED',
  severity: 'warning',
  title: 'metric streams split over partitions before a stateful processor',
  explanation:
    'cumulativetodelta, deltatocumulative and interval remember the last point of each stream. Without partition_metrics_by_resource_attributes on the exporter, the points of one stream reach several tasks out of order, and sums are wrong.',
  whatToDo: 'Set `partition_metrics_by_resource_attributes: true` on the exporter.',
  source: EXPORTER_SOURCE,
  examples: {
    bad: {
      files: {
        'ingestion.yaml': writing({ kafka: 'brokers: [kafka:9092]', pipelines: 'metrics' }),
        'processing.yaml': reading({ processors: 'cumulativetodelta: {}', pipelines: 'metrics' }),
      },
    },
    good: {
      files: {
        'ingestion.yaml': writing({
          kafka: 'brokers: [kafka:9092]\npartition_metrics_by_resource_attributes: true',
          pipelines: 'metrics',
        }),
        'processing.yaml': reading({ processors: 'cumulativetodelta: {}', pipelines: 'metrics' }),
      },
    },
  },
  *check(context) {
    const stateful = statefulProcessor(context);
    if (stateful === undefined) return;
    for (const { file, component } of used(context, 'exporter', 'kafka')) {
      const key = 'partition_metrics_by_resource_attributes';
      const writes = routesOf(component, context.version).some(({ signal }) => signal === 'metrics');
      const isKeyed = isSet(component.settings, ['metrics', 'message_key_from_metadata_key']);
      if (!writes || isKeyed || booleanAt(component.settings, [key], false) !== false) continue;
      const edit = setTrue(file, component, key);
      yield {
        file,
        path: [...component.path, key],
        part: 'key',
        message: `${component.id} spreads the points of a metric stream over partitions, but ${stateful} behind Kafka needs them in one task. Set \`${key}: true\`.`,
        fix: edit && { title: `sets ${key}: true`, edits: [edit] },
      };
    }
  },
});

export const partitionerIgnoresKey = defineRule({
  code: 'KAFKA_PARTITIONER_IGNORES_KEY',
  severity: 'error',
  title: 'partitioner ignores the key',
  explanation:
    'partition_traces_by_id and the similar settings for other signals only set the key of a record. round_robin and least_backup ignore the key, so the spans of a trace are spread over partitions.',
  whatToDo: 'Use `record_partitioner: {sticky_key: {hasher: sarama_compat}}`, which is the default.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/exporter/kafkaexporter/partitioner.go',
  examples: {
    bad: writing({
      kafka: 'brokers: [kafka:9092]\npartition_traces_by_id: true\nrecord_partitioner: {round_robin: {}}',
    }),
    good: writing({ kafka: 'brokers: [kafka:9092]\npartition_traces_by_id: true' }),
  },
  *check(context) {
    for (const { file, component } of used(context, 'exporter', 'kafka')) {
      const partitioner = ['round_robin', 'least_backup'].find((key) =>
        isSet(component.settings, ['record_partitioner', key]),
      );
      const key = KEYS.find((each) => booleanAt(component.settings, [each]) === true);
      if (partitioner === undefined || key === undefined) continue;
      yield {
        file,
        path: [...component.path, 'record_partitioner', partitioner],
        part: 'key',
        message: `record_partitioner.${partitioner} of ${component.id} ignores the key that ${key} sets. Use sticky_key, or remove ${key}.`,
      };
    }
  },
});

export const partitionersDiffer = defineRule({
  code: 'KAFKA_PARTITIONERS_DIFFER',
  severity: 'error',
  title: 'exporters of one topic partition differently',
  explanation:
    'Different hashers map the same trace ID to different partitions (sarama_compat is FNV-1a, murmur2 is the one of the Java client). If the services of one trace send through two such exporters, its spans end up in two tasks.',
  whatToDo:
    'Use the same partition_traces_by_id and the same record_partitioner on all exporters of a topic.',
  source: 'docs/collector-facts.md',
  examples: {
    bad: {
      files: {
        'a.yaml': writing({ kafka: 'brokers: [kafka:9092]\npartition_traces_by_id: true' }),
        'b.yaml': writing({
          kafka:
            'brokers: [kafka:9092]\npartition_traces_by_id: true\nrecord_partitioner: {sticky_key: {hasher: murmur2}}',
        }),
      },
    },
    good: {
      files: {
        'a.yaml': writing({ kafka: 'brokers: [kafka:9092]\npartition_traces_by_id: true' }),
        'b.yaml': writing({ kafka: 'brokers: [kafka:9092]\npartition_traces_by_id: true' }),
      },
    },
  },
  *check(context) {
    const exporters = [...used(context, 'exporter', 'kafka')].flatMap(({ file, component }) => {
      const route = routesOf(component, context.version).find(({ signal }) => signal === 'traces');
      const hasher = hasherOf(component);
      return route?.topics && hasher ? [{ file, component, topics: route.topics, hasher }] : [];
    });
    for (const [index, exporter] of exporters.entries()) {
      const other = exporters
        .slice(0, index)
        .find(
          (each) =>
            each.hasher !== exporter.hasher &&
            each.topics.some((topic) => exporter.topics.includes(topic)) &&
            shareBroker(brokersOf(each.component), brokersOf(exporter.component)),
        );
      if (!other) continue;
      yield {
        file: exporter.file,
        path: exporter.component.path,
        part: 'key',
        message: `${exporter.component.id} partitions traces on ${exporter.topics.join(', ')} by ${exporter.hasher}, but ${other.component.id} (${other.file.name}) by ${other.hasher}, so one trace is split over two partitions. Use the same hasher for both.`,
      };
    }
  },
});

const KEYS = [
  'partition_traces_by_id',
  'partition_metrics_by_resource_attributes',
  'partition_logs_by_resource_attributes',
  'partition_logs_by_trace_id',
];

/** The hasher that maps a trace ID to a partition; `undefined` when not known, or when records have no key. */
function hasherOf({ settings }: Component): string | undefined {
  if (booleanAt(settings, ['partition_traces_by_id'], false) !== true) return undefined;
  if (!isSet(settings, ['record_partitioner'])) return 'sarama_compat';
  const partitioner = settings.record_partitioner;
  if (!isRecord(partitioner) || !isSet(partitioner, ['sticky_key'])) return undefined;
  return textAt(partitioner, ['sticky_key', 'hasher']);
}

/** Does a pipeline behind Kafka use tail_sampling, or should one according to the spec? */
function samplesTails(context: LintContext): boolean {
  const { spec } = context.facts;
  if (spec?.tiers.processing.tailSampling && spec.signals.traces) return true;
  const written = [...used(context, 'exporter', 'kafka')].flatMap(({ component }) =>
    routesOf(component, context.version).filter(({ signal }) => signal === 'traces'),
  );
  return [...kafkaFedPipelines(context)].some(
    ({ file, pipeline }) =>
      processorsOf(file, pipeline, 'tail_sampling').length > 0 && readsAny(context, file, written),
  );
}

function readsAny(
  context: LintContext,
  file: LintFile,
  written: readonly { topics: readonly string[] | undefined }[],
): boolean {
  const read = file.components
    .filter(({ kind, type }) => kind === 'receiver' && type === 'kafka')
    .flatMap((component) => routesOf(component, context.version).filter(({ signal }) => signal === 'traces'));
  return written.some(({ topics }) =>
    (topics ?? []).some((topic) =>
      read.some((route) => route.topics?.some((each) => coversTopic(each, topic))),
    ),
  );
}

function statefulProcessor(context: LintContext): string | undefined {
  for (const file of context.files) {
    for (const pipeline of fedBy(file, 'kafka')) {
      const found = STATEFUL_METRICS.find((type) => processorsOf(file, pipeline, type).length > 0);
      if (pipeline.signal === 'metrics' && found !== undefined) return found;
    }
  }
  return undefined;
}

function setTrue(file: LintFile, { path }: Component, key: string): TextEdit | undefined {
  return setScalar(file.document, [...path, key], 'true') ?? addPair(file.document, path, key, 'true');
}
