import type { Component, Pipeline } from '../../collector/config/collector-config';
import { isRecord } from '../../collector/config/config-document';
import { fedBy } from '../../collector/config/fed-by';
import { addPair, setScalar } from '../../collector/config/text-edit';
import { reading, writing } from '../examples';
import { defineRule, type LintContext, type LintFile, type Report } from '../rule';
import { blockingKey, onOverflowOf } from '../settings/exporter-queue';
import { asynchronousOf } from '../settings/pipeline-flow';
import { booleanAt, durationMsAt, isSet } from '../settings/values';

const HELPER_SOURCE =
  'https://github.com/open-telemetry/opentelemetry-collector/blob/v0.160.0/exporter/exporterhelper/README.md';

const DEFAULT_GIVE_UP_MS = 300_000;

export const queueDrops = defineRule({
  code: 'QUEUE_DROPS',
  severity: 'warning',
  title: 'a full queue drops data',
  explanation:
    'A full sending queue refuses new data. Behind batch or tail_sampling nothing retries it, so it is dropped with an error in the log, although its offset is committed. Queues fill during a drain: in a test with the default queue 49 of 5,000 traces were lost. With `block_on_overflow: true` the exporter waits instead, and the receiver slows down to the speed of the backend.',
  whatToDo: 'Set `sending_queue: {block_on_overflow: true}`.',
  source: 'docs/collector-facts.md',
  examples: {
    bad: reading({ processors: 'batch: {}' }),
    good: reading({
      processors: 'batch: {}',
      others: 'otlp_http:\n  endpoint: https://backend:4318\n  sending_queue: {block_on_overflow: true}',
    }),
  },
  *check(context) {
    for (const { file, component, pipeline } of exporters(context)) {
      const key = blockingKey(context.version);
      if (onOverflowOf(component) !== 'drops' || !isAsynchronous(pipeline)) continue;
      yield {
        file,
        path: [...component.path, 'sending_queue'],
        part: 'key',
        message: `The queue of ${component.id} drops data when it is full, as in a drain, and behind ${asynchronousOf(pipeline)} nothing retries it. Set ${key ? `sending_queue.${key}: true` : 'sending_queue.enabled: false, which waits'}.`,
        fix: fixOf(file, component, key),
      };
    }
  },
});

export const retryGivesUp = defineRule({
  code: 'RETRY_GIVES_UP',
  severity: 'warning',
  oncePerFile: true,
  title: 'data dropped after a while',
  explanation:
    'An exporter retries for retry_on_failure.max_elapsed_time, 5 minutes by default, and then drops the data, although its offset is committed. While a backend is down for longer than that, the exporter drops the content of its queue again and again. With `max_elapsed_time: 0` and a queue that blocks nothing is dropped, and the rest waits in Kafka.',
  whatToDo: 'Set `retry_on_failure: {max_elapsed_time: 0}` together with a queue that blocks.',
  source: HELPER_SOURCE,
  examples: {
    bad: writing({ kafka: 'brokers: [kafka:9092]' }),
    good: writing({ kafka: 'brokers: [kafka:9092]\nretry_on_failure: {max_elapsed_time: 0}' }),
  },
  *check(context) {
    for (const { file, component } of exporters(context)) {
      if (onOverflowOf(component) === 'unknown' && !isSet(component.settings, ['retry_on_failure'])) continue;
      const enabled = booleanAt(component.settings, ['retry_on_failure', 'enabled'], true);
      const giveUpMs = durationMsAt(
        component.settings,
        ['retry_on_failure', 'max_elapsed_time'],
        DEFAULT_GIVE_UP_MS,
      );
      if (enabled === undefined || (enabled && (giveUpMs === undefined || giveUpMs === 0))) continue;
      yield {
        file,
        path: [...component.path, 'retry_on_failure', enabled ? 'max_elapsed_time' : 'enabled'],
        part: 'key',
        message: enabled
          ? `${component.id} drops data that it could not send for ${(giveUpMs ?? 0) / 1_000} s. Set \`retry_on_failure: {max_elapsed_time: 0}\` with a queue that blocks, so that the data waits in Kafka.`
          : `${component.id} does not retry, so one failed request loses its data. Set retry_on_failure with enabled: true and max_elapsed_time: 0.`,
      };
    }
  },
});

/** Exporters of pipelines that read from or write to Kafka, each once, with a pipeline of theirs. */
function* exporters(
  context: LintContext,
): Generator<{ file: LintFile; component: Component; pipeline: Pipeline }> {
  for (const file of context.files) {
    const fed = fedBy(file, 'kafka');
    for (const component of file.components.filter(({ kind }) => kind === 'exporter')) {
      const about = component.pipelines.filter((pipeline) => component.type === 'kafka' || fed.has(pipeline));
      const pipeline = about.find(isAsynchronous) ?? about[0];
      if (pipeline) yield { file, component, pipeline };
    }
  }
}

function isAsynchronous(pipeline: Pipeline): boolean {
  return asynchronousOf(pipeline) !== undefined;
}

function fixOf(file: LintFile, { path, settings }: Component, key: string | undefined): Report['fix'] {
  if (key === undefined) return undefined;
  const section = [...path, 'sending_queue'];
  const edit = isSet(settings, ['sending_queue'])
    ? isRecord(settings.sending_queue) && key in settings.sending_queue
      ? setScalar(file.document, [...section, key], 'true')
      : addPair(file.document, section, key, 'true')
    : addPair(file.document, path, 'sending_queue', `{${key}: true}`);
  return edit && { title: `sets sending_queue.${key}: true`, edits: [edit] };
}
