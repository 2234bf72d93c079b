import { type CollectorConfig, type Component, type Pipeline, typeOf } from '../config/collector-config';
import { behind, fedBy } from '../config/fed-by';
import { settingAt } from '../config/setting-at';
import { TAIL_SAMPLING_DEFAULTS } from '../config/tail-sampling-defaults';
import { certainValue, durationMsLive, flagLive, type LiveValue, numberLive, textLive } from './live-value';

/** A maximum time in milliseconds; unknown if the task's environment may override it. */
export type HoldMs = number | 'unknown';

/** The queue of an exporter in a pipeline that Kafka feeds. */
export interface LiveQueue {
  exporter: string;
  /** The exporter's line in the text. */
  line: number;
  /** `queue_size`, counted in `sizer`. */
  size: number | 'unknown';
  sizer: 'requests' | 'items' | 'bytes' | 'unknown';
  whenFull: 'drops' | 'waits' | 'unknown';
  /** A queue on disk survives the process if the disk does. */
  storage: 'memory' | 'disk';
}

/** How long a task can hold data from Kafka before the backend has it. The data may already be committed. */
export interface LiveHolding {
  /** The longest `decision_wait` of tail_sampling or `wait_duration` of groupbytrace; 0 without either. */
  decisionWaitMs: HoldMs;
  /** The largest sum of batch timeouts on one path: `timeout` of batch, and `flush_timeout` of exporter queues. */
  batchTimeoutMs: HoldMs;
  /** The longest `max_elapsed_time` of an exporter; `unbounded` if one retries forever. */
  retryMs: HoldMs | 'unbounded';
  /** Empty if no exporter has a queue. Data in a queue also waits for the retries of the data ahead of it. */
  queues: readonly LiveQueue[];
}

const DEFAULT_GROUP_WAIT_MS = 1_000;
const DEFAULT_BATCH_MS = 200;
const DEFAULT_RETRY_MS = 300_000;
const DEFAULT_QUEUE_SIZE = 1_000;

/** Exporters that write locally, which neither retry nor have a queue by default. */
const LOCAL_EXPORTERS = new Set(['debug', 'nop', 'file']);

/** Reads the holding times of the pipelines that get data from Kafka, directly or through connectors. */
export function readHolding(config: CollectorConfig): LiveHolding {
  const fed = [...fedBy(config, 'kafka')];
  const exporters = exportersOf(config, fed);
  return {
    decisionWaitMs: most(fed.map((pipeline) => decisionWaitOf(config, pipeline))),
    batchTimeoutMs: most(fed.map((pipeline) => batchesFrom(config, pipeline, []))),
    retryMs: longestRetry(exporters),
    queues: exporters.flatMap((exporter) => queueOf(config, exporter) ?? []),
  };
}

/**
 * How long a task can hold a record: the sum of retries, decision and batches. This does not include the time that it
 * waits in a queue for other records.
 */
export function longestHoldMs({
  decisionWaitMs,
  batchTimeoutMs,
  retryMs,
}: LiveHolding): HoldMs | 'unbounded' {
  if (retryMs === 'unbounded') return 'unbounded';
  return sum([decisionWaitMs, batchTimeoutMs, retryMs]);
}

function exportersOf({ components }: CollectorConfig, fed: readonly Pipeline[]): Component[] {
  return components.filter(
    ({ kind, pipelines }) => kind === 'exporter' && pipelines.some((pipeline) => fed.includes(pipeline)),
  );
}

function processorsOf(config: CollectorConfig, { processors }: Pipeline, type: string): Component[] {
  return processors
    .filter((id) => typeOf(id) === type)
    .flatMap((id) => config.component('processor', id) ?? []);
}

function decisionWaitOf(config: CollectorConfig, pipeline: Pipeline): HoldMs {
  const sampled = processorsOf(config, pipeline, 'tail_sampling').map(({ settings }) =>
    durationMsLive(settings, ['decision_wait'], TAIL_SAMPLING_DEFAULTS.decisionWaitMs),
  );
  const grouped = processorsOf(config, pipeline, 'groupbytrace').map(({ settings }) =>
    durationMsLive(settings, ['wait_duration'], DEFAULT_GROUP_WAIT_MS),
  );
  return most([...sampled, ...grouped].map(certain));
}

/** The batch timeouts of the pipeline plus those of the longest path through its connectors. */
function batchesFrom(config: CollectorConfig, pipeline: Pipeline, before: readonly Pipeline[]): HoldMs {
  if (before.includes(pipeline)) return 0;
  const own = processorsOf(config, pipeline, 'batch').map(({ settings }) =>
    certain(durationMsLive(settings, ['timeout'], DEFAULT_BATCH_MS)),
  );
  const flushes = exportersOf(config, [pipeline]).map(flushTimeoutOf);
  const further = behind(config, pipeline).map((next) => batchesFrom(config, next, [...before, pipeline]));
  return sum([...own, most([...flushes, ...further])]);
}

function flushTimeoutOf({ settings }: Component): HoldMs {
  if (settingAt(settings, ['sending_queue', 'batch']).kind === 'absent') return 0;
  return certain(durationMsLive(settings, ['sending_queue', 'batch', 'flush_timeout'], DEFAULT_BATCH_MS));
}

function longestRetry(exporters: readonly Component[]): LiveHolding['retryMs'] {
  const limits = exporters.map(retryOf);
  if (limits.includes('unbounded')) return 'unbounded';
  return most(limits.filter((limit) => limit !== 'unbounded'));
}

function retryOf({ type, settings }: Component): LiveHolding['retryMs'] {
  const isSet = settingAt(settings, ['retry_on_failure']).kind !== 'absent';
  if (!isSet && LOCAL_EXPORTERS.has(type)) return 0;
  const enabled = certainValue(flagLive(settings, ['retry_on_failure', 'enabled'], true));
  if (enabled === false) return 0;
  const limitMs = certain(
    durationMsLive(settings, ['retry_on_failure', 'max_elapsed_time'], DEFAULT_RETRY_MS),
  );
  return limitMs === 0 ? 'unbounded' : limitMs;
}

function queueOf(
  { document }: CollectorConfig,
  { id, type, settings, path }: Component,
): LiveQueue | undefined {
  const isSet = settingAt(settings, ['sending_queue']).kind !== 'absent';
  if (!isSet && LOCAL_EXPORTERS.has(type)) return undefined;
  if (certainValue(flagLive(settings, ['sending_queue', 'enabled'], true)) === false) return undefined;
  return {
    exporter: id,
    line: document.lineOf(path),
    size:
      certainValue(numberLive(settings, ['sending_queue', 'queue_size'], DEFAULT_QUEUE_SIZE)) ?? 'unknown',
    sizer: sizerOf(textLive(settings, ['sending_queue', 'sizer'], 'requests')),
    whenFull: whenFullOf(settings),
    storage: settingAt(settings, ['sending_queue', 'storage']).kind === 'absent' ? 'memory' : 'disk',
  };
}

function sizerOf(written: LiveValue<string>): LiveQueue['sizer'] {
  const sizer = certainValue(written);
  return sizer === 'requests' || sizer === 'items' || sizer === 'bytes' ? sizer : 'unknown';
}

function whenFullOf(settings: Component['settings']): LiveQueue['whenFull'] {
  const waits = ['block_on_overflow', 'blocking', 'wait_for_result'].map((key) =>
    certainValue(flagLive(settings, ['sending_queue', key], false)),
  );
  if (waits.includes(true)) return 'waits';
  return waits.includes(undefined) ? 'unknown' : 'drops';
}

/** A fallback does not count as certain, because the environment may override it. */
function certain(value: LiveValue<number>): HoldMs {
  return certainValue(value) ?? 'unknown';
}

function most(values: readonly HoldMs[]): HoldMs {
  return values.reduce<HoldMs>(
    (a, b) => (a === 'unknown' || b === 'unknown' ? 'unknown' : Math.max(a, b)),
    0,
  );
}

function sum(values: readonly HoldMs[]): HoldMs {
  return values.reduce<HoldMs>((a, b) => (a === 'unknown' || b === 'unknown' ? 'unknown' : a + b), 0);
}
