import type { Component } from '../../collector/config/collector-config';
import { reading } from '../examples';
import { defineRule, used } from '../rule';
import { FRANZ_GO_SINCE } from '../settings/kafka-client';
import { canRefuse } from '../settings/pipeline-flow';
import { booleanAt, durationMsAt, numberAt } from '../settings/values';

const RECEIVER_SOURCE =
  'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/receiver/kafkareceiver/consumer_franz.go';

export const receiverSkipsRefused = defineRule({
  code: 'KAFKA_RECEIVER_SKIPS_REFUSED',
  severity: 'warning',
  oncePerFile: true,
  title: 'refused records are skipped',
  explanation:
    'When the pipeline refuses a record (memory_limiter, a full queue), a receiver without error_backoff logs one error, marks the record as read and continues. The record is lost. This is most likely during a drain.',
  whatToDo:
    'Set error_backoff, so that the receiver waits and retries: `error_backoff: {enabled: true, initial_interval: 100ms, multiplier: 2, max_interval: 5s, max_elapsed_time: 0}`.',
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
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      const { after, onError, backsOff } = handlingOf(component);
      const marks = after === false || onError === true;
      if (!marks || backsOff !== false || !component.pipelines.some(canRefuse)) continue;
      yield {
        file,
        path: [...component.path, 'error_backoff'],
        part: 'key',
        message: `${component.id} has no error_backoff: it marks a record that the pipeline refuses (memory_limiter, a full queue) as read, and the record is lost. Set error_backoff with enabled: true and intervals.`,
      };
    }
  },
});

export const receiverStopsPartition = defineRule({
  code: 'KAFKA_RECEIVER_STOPS_PARTITION',
  severity: 'warning',
  title: 'a refused record stops its partition',
  explanation:
    'With message_marking.after and without error_backoff, one record that the pipeline refuses (memory_limiter, a full queue) pauses its partition. Nothing resumes it until the next rebalance. Its lag grows while the Collector looks healthy.',
  whatToDo: 'Set error_backoff, so that the receiver retries.',
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
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      const { after, onError, backsOff } = handlingOf(component);
      if (after !== true || onError !== false || backsOff !== false) continue;
      if (!component.pipelines.some(canRefuse)) continue;
      yield {
        file,
        path: [...component.path, 'message_marking', 'after'],
        message: `${component.id} marks records after the pipeline and has no error_backoff, so one refused record pauses its partition until the next rebalance. Set error_backoff with enabled: true and intervals.`,
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
      if (handlingOf(component).backsOff !== true) continue;
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

/** What a receiver does with a record that the pipeline refuses; `undefined` for a setting that is not known. */
function handlingOf({ settings }: Component) {
  return {
    after: booleanAt(settings, ['message_marking', 'after'], false),
    onError: booleanAt(settings, ['message_marking', 'on_error'], false),
    backsOff: booleanAt(settings, ['error_backoff', 'enabled'], false),
  };
}
