import type { SettingsReader } from '../settings-reader';
import { repeated, SECOND } from './limits';
import type { Complaint, RuleContext } from './rule';

/** batchprocessor.Config. */
export function* batch(settings: SettingsReader): Generator<Complaint> {
  const size = settings.number(['send_batch_size'], 8192);
  const most = settings.number(['send_batch_max_size'], 0);
  if (size !== undefined && most !== undefined && most > 0 && most < size) {
    yield { path: ['send_batch_max_size'], message: `is ${most}, which is below send_batch_size (${size})` };
  }
  for (const key of repeated(settings.texts(['metadata_keys'], []) ?? [])) {
    yield { path: ['metadata_keys'], message: `contains "${key}" twice` };
  }
  const timeout = settings.durationNs(['timeout'], 0.2 * SECOND);
  if (timeout !== undefined && timeout < 0) yield { path: ['timeout'], message: 'must not be negative' };
}

/**
 * v0.145 requires the interval between forced garbage collections at the soft limit to be no shorter than the one at the
 * hard limit. v0.115 does not compare them.
 */
const GC_INTERVALS_SINCE = 145;
const GC_CAPS_SINCE = 159;

/** memorylimiter.Config. */
export function* memoryLimiter(settings: SettingsReader, { minor }: RuleContext): Generator<Complaint> {
  const interval = settings.durationNs(['check_interval'], 0);
  if (interval !== undefined && interval <= 0) {
    yield {
      path: settings.names('check_interval') ? ['check_interval'] : [],
      message: settings.names('check_interval') ? 'must be positive' : 'has no check_interval',
      advice: 'Set check_interval: 1s.',
    };
  }
  if (minor >= GC_INTERVALS_SINCE) yield* collections(settings, minor);
  const limit = settings.number(['limit_mib'], 0);
  const percentage = settings.number(['limit_percentage'], 0);
  if (limit === 0 && percentage === 0) {
    yield { path: [], message: 'has no limit', advice: 'Set limit_mib or limit_percentage.' };
  }
  const spike = settings.number(['spike_limit_mib'], 0);
  const spikePercentage = settings.number(['spike_limit_percentage'], 0);
  for (const [name, value] of [
    ['limit_percentage', percentage],
    ['spike_limit_percentage', spikePercentage],
  ] as const) {
    if (value !== undefined && value > 100) yield { path: [name], message: 'is above 100' };
  }
  if (limit !== undefined && spike !== undefined && limit > 0 && limit <= spike) {
    yield { path: ['spike_limit_mib'], message: 'must be below limit_mib' };
  }
  if (
    percentage !== undefined &&
    spikePercentage !== undefined &&
    percentage > 0 &&
    percentage <= spikePercentage
  ) {
    yield { path: ['spike_limit_percentage'], message: 'must be below limit_percentage' };
  }
}

function* collections(settings: SettingsReader, minor: number): Generator<Complaint> {
  const soft = settings.durationNs(['min_gc_interval_when_soft_limited'], 10 * SECOND);
  const hard = settings.durationNs(['min_gc_interval_when_hard_limited'], 0);
  if (soft !== undefined && hard !== undefined && soft < hard) {
    yield {
      path: ['min_gc_interval_when_soft_limited'],
      message: 'is below min_gc_interval_when_hard_limited',
    };
  }
  if (minor < GC_CAPS_SINCE) return;
  const softCap = settings.durationNs(['max_gc_interval_when_soft_limited'], 0);
  const hardCap = settings.durationNs(['max_gc_interval_when_hard_limited'], 0);
  for (const [name, cap, least] of [
    ['soft', softCap, soft],
    ['hard', hardCap, hard],
  ] as const) {
    const path = [`max_gc_interval_when_${name}_limited`];
    if (cap !== undefined && cap < 0) yield { path, message: 'must not be negative' };
    else if (cap !== undefined && least !== undefined && cap > 0 && cap < least) {
      yield { path, message: `is below min_gc_interval_when_${name}_limited` };
    }
  }
  if (softCap && hardCap && softCap > 0 && hardCap > 0 && softCap < hardCap) {
    yield {
      path: ['max_gc_interval_when_soft_limited'],
      message: 'is below max_gc_interval_when_hard_limited',
    };
  }
}
