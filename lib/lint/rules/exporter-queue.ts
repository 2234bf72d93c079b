import type { Component, Pipeline } from '../../collector/config/collector-config';
import { isRecord } from '../../collector/config/config-document';
import { fedBy } from '../../collector/config/fed-by';
import { addPair, setScalar } from '../../collector/config/text-edit';
import type { LintContext, LintFile, Report, Rule } from '../rule';
import { blockingKey, onOverflowOf } from '../settings/exporter-queue';
import { asynchronousOf } from '../settings/pipeline-flow';
import { booleanAt, durationMsAt, isSet } from '../settings/values';

const HELPER_SOURCE =
  'https://github.com/open-telemetry/opentelemetry-collector/blob/v0.160.0/exporter/exporterhelper/README.md';

const DEFAULT_GIVE_UP_MS = 300_000;

/** A queue that throws away what comes when it is full. */
export const queueDrops: Rule = {
  code: 'QUEUE_DROPS',
  severity: 'warning',
  title: 'a full queue drops',
  explanation:
    'A sending queue that is full refuses what comes, and behind batch or tail_sampling nobody tries it again: it is dropped with an error line, although its offset is committed. A drain is exactly when a queue fills: with the default queue 49 of 5,000 traces were lost. `sending_queue: {block_on_overflow: true}` waits instead, and the reading slows down to what the backend takes.',
  source: 'docs/collector-facts.md',
  *check(context) {
    for (const { file, component, pipeline } of exporters(context)) {
      const key = blockingKey(context.version);
      if (onOverflowOf(component) !== 'drops' || !isAsynchronous(pipeline)) continue;
      yield {
        file,
        path: [...component.path, 'sending_queue'],
        part: 'key',
        message: `The queue of ${component.id} drops when it is full, as in a drain, and behind ${asynchronousOf(pipeline)} nobody sends it again; write ${key ? `sending_queue.${key}: true` : 'sending_queue.enabled: false, which waits'}.`,
        fix: fixOf(file, component, key),
      };
    }
  },
};

/** Data that is given up when the backend is away for a while. */
export const retryGivesUp: Rule = {
  code: 'RETRY_GIVES_UP',
  severity: 'warning',
  title: 'data is given up after a while',
  explanation:
    'An exporter tries again for retry_on_failure.max_elapsed_time, 5 minutes by default, and then drops the data, although its offset is committed. A backend that is away for longer costs what is in the queue, over and over. With `max_elapsed_time: 0` and a queue that blocks nothing is given up: Kafka holds the rest meanwhile.',
  source: HELPER_SOURCE,
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
          ? `${component.id} drops what it could not send for ${(giveUpMs ?? 0) / 1_000} s; write \`retry_on_failure: {max_elapsed_time: 0}\`, with a queue that blocks, and Kafka holds it.`
          : `${component.id} does not try again, so one failed request is lost; write retry_on_failure with enabled: true and max_elapsed_time: 0.`,
      };
    }
  },
};

/** Exporters with a queue, of pipelines that Kafka feeds or is fed by; each once. */
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
  return edit && { title: `writes sending_queue.${key}: true`, edits: [edit] };
}
