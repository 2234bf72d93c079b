import type { Component } from '../../collector/config/collector-config';
import { type KafkaReceiverFlow, kafkaReceiverFlow, type Refuser, refusersOf } from '../../collector/flow';
import { isRendered } from '../../collector/render/header';
import { reading } from '../examples';
import { defineRule, type LintContext, type LintFile, used } from '../rule';
import { FRANZ_GO_SINCE } from '../settings/kafka-client';
import { booleanAt, durationMsAt, numberAt } from '../settings/values';

const RECEIVER_SOURCE =
  'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/receiver/kafkareceiver/consumer_franz.go';

/** The receiver of v0.152 resumes a partition that it is assigned, and that of v0.150 does not (consumer_franz.go). */
const PAUSE_ENDS_SINCE = 151;

const BACKOFF =
  '`error_backoff: {enabled: true, initial_interval: 100ms, multiplier: 2, max_interval: 5s, max_elapsed_time: 0}`';

export const receiverSkipsRefused = defineRule({
  code: 'KAFKA_RECEIVER_SKIPS_REFUSED',
  severity: 'warning',
  oncePerFile: true,
  title: 'refused records are skipped',
  explanation:
    'When the pipeline refuses a record (memory_limiter, a full queue, a backend without a queue before it), a receiver without error_backoff logs one error, marks the record as read and continues. The record is lost. This is most likely during a drain. The rule reports nothing where nothing can refuse a record, as with a queue that waits and without memory_limiter.',
  whatToDo: `Set error_backoff, so that the receiver waits and retries: ${BACKOFF}.`,
  source: RECEIVER_SOURCE,
  examples: {
    bad: reading({
      kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\ninitial_offset: earliest',
      processors: 'memory_limiter: {check_interval: 1s, limit_percentage: 80, spike_limit_percentage: 20}',
    }),
    good: reading({
      kafka:
        'brokers: [kafka:9092]\ngroup_id: checkout\ninitial_offset: earliest\nerror_backoff: {enabled: true, initial_interval: 100ms, multiplier: 2, max_interval: 5s, max_elapsed_time: 0}',
      processors: 'memory_limiter: {check_interval: 1s, limit_percentage: 80, spike_limit_percentage: 20}',
    }),
  },
  *check(context) {
    if (context.version.minor < FRANZ_GO_SINCE) return;
    for (const { file, component, flow, refusers } of refused(context)) {
      if (flow.onRefusal.kind !== 'skips') continue;
      yield {
        file,
        path: flow.backoffPath,
        part: 'key',
        message: `${component.id} has no error_backoff: it marks a record that the pipeline refuses (${named(refusers)}) as read, and the record is lost. Set error_backoff with enabled: true and intervals.`,
      };
    }
  },
});

export const receiverGivesUp = defineRule({
  code: 'KAFKA_RECEIVER_GIVES_UP',
  severity: 'warning',
  title: 'refused records are skipped after a while',
  explanation:
    'error_backoff.max_elapsed_time bounds how long the receiver retries a record that the pipeline refuses (memory_limiter, a full queue, a backend without a queue before it). After that time it marks the record as read and continues with the next one, which waits as long again. The records are lost, and their offsets are committed. Without the setting, or with 0, the receiver retries until the pipeline takes the record, and the rest waits in Kafka. From v0.152 on a receiver with `message_marking: {after: true, on_error: false}` reads the record again instead.',
  whatToDo: 'Set `error_backoff: {max_elapsed_time: 0}`, or remove the setting.',
  source: RECEIVER_SOURCE,
  examples: {
    bad: reading({
      kafka:
        'brokers: [kafka:9092]\ngroup_id: checkout\nerror_backoff: {enabled: true, initial_interval: 100ms, multiplier: 2, max_interval: 5s, max_elapsed_time: 60s}',
      processors: 'memory_limiter: {check_interval: 1s, limit_percentage: 80, spike_limit_percentage: 20}',
    }),
    good: reading({
      kafka:
        'brokers: [kafka:9092]\ngroup_id: checkout\nerror_backoff: {enabled: true, initial_interval: 100ms, multiplier: 2, max_interval: 5s, max_elapsed_time: 0}',
      processors: 'memory_limiter: {check_interval: 1s, limit_percentage: 80, spike_limit_percentage: 20}',
    }),
  },
  *check(context) {
    for (const { file, component, flow, refusers } of refused(context)) {
      if (flow.onRefusal.kind !== 'gives-up') continue;
      yield {
        file,
        path: [...flow.backoffPath, 'max_elapsed_time'],
        message: `${component.id} retries a record that the pipeline refuses (${named(refusers)}) for ${flow.onRefusal.afterMs / 1_000} s, and then marks it as read: the record is lost. Set error_backoff.max_elapsed_time: 0, so that it waits in Kafka.`,
      };
    }
  },
});

export const receiverStopsPartition = defineRule({
  code: 'KAFKA_RECEIVER_STOPS_PARTITION',
  severity: 'warning',
  title: 'a refused record stops its partition',
  explanation:
    'With message_marking.after and without error_backoff, one record that the pipeline refuses (memory_limiter, a full queue, a backend without a queue before it) pauses its partition. Nothing resumes it until the next rebalance. Its lag grows while the Collector looks healthy. Up to v0.150 the pause survives rebalances as well, so that the partition stays unread until that Collector restarts (franz-go issue 1272), and the same happens when error_backoff.max_elapsed_time has passed.',
  whatToDo: `Set error_backoff, so that the receiver retries: ${BACKOFF}.`,
  source: 'docs/collector-facts.md',
  examples: {
    bad: reading({
      kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\nmessage_marking: {after: true}',
      processors: 'memory_limiter: {check_interval: 1s, limit_percentage: 80, spike_limit_percentage: 20}',
    }),
    good: reading({
      kafka:
        'brokers: [kafka:9092]\ngroup_id: checkout\nmessage_marking: {after: true}\nerror_backoff: {enabled: true, initial_interval: 100ms, multiplier: 2, max_interval: 5s, max_elapsed_time: 0}',
      processors: 'memory_limiter: {check_interval: 1s, limit_percentage: 80, spike_limit_percentage: 20}',
    }),
  },
  *check(context) {
    if (context.version.minor < FRANZ_GO_SINCE) return;
    for (const { file, component, flow, refusers } of refused(context)) {
      if (flow.onRefusal.kind !== 'stops-partition') continue;
      const { afterMs } = flow.onRefusal;
      const until =
        context.version.minor < PAUSE_ENDS_SINCE
          ? 'until the Collector restarts, because in this version the pause survives rebalances'
          : 'until the next rebalance';
      yield {
        file,
        path: [...flow.markingPath, 'after'],
        message:
          afterMs > 0
            ? `${component.id} marks records after the pipeline and retries for ${afterMs / 1_000} s only, so a record that is refused for longer (${named(refusers)}) pauses its partition ${until}. Set error_backoff.max_elapsed_time: 0.`
            : `${component.id} marks records after the pipeline and has no error_backoff, so one refused record (${named(refusers)}) pauses its partition ${until}. Set error_backoff with enabled: true and intervals.`,
      };
    }
  },
});

export const poisonStopsPartition = defineRule({
  code: 'KAFKA_POISON_STOPS_PARTITION',
  severity: 'info',
  title: 'a record that no retry helps stops its partition',
  explanation:
    'A record that cannot be decoded, or that the backend refuses for good (such as HTTP 400), fails on every attempt. With message_marking.after and without on_permanent_error the receiver pauses the partition at this record. The next rebalance reads it again and pauses again, so nothing behind it arrives. Its lag grows while the Collector looks healthy. With `on_permanent_error: true` the receiver logs an error with the offset, marks the record as read and continues. Without a value of its own, on_permanent_error is what on_error is. The rule reports nothing about rendered configurations, which stop at such a record on purpose.',
  whatToDo:
    'Set `message_marking: {on_permanent_error: true}` if it is better to skip such a record than to stop, or watch the lag of each partition.',
  source: 'docs/collector-facts.md',
  examples: {
    bad: reading({
      kafka:
        'brokers: [kafka:9092]\ngroup_id: checkout\nmessage_marking: {after: true}\nerror_backoff: {enabled: true, initial_interval: 100ms, multiplier: 2, max_interval: 5s}',
    }),
    good: reading({
      kafka:
        'brokers: [kafka:9092]\ngroup_id: checkout\nmessage_marking: {after: true, on_permanent_error: true}\nerror_backoff: {enabled: true, initial_interval: 100ms, multiplier: 2, max_interval: 5s}',
    }),
  },
  *check(context) {
    if (context.version.minor < FRANZ_GO_SINCE) return;
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      const { onPoison, markingPath } = kafkaReceiverFlow(component, context.version);
      if (onPoison !== 'blocks' || isRendered(file.document.text)) continue;
      yield {
        file,
        path: [...markingPath, 'on_permanent_error'],
        part: 'key',
        message: `A record that ${component.id} cannot decode, or that the backend refuses for good, stops its partition until the next rebalance, and then again. Set message_marking.on_permanent_error: true to skip such a record with an error in the log.`,
      };
    }
  },
});

export const fanOutSkips = defineRule({
  code: 'KAFKA_FAN_OUT_SKIPS',
  severity: 'warning',
  title: 'a refusal of one backend skips the record for all',
  explanation:
    'A pipeline with several exporters returns their errors as one. If one backend refuses a record for good (such as HTTP 400), the whole error counts as permanent, so the receiver skips the record at once, although another backend only asked to try again (such as HTTP 503). That backend never gets the record: in a test 0 of 3 arrived. The same happens with a receiver in several pipelines. It concerns exporters without a queue, and queues with wait_for_result.',
  whatToDo:
    'Give each backend a Kafka receiver with a group_id of its own, each in its own pipeline. Or set `message_marking: {after: true, on_permanent_error: false}`, which stops the partition at such a record.',
  source: 'docs/collector-facts.md',
  examples: {
    bad: reading({
      kafka:
        'brokers: [kafka:9092]\ngroup_id: checkout\nerror_backoff: {enabled: true, initial_interval: 100ms, multiplier: 2, max_interval: 5s}',
      others:
        'otlp_http:\n  endpoint: https://backend:4318\n  sending_queue: {enabled: false}\notlp_http/b:\n  endpoint: https://other:4318\n  sending_queue: {enabled: false}',
    }),
    good: reading({
      kafka:
        'brokers: [kafka:9092]\ngroup_id: checkout\nerror_backoff: {enabled: true, initial_interval: 100ms, multiplier: 2, max_interval: 5s}',
      others: 'otlp_http:\n  endpoint: https://backend:4318\n  sending_queue: {enabled: false}',
    }),
  },
  *check(context) {
    if (context.version.minor < FRANZ_GO_SINCE) return;
    for (const { file, component, flow, refusers } of refused(context)) {
      const backends = new Set(refusers.flatMap(({ id, because }) => (because === 'backend' ? [id] : [])));
      if (flow.onPoison !== 'skips' || backends.size < 2) continue;
      yield {
        file,
        path: flow.markingPath,
        part: 'key',
        message: `${component.id} skips a record that one of ${[...backends].join(', ')} refuses for good, even if another one only asks to try again and has not got it yet. Give each backend a receiver with a group_id of its own, or set message_marking with after: true and on_permanent_error: false.`,
      };
    }
  },
});

export const errorBackoffZero = defineRule({
  code: 'KAFKA_ERROR_BACKOFF_ZERO',
  severity: 'warning',
  title: 'error_backoff without intervals does not wait',
  explanation:
    "The receiver's error_backoff has no defaults. `enabled: true` alone means an interval of 0, and without multiplier or max_interval the interval drops to 0 after the first retry. The receiver then retries in a busy loop against a pipeline that is out of memory, with a log line each time.",
  whatToDo: 'Set initial_interval, multiplier and max_interval.',
  source: RECEIVER_SOURCE,
  examples: {
    bad: reading({
      kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\nerror_backoff: {enabled: true}',
      processors: 'memory_limiter: {check_interval: 1s, limit_percentage: 80, spike_limit_percentage: 20}',
    }),
    good: reading({
      kafka:
        'brokers: [kafka:9092]\ngroup_id: checkout\nerror_backoff: {enabled: true, initial_interval: 100ms, multiplier: 2, max_interval: 5s, max_elapsed_time: 0}',
      processors: 'memory_limiter: {check_interval: 1s, limit_percentage: 80, spike_limit_percentage: 20}',
    }),
  },
  *check(context) {
    if (context.version.minor < FRANZ_GO_SINCE) return;
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      if (booleanAt(component.settings, ['error_backoff', 'enabled'], false) !== true) continue;
      const zero = [
        {
          key: 'initial_interval',
          value: durationMsAt(component.settings, ['error_backoff', 'initial_interval'], 0),
        },
        { key: 'multiplier', value: numberAt(component.settings, ['error_backoff', 'multiplier'], 0) },
        {
          key: 'max_interval',
          value: durationMsAt(component.settings, ['error_backoff', 'max_interval'], 0),
        },
      ].filter(({ value }) => value === 0);
      if (zero.length === 0) continue;
      yield {
        file,
        path: [...component.path, 'error_backoff'],
        part: 'key',
        message: `error_backoff of ${component.id} has no ${zero.map(({ key }) => key).join(', ')} (default 0), so it stops waiting after one or two retries. Set initial_interval: 100ms, multiplier: 2, max_interval: 5s.`,
      };
    }
  },
});

/** Kafka receivers with pipelines that can refuse a record. */
function* refused(context: LintContext): Generator<{
  file: LintFile;
  component: Component;
  flow: KafkaReceiverFlow;
  refusers: Refuser[];
}> {
  for (const { file, component } of used(context, 'receiver', 'kafka')) {
    const refusers = component.pipelines.flatMap((pipeline) => refusersOf(file, pipeline));
    if (refusers.length === 0) continue;
    yield { file, component, flow: kafkaReceiverFlow(component, context.version), refusers };
  }
}

const REFUSALS: Record<Refuser['because'], (id: string) => string> = {
  memory: (id) => id,
  'full-queue': (id) => `the full queue of ${id}`,
  backend: (id) => `the backend of ${id}`,
};

/** At most two refusers, because a message is one or two lines. */
function named(refusers: readonly Refuser[]): string {
  const texts = new Set(refusers.map(({ id, because }) => REFUSALS[because](id)));
  return [...texts].slice(0, 2).join(', ');
}
