import type { Component } from '../../collector/config/collector-config';
import { breaksBehind, type DeliveryBreak, hasWaitForResult, kafkaReceiverFlow } from '../../collector/flow';
import { isRendered } from '../../collector/render/header';
import { reading } from '../examples';
import { defineRule, type LintContext, used } from '../rule';

export const markedBeforeDelivered = defineRule({
  code: 'KAFKA_MARKED_BEFORE_DELIVERED',
  severity: 'warning',
  title: 'records are marked before the backend has them',
  explanation:
    'message_marking.after marks a record as read when the pipeline returns. A pipeline with batch, tail_sampling, groupbytrace or a sending queue returns when that component has accepted the data, not when the backend has it. The record is then committed, and a task that is killed loses it: in a test with a backend that answered 503, 30 of 30 records were committed, and after a SIGKILL 0 of 30 arrived. All that message_marking.after then keeps is a record that the pipeline refuses at the moment of a stop. The rule reports nothing about rendered configurations, because the pipeline spec decides how they deliver.',
  whatToDo:
    'Remove the component that the finding names. Batch in the sending queue instead: `sending_queue: {wait_for_result: true, batch: {…}}` returns when the backend has answered. If the loss is acceptable, remove message_marking.after.',
  source: 'docs/collector-facts.md',
  examples: {
    bad: reading({
      kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\nmessage_marking: {after: true}',
      processors: 'batch: {}',
      others: 'otlp_http:\n  endpoint: https://backend:4318\n  sending_queue: {enabled: false}',
    }),
    good: reading({
      kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\nmessage_marking: {after: true}',
      others:
        'otlp_http:\n  endpoint: https://backend:4318\n  sending_queue: {wait_for_result: true, batch: {}}',
    }),
  },
  *check(context) {
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      if (kafkaReceiverFlow(component, context.version).marks !== 'after-pipeline') continue;
      if (isRendered(file.document.text)) continue;
      const breaks = component.pipelines.flatMap((pipeline) => breaksBehind(file, pipeline));
      // Keyed by place, because two pipelines may share an exporter.
      const byPlace = new Map(breaks.map((each) => [each.path.join('\n'), each]));
      for (const each of byPlace.values()) {
        const advice = adviceOn(each, context);
        if (advice === undefined) continue;
        yield {
          file,
          path: each.path,
          part: each.kind === 'queue' ? 'key' : 'value',
          severity: each.onDisk ? 'info' : 'warning',
          message: `${each.because} ${consequence(each, component)} ${advice}`,
        };
      }
    }
  },
});

function consequence({ onDisk }: DeliveryBreak, { id }: Component): string {
  return onDisk
    ? `message_marking.after of ${id} then marks the record, so the record lasts only as long as that disk.`
    : `message_marking.after of ${id} marks a record at that moment, and a task that is killed loses it.`;
}

/** The advice for a break; `undefined` if message_marking.after does not matter to it. */
function adviceOn({ kind, onDisk }: DeliveryBreak, { version }: LintContext): string | undefined {
  const waits = hasWaitForResult(version);
  switch (kind) {
    case 'step':
      return waits
        ? 'Remove it, and batch in the queue with sending_queue.wait_for_result: true.'
        : 'Remove it, and set sending_queue.enabled: false.';
    case 'queue':
      if (onDisk) return 'Keep the disk, or set sending_queue.wait_for_result: true without storage.';
      return waits ? 'Set sending_queue.wait_for_result: true.' : 'Set sending_queue.enabled: false.';
    default:
      return undefined;
  }
}
