import type { Component } from '../../collector/config/collector-config';
import { type Rule, used } from '../rule';
import { FRANZ_GO_SINCE } from '../settings/kafka-client';
import { canRefuse } from '../settings/pipeline-flow';
import { booleanAt, durationMsAt, numberAt } from '../settings/values';

const RECEIVER_SOURCE =
  'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/receiver/kafkareceiver/consumer_franz.go';

/** A refused record is passed over. */
export const receiverSkipsRefused: Rule = {
  code: 'KAFKA_RECEIVER_SKIPS_REFUSED',
  severity: 'warning',
  title: 'a record that the pipeline refuses is skipped',
  explanation:
    'When the pipeline refuses a record (memory_limiter, a full queue), the receiver without error_backoff logs one error line, marks the record as read and goes on: it is lost, and a drain is when that happens. Give it error_backoff, so that it waits and tries again: `error_backoff: {enabled: true, initial_interval: 100ms, multiplier: 2, max_interval: 5s, max_elapsed_time: 0}`.',
  source: RECEIVER_SOURCE,
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
        message: `${component.id} has no error_backoff: a record that the pipeline refuses (memory_limiter, a full queue) is marked as read and lost; write error_backoff with enabled: true and intervals.`,
      };
    }
  },
};

/** A refused record stops its partition. */
export const receiverStopsPartition: Rule = {
  code: 'KAFKA_RECEIVER_STOPS_PARTITION',
  severity: 'warning',
  title: 'a refused record stops its partition',
  explanation:
    'With message_marking.after and without error_backoff a record that the pipeline refuses once (memory_limiter, a full queue) pauses its partition, and nothing resumes it until the next rebalance: its lag grows while the Collector looks well. Give it error_backoff, so that it tries again by itself.',
  source: 'docs/collector-facts.md',
  *check(context) {
    if (context.version.minor < FRANZ_GO_SINCE) return;
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      const { after, onError, backsOff } = handlingOf(component);
      if (after !== true || onError !== false || backsOff !== false) continue;
      if (!component.pipelines.some(canRefuse)) continue;
      yield {
        file,
        path: [...component.path, 'message_marking', 'after'],
        message: `${component.id} marks after the pipeline and has no error_backoff: one refused record pauses its partition until the next rebalance; write error_backoff with enabled: true and intervals.`,
      };
    }
  },
};

/** An interval of zero is a busy loop. */
export const errorBackoffZero: Rule = {
  code: 'KAFKA_ERROR_BACKOFF_ZERO',
  severity: 'warning',
  title: 'error_backoff without intervals does not wait',
  explanation:
    'error_backoff of the receiver has no defaults: `enabled: true` alone means an interval of 0, and one without multiplier or max_interval falls to 0 after the first try. The receiver then hammers a pipeline that refuses because it is out of memory, with a log line each time. Set initial_interval, multiplier and max_interval.',
  source: RECEIVER_SOURCE,
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
        message: `error_backoff of ${component.id} has no ${zero.map(({ key }) => key).join(', ')} (0 when absent), so after a try or two it no longer waits between them; write initial_interval: 100ms, multiplier: 2, max_interval: 5s.`,
      };
    }
  },
};

/** Of a refusal that may pass; `undefined` for what is not known. */
function handlingOf({ settings }: Component) {
  return {
    after: booleanAt(settings, ['message_marking', 'after'], false),
    onError: booleanAt(settings, ['message_marking', 'on_error'], false),
    backsOff: booleanAt(settings, ['error_backoff', 'enabled'], false),
  };
}
