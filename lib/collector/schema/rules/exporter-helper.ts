import type { SettingsReader } from '../settings-reader';
import { atLeast, atMost, repeated } from './limits';
import type { Complaint, RuleContext } from './rule';

/** v0.158 validates a retry section even if it is switched off; v0.145 does not (observed). */
const DISABLED_RETRY_VALIDATED_SINCE = 158;

const S = 1e9;

/**
 * Rules for configretry.BackOffConfig, used as `retry_on_failure` (on by default) and as `error_backoff` (all zero by
 * default).
 */
export function* retry(settings: SettingsReader, context: RuleContext): Generator<Complaint> {
  const zero = context.below.at(-1) === 'error_backoff';
  const enabled = settings.flag(['enabled'], !zero);
  if (enabled === false && context.minor < DISABLED_RETRY_VALIDATED_SINCE) return;
  const initial = settings.durationNs(['initial_interval'], zero ? 0 : 5 * S);
  const most = settings.durationNs(['max_interval'], zero ? 0 : 30 * S);
  const elapsed = settings.durationNs(['max_elapsed_time'], zero ? 0 : 300 * S);
  for (const [name, value] of [
    ['initial_interval', initial],
    ['max_interval', most],
    ['max_elapsed_time', elapsed],
  ] as const) {
    yield* atLeast([name], value, 0, { message: 'must not be negative' });
  }
  yield* atLeast(['multiplier'], settings.fraction(['multiplier'], 1.5), 0, {
    message: 'must not be negative',
  });
  const randomization = settings.fraction(['randomization_factor'], 0.5);
  yield* atLeast(['randomization_factor'], randomization, 0, { message: 'is below 0' });
  yield* atMost(['randomization_factor'], randomization, 1, { message: 'is above 1' });
  if (elapsed === undefined || elapsed <= 0) return;
  if (initial !== undefined && elapsed < initial) {
    yield { path: ['max_elapsed_time'], message: 'is below initial_interval' };
  } else if (most !== undefined && elapsed < most) {
    yield { path: ['max_elapsed_time'], message: 'is below max_interval' };
  }
}

type Sizer = 'requests' | 'items' | 'bytes';

/** Rules for queuebatch.Config: `sending_queue` in the versions where it can batch. */
export function* queue(settings: SettingsReader, { extensions }: RuleContext): Generator<Complaint> {
  const size = settings.number(['queue_size'], 1000);
  yield* atLeast(['num_consumers'], settings.number(['num_consumers'], 10), 1, {
    message: 'must be positive',
  });
  yield* atLeast(['queue_size'], size, 1, { message: 'must be positive' });
  const storage = settings.text(['storage'], '');
  if (storage) {
    if (settings.flag(['wait_for_result'], false)) {
      yield { path: ['wait_for_result'], message: 'cannot be combined with storage' };
    }
    yield* missingStorage(storage, extensions);
  }
  if (!batches(settings)) return;
  const queueSizer = settings.text(['sizer'], 'requests');
  const batch = settings.below('batch');
  const sizer = batchSizer(settings);
  const least = batch.number(['min_size'], 8192);
  const most = batch.number(['max_size'], 0);
  if (sizer === 'requests') {
    yield { path: ['batch', 'sizer'], message: 'is requests, but a batch must be counted in items or bytes' };
  }
  yield* atLeast(['batch', 'flush_timeout'], batch.durationNs(['flush_timeout'], 0.2 * S), 1, {
    message: 'must be positive',
  });
  yield* atLeast(['batch', 'min_size'], least, 0, { message: 'must not be negative' });
  yield* atLeast(['batch', 'max_size'], most, 0, { message: 'must not be negative' });
  if (least !== undefined && most !== undefined && most > 0 && most < least) {
    yield { path: ['batch', 'max_size'], message: `is ${most}, which is below min_size (${least})` };
  }
  if (sizer === queueSizer && least !== undefined && size !== undefined && size > 0 && least > size) {
    yield {
      path: ['batch', 'min_size'],
      message: `is ${least}, which is above queue_size (${size}), so no batch ever fills`,
    };
  }
  const keys = batch.texts(['partition', 'metadata_keys'], []) ?? [];
  for (const key of repeated(keys)) {
    yield { path: ['batch', 'partition', 'metadata_keys'], message: `contains "${key}" twice` };
  }
}

/** The unit of a batch: its own sizer; if that is not set, the queue's sizer; otherwise items. */
function batchSizer(settings: SettingsReader): Sizer | string | undefined {
  if (settings.names('batch', 'sizer')) return settings.text(['batch', 'sizer'], 'items') || 'items';
  return settings.names('sizer') && settings.has('batch')
    ? settings.text(['sizer'], 'requests') || 'requests'
    : 'items';
}

/** Whether the queue batches. An empty `batch:` section turns batching on too. */
export function batches(settings: SettingsReader): boolean {
  return settings.names('batch') && settings.flag(['batch', 'enabled'], true) !== false;
}

/** The older `sending_queue` (v0.115), which does not batch. */
export function* plainQueue(settings: SettingsReader, { extensions }: RuleContext): Generator<Complaint> {
  if (settings.flag(['enabled'], true) === false) return;
  yield* atLeast(['num_consumers'], settings.number(['num_consumers'], 10), 1, {
    message: 'must be positive',
  });
  yield* atLeast(['queue_size'], settings.number(['queue_size'], 1000), 1, { message: 'must be positive' });
  const storage = settings.text(['storage'], '');
  if (storage) yield* missingStorage(storage, extensions);
}

function* missingStorage(storage: string, extensions: readonly string[]): Generator<Complaint> {
  if (extensions.includes(storage)) return;
  yield {
    path: ['storage'],
    message: `names the extension ${storage}, which service.extensions does not start`,
    refusal: 'start',
  };
}

/** Rules for exporterbatcher.Config: `batcher` in v0.115. */
export function* batcher(settings: SettingsReader): Generator<Complaint> {
  const least = settings.number(['min_size_items'], 8192);
  const most = settings.number(['max_size_items'], 0);
  yield* atLeast(['min_size_items'], least, 0, { message: 'must not be negative' });
  yield* atLeast(['max_size_items'], most, 0, { message: 'must not be negative' });
  if (least !== undefined && most !== undefined && most > 0 && most < least) {
    yield { path: ['max_size_items'], message: `is ${most}, which is below min_size_items (${least})` };
  }
  const flush = settings.durationNs(['flush_timeout'], 0.2 * S);
  yield* atLeast(['flush_timeout'], flush, 1, { message: 'must be positive' });
}

/** The `timeout` of an exporter. */
export function* timeout(settings: SettingsReader): Generator<Complaint> {
  yield* atLeast(['timeout'], settings.durationNs(['timeout'], 5 * S), 0, {
    message: 'must not be negative',
  });
}

/** `compression_params.level`, for those kinds of compression that have levels. */
export function* compressionLevel(
  settings: SettingsReader,
  kind: string,
  below: string[],
): Generator<Complaint> {
  const level = settings.number([...below, 'compression_params', 'level'], 0);
  if (level === undefined || kind === '' || kind === 'none' || kind === 'zstd') return;
  const levelled = ['gzip', 'zlib', 'deflate'].includes(kind);
  if (levelled ? level >= -2 && level <= 9 : level === 0) return;
  yield {
    path: [...below, 'compression_params', 'level'],
    message: levelled
      ? `is ${level}, but the levels of ${kind} are -2 to 9`
      : `is ${level}, but ${kind} has no levels`,
  };
}
