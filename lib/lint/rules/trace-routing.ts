import type { Component } from '../../collector/config/collector-config';
import { isRecord } from '../../collector/config/config-document';
import { fedBy } from '../../collector/config/fed-by';
import { addPair, setScalar, type TextEdit } from '../../collector/config/text-edit';
import { type LintContext, type LintFile, type Rule, used } from '../rule';
import { brokersOf, shareBroker } from '../settings/kafka-client';
import { coversTopic, routesOf } from '../settings/kafka-topics';
import { kafkaFedPipelines, processorsOf } from '../settings/pipeline-flow';
import { booleanAt, isSet, textAt } from '../settings/values';

/** Processors that need all points of a metric stream in one place. */
const STATEFUL_METRICS = ['cumulativetodelta', 'deltatocumulative', 'interval'];

const EXPORTER_SOURCE =
  'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/exporter/kafkaexporter/README.md';

/** Spans of one trace on several partitions. */
export const tracesNotRouted: Rule = {
  code: 'KAFKA_TRACES_NOT_ROUTED',
  severity: 'error',
  title: 'traces split over partitions, and tail_sampling behind',
  explanation:
    'tail_sampling decides on the spans that its own task has. Without partition_traces_by_id on the exporter the spans of one trace land on several partitions, hence in several tasks, and each decides on a part: sampled traces have holes. Write `partition_traces_by_id: true` on every exporter of the topic.',
  source: 'docs/architecture.md',
  *check(context) {
    if (!samplesTails(context)) return;
    for (const { file, component } of used(context, 'exporter', 'kafka')) {
      const route = routesOf(component, context.version).find(({ signal }) => signal === 'traces');
      const isKeyed = isSet(component.settings, ['traces', 'message_key_from_metadata_key']);
      // Jaeger's encodings take the trace ID as key by themselves.
      if (!route || isKeyed || route.encoding === undefined || route.encoding.startsWith('jaeger')) continue;
      if (booleanAt(component.settings, ['partition_traces_by_id'], false) !== false) continue;
      const edit = setTrue(file, component, 'partition_traces_by_id');
      yield {
        file,
        path: [...component.path, 'partition_traces_by_id'],
        part: 'key',
        message: `${component.id} spreads the spans of a trace over partitions, and tail_sampling behind Kafka decides on what one task has: write \`partition_traces_by_id: true\`.`,
        fix: edit && { title: 'writes partition_traces_by_id: true', edits: [edit] },
      };
    }
  },
};

/** Points of one stream on several partitions. */
export const metricsNotRouted: Rule = {
  code: 'KAFKA_METRICS_NOT_ROUTED',
  severity: 'warning',
  title: 'metric streams split over partitions, and a stateful processor behind',
  explanation:
    'cumulativetodelta, deltatocumulative and interval remember the last point of each stream. Without partition_metrics_by_resource_attributes on the exporter the points of one stream reach several tasks, in no order, and sums come out wrong. Write `partition_metrics_by_resource_attributes: true`.',
  source: EXPORTER_SOURCE,
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
        message: `${component.id} spreads the points of a metric stream over partitions, and ${stateful} behind Kafka needs them in one task: write \`${key}: true\`.`,
        fix: edit && { title: `writes ${key}: true`, edits: [edit] },
      };
    }
  },
};

/** A key that no partitioner looks at. */
export const partitionerIgnoresKey: Rule = {
  code: 'KAFKA_PARTITIONER_IGNORES_KEY',
  severity: 'error',
  title: 'the partitioner does not look at the key',
  explanation:
    'partition_traces_by_id and its like only set the key of a record. round_robin and least_backup choose the partition without looking at it, so the spans of a trace land anywhere. Use `record_partitioner: {sticky_key: {hasher: sarama_compat}}`, the default.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/exporter/kafkaexporter/partitioner.go',
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
        message: `record_partitioner.${partitioner} of ${component.id} does not look at the key that ${key} sets; use sticky_key, or take ${key} out.`,
      };
    }
  },
};

/** One trace, two partitions. */
export const partitionersDiffer: Rule = {
  code: 'KAFKA_PARTITIONERS_DIFFER',
  severity: 'error',
  title: 'exporters of one topic choose partitions differently',
  explanation:
    'The same trace ID gives another partition under another hasher (sarama_compat is FNV-1a, murmur2 is that of the Java client). Services of one trace that send through two exporters then end in two tasks. All exporters of a topic need the same partition_traces_by_id and the same record_partitioner.',
  source: 'docs/collector-facts.md',
  *check(context) {
    const exporters = [...used(context, 'exporter', 'kafka')].flatMap(({ file, component }) => {
      const route = routesOf(component, context.version).find(({ signal }) => signal === 'traces');
      const way = wayOf(component);
      return route?.topics && way ? [{ file, component, topics: route.topics, way }] : [];
    });
    for (const [index, exporter] of exporters.entries()) {
      const other = exporters
        .slice(0, index)
        .find(
          (each) =>
            each.way !== exporter.way &&
            each.topics.some((topic) => exporter.topics.includes(topic)) &&
            shareBroker(brokersOf(each.component), brokersOf(exporter.component)),
        );
      if (!other) continue;
      yield {
        file: exporter.file,
        path: exporter.component.path,
        part: 'key',
        message: `${exporter.component.id} puts traces on ${exporter.topics.join(', ')} by ${exporter.way}, and ${other.component.id} (${other.file.name}) by ${other.way}: one trace lands on two partitions; use the same for both.`,
      };
    }
  },
};

const KEYS = [
  'partition_traces_by_id',
  'partition_metrics_by_resource_attributes',
  'partition_logs_by_resource_attributes',
  'partition_logs_by_trace_id',
];

/** How an exporter finds a trace's partition; `undefined` when not known, or without a key: then anywhere. */
function wayOf({ settings }: Component): string | undefined {
  if (booleanAt(settings, ['partition_traces_by_id'], false) !== true) return undefined;
  if (!isSet(settings, ['record_partitioner'])) return 'sarama_compat';
  const partitioner = settings.record_partitioner;
  if (!isRecord(partitioner) || !isSet(partitioner, ['sticky_key'])) return undefined;
  return textAt(partitioner, ['sticky_key', 'hasher']);
}

/** Does a pipeline behind Kafka use tail_sampling, or is it to, by the spec? */
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
