import type { Component, Pipeline } from '../../collector/config/collector-config';
import { isRecord } from '../../collector/config/config-document';
import { fedBy } from '../../collector/config/fed-by';
import { addPair, setScalar } from '../../collector/config/text-edit';
import { blockingKey, errorEnds, exporterFlow, kafkaReceiverFlow } from '../../collector/flow';
import { reading, writing } from '../examples';
import { defineRule, type LintContext, type LintFile, type Report } from '../rule';
import { isSet } from '../settings/values';

const HELPER_SOURCE =
  'https://github.com/open-telemetry/opentelemetry-collector/blob/v0.160.0/exporter/exporterhelper/README.md';

export const queueDrops = defineRule({
  code: 'QUEUE_DROPS',
  severity: 'warning',
  title: 'a full queue drops data',
  explanation:
    'A full sending queue refuses new data. Behind a component that has accepted the data already, such as batch or tail_sampling, nothing retries it, so it is dropped with an error in the log, although its offset is committed. Queues fill during a drain: in a test with the default queue 49 of 5,000 traces were lost. With `block_on_overflow: true` the exporter waits instead, and the receiver slows down to the speed of the backend.',
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
    for (const { file, component, pipelines } of exporters(context)) {
      if (exporterFlow(component).whenFull !== 'refuses') continue;
      const [swallowed] = pipelines.flatMap((pipeline) =>
        errorEnds(file, pipeline).flatMap((end) => (end.kind === 'swallowed' ? [end.by] : [])),
      );
      if (!swallowed) continue;
      const key = blockingKey(context.version);
      yield {
        file,
        path: [...component.path, 'sending_queue'],
        part: 'key',
        message: `The queue of ${component.id} drops data when it is full, as in a drain, and behind ${swallowed.id} nothing retries it. Set ${key ? `sending_queue.${key}: true` : 'sending_queue.enabled: false, which waits'}.`,
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
    'An exporter retries for retry_on_failure.max_elapsed_time, 5 minutes by default, and then drops the data, although its offset is committed. While a backend is down for longer than that, the exporter drops the content of its queue again and again. With `max_elapsed_time: 0` and a queue that blocks nothing is dropped, and the rest waits in Kafka. The rule reports nothing where the error goes back to a client, or to a receiver that tries again until the backend takes the data.',
  whatToDo: 'Set `retry_on_failure: {max_elapsed_time: 0}` together with a queue that blocks.',
  source: HELPER_SOURCE,
  examples: {
    bad: writing({ kafka: 'brokers: [kafka:9092]' }),
    good: writing({ kafka: 'brokers: [kafka:9092]\nretry_on_failure: {max_elapsed_time: 0}' }),
  },
  *check(context) {
    for (const { file, component, pipelines } of exporters(context)) {
      const { givesUpAfterMs } = exporterFlow(component);
      if (givesUpAfterMs === 'never' || givesUpAfterMs === 'unknown') continue;
      if (!pipelines.some((pipeline) => losesErrors(context, file, component, pipeline))) continue;
      const isEnabled = givesUpAfterMs > 0;
      yield {
        file,
        path: [...component.path, 'retry_on_failure', isEnabled ? 'max_elapsed_time' : 'enabled'],
        part: 'key',
        message: isEnabled
          ? `${component.id} drops data that it could not send for ${givesUpAfterMs / 1_000} s. Set \`retry_on_failure: {max_elapsed_time: 0}\` with a queue that blocks, so that the data waits in Kafka.`
          : `${component.id} does not retry, so one failed request loses its data. Set retry_on_failure with enabled: true and max_elapsed_time: 0.`,
      };
    }
  },
});

/** Is data lost when the exporter gives up? Not if the error reaches a client, or a receiver that keeps the record. */
function losesErrors(
  { version }: LintContext,
  file: LintFile,
  exporter: Component,
  pipeline: Pipeline,
): boolean {
  if (exporterFlow(exporter).answersWhen === 'queued') return true;
  return errorEnds(file, pipeline).some((end) => {
    if (end.kind !== 'receiver') return end.kind === 'swallowed';
    if (end.receiver.type !== 'kafka') return false;
    const { kind } = kafkaReceiverFlow(end.receiver, version).onRefusal;
    return kind === 'skips' || kind === 'gives-up';
  });
}

/** Exporters of pipelines that read from or write to Kafka, each once, with those pipelines. */
function* exporters(
  context: LintContext,
): Generator<{ file: LintFile; component: Component; pipelines: Pipeline[] }> {
  for (const file of context.files) {
    const fed = fedBy(file, 'kafka');
    for (const component of file.components.filter(({ kind }) => kind === 'exporter')) {
      const pipelines = component.pipelines.filter((each) => component.type === 'kafka' || fed.has(each));
      if (pipelines.length > 0) yield { file, component, pipelines };
    }
  }
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
