import type { CollectorVersion } from '../../collector/collector-version';
import type { Component } from '../../collector/config/collector-config';
import { booleanAt, isSet } from './values';

/** Exporters of core and contrib that have a sending queue by default, according to their factories. */
const QUEUES_BY_DEFAULT = new Set(['otlp', 'otlp_grpc', 'otlphttp', 'otlp_http', 'kafka']);

/** The minor version that added `sending_queue.block_on_overflow`. Its predecessor, `blocking`, came with 118. */
const BLOCK_ON_OVERFLOW_SINCE = 124;
const BLOCKING_SINCE = 118;

/** What a full queue does with new data. */
export type OnOverflow = 'drops' | 'waits' | 'no-queue' | 'unknown';

export function onOverflowOf({ type, settings }: Component): OnOverflow {
  const queued = isSet(settings, ['sending_queue']) || QUEUES_BY_DEFAULT.has(type);
  if (!queued) return 'unknown';
  const enabled = booleanAt(settings, ['sending_queue', 'enabled'], true);
  if (enabled === false) return 'no-queue';
  const waits = [
    booleanAt(settings, ['sending_queue', 'block_on_overflow'], false),
    booleanAt(settings, ['sending_queue', 'blocking'], false),
    // The sender waits until its own request has been sent.
    booleanAt(settings, ['sending_queue', 'wait_for_result'], false),
  ];
  if (waits.includes(true)) return 'waits';
  return enabled === undefined || waits.includes(undefined) ? 'unknown' : 'drops';
}

/** The setting that makes a full queue wait; `undefined` if this version has none. */
export function blockingKey({ minor }: CollectorVersion): string | undefined {
  if (minor >= BLOCK_ON_OVERFLOW_SINCE) return 'block_on_overflow';
  return minor >= BLOCKING_SINCE ? 'blocking' : undefined;
}
