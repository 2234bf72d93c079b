import type { CollectorVersion } from '../collector-version';
import type { Component } from '../config/collector-config';
import type { ConfigPath } from '../config/config-document';
import { settingAt } from '../config/setting-at';
import { certainValue, durationMsLive, flagLive, textLive } from '../live/live-value';

/** When an exporter answers the component before it, and what it does with data that it cannot send. */
export interface ExporterFlow {
  /**
   * - `sent`: when the backend has the data, or has returned an error.
   * - `queued`: when the sending queue has the data.
   */
  answersWhen: 'sent' | 'queued' | 'unknown';
  /** The setting that decides `answersWhen`, or where it would be written. */
  queuePath: ConfigPath;
  /** What a full queue does with new data. An exporter without a queue is never full. */
  whenFull: 'refuses' | 'waits' | 'no-queue' | 'unknown';
  /** Where the queue keeps data. A queue on disk survives the process if the disk does. */
  queueOn: 'memory' | 'disk';
  /** How long it retries before it gives up: 0 means no retries, `never` means no limit. */
  givesUpAfterMs: number | 'never' | 'unknown';
  /**
   * Whether it can return an error. False for `debug`, and for a queue that waits or that is not known. An unknown type
   * without `sending_queue` can return one, because it has either no queue or a queue that may be full.
   */
  refuses: boolean;
  /**
   * `producer.required_acks` of kafka, if it is known for certain and weaker than `all`. The brokers can then lose data
   * that they have acknowledged.
   */
  weakAcks: { acks: string; path: ConfigPath } | undefined;
}

/** Exporters that have a sending queue and retries by default, according to their factories. */
const QUEUES_BY_DEFAULT: ReadonlySet<string> = new Set([
  'otlp',
  'otlp_grpc',
  'otlphttp',
  'otlp_http',
  'kafka',
]);

/** Exporters that send nothing elsewhere. They have neither a queue nor retries. */
const LOCAL: ReadonlySet<string> = new Set(['debug', 'logging', 'nop']);

const DEFAULT_GIVE_UP_MS = 300_000;

/** The minor version that added `sending_queue.block_on_overflow`. Its predecessor, `blocking`, was added in v0.118. */
const BLOCK_ON_OVERFLOW_SINCE = 124;
const BLOCKING_SINCE = 118;

/** exporterhelper's README describes `sending_queue.wait_for_result` in v0.123, but not in v0.120. */
const WAIT_FOR_RESULT_SINCE = 123;

/** Several rules ask for the same exporter, once per pipeline. */
const cache = new WeakMap<Component, ExporterFlow>();

export function exporterFlow(component: Component): ExporterFlow {
  const known = cache.get(component);
  if (known) return known;
  const flow = readExporter(component);
  cache.set(component, flow);
  return flow;
}

function readExporter(component: Component): ExporterFlow {
  const { type, settings, path } = component;
  const isLocal = LOCAL.has(type);
  const hasSection = isSet(settings, ['sending_queue']);
  const queue = isLocal && !hasSection ? NO_QUEUE : queueFlow(component);
  const isOtherType = !QUEUES_BY_DEFAULT.has(type) && !hasSection;
  return {
    ...queue,
    queuePath: [...path, 'sending_queue'],
    givesUpAfterMs: giveUpOf(component),
    refuses: !isLocal && (queue.answersWhen === 'sent' || queue.whenFull === 'refuses' || isOtherType),
    weakAcks: type === 'kafka' ? weakAcksOf(component) : undefined,
  };
}

type QueueFlow = Pick<ExporterFlow, 'answersWhen' | 'whenFull' | 'queueOn'>;

const NO_QUEUE: QueueFlow = { answersWhen: 'sent', whenFull: 'no-queue', queueOn: 'memory' };

/** The sending queue of an exporter, or of a connector that has one. */
export function queueFlow({
  kind,
  type,
  settings,
}: Pick<Component, 'kind' | 'type' | 'settings'>): QueueFlow {
  const queueOn = isSet(settings, ['sending_queue', 'storage']) ? 'disk' : 'memory';
  if (!isSet(settings, ['sending_queue'])) {
    if (kind === 'connector') return NO_QUEUE;
    if (!QUEUES_BY_DEFAULT.has(type)) return { answersWhen: 'unknown', whenFull: 'unknown', queueOn };
  }
  const flag = (key: string, fallback: boolean) =>
    certainValue(flagLive(settings, ['sending_queue', key], fallback));
  const enabled = flag('enabled', true);
  if (enabled === false) return NO_QUEUE;
  const waitsForResult = flag('wait_for_result', false);
  // With wait_for_result, a sender waits for its own request, so requests do not pile up.
  const waits = [flag('block_on_overflow', false), flag('blocking', false), waitsForResult];
  const isCertain = enabled !== undefined;
  return {
    answersWhen: isCertain && waitsForResult !== undefined ? (waitsForResult ? 'sent' : 'queued') : 'unknown',
    whenFull: !isCertain
      ? 'unknown'
      : waits.includes(true)
        ? 'waits'
        : waits.includes(undefined)
          ? 'unknown'
          : 'refuses',
    queueOn,
  };
}

/** The setting that makes a full queue wait; `undefined` if this version has none. */
export function blockingKey({ minor }: CollectorVersion): 'block_on_overflow' | 'blocking' | undefined {
  if (minor >= BLOCK_ON_OVERFLOW_SINCE) return 'block_on_overflow';
  return minor >= BLOCKING_SINCE ? 'blocking' : undefined;
}

/** Whether the queue can wait for the backend's answer in this version. */
export function hasWaitForResult({ minor }: CollectorVersion): boolean {
  return minor >= WAIT_FOR_RESULT_SINCE;
}

function giveUpOf({ type, settings }: Component): ExporterFlow['givesUpAfterMs'] {
  if (!isSet(settings, ['retry_on_failure'])) {
    if (LOCAL.has(type)) return 'never';
    if (!QUEUES_BY_DEFAULT.has(type) && !isSet(settings, ['sending_queue'])) return 'unknown';
  }
  const enabled = certainValue(flagLive(settings, ['retry_on_failure', 'enabled'], true));
  if (enabled === undefined) return 'unknown';
  if (!enabled) return 0;
  const limit = durationMsLive(settings, ['retry_on_failure', 'max_elapsed_time'], DEFAULT_GIVE_UP_MS);
  const limitMs = certainValue(limit);
  return limitMs === 0 ? 'never' : (limitMs ?? 'unknown');
}

function weakAcksOf({ settings, path }: Component): ExporterFlow['weakAcks'] {
  const acks = certainValue(textLive(settings, ['producer', 'required_acks'], '1'));
  const isWeak = acks === '0' || acks === '1';
  return isWeak ? { acks, path: [...path, 'producer', 'required_acks'] } : undefined;
}

function isSet(settings: unknown, path: ConfigPath): boolean {
  return settingAt(settings, path).kind !== 'absent';
}
