import type { CollectorVersion } from '../../collector/collector-version';
import type { Component } from '../../collector/config/collector-config';
import { booleanAt, isSet } from './values';

/** Exporters of core and contrib that queue unless told otherwise, as read from their factories. */
const QUEUES_BY_DEFAULT = new Set(['otlp', 'otlp_grpc', 'otlphttp', 'otlp_http', 'kafka']);

/** `sending_queue.block_on_overflow` came with this minor version; `blocking`, the same, with 118. */
const BLOCK_ON_OVERFLOW_SINCE = 124;
const BLOCKING_SINCE = 118;

/** What a full queue does to the data that comes. */
export type OnOverflow = 'drops' | 'waits' | 'no-queue' | 'unknown';

export function onOverflowOf({ type, settings }: Component): OnOverflow {
  const queued = isSet(settings, ['sending_queue']) || QUEUES_BY_DEFAULT.has(type);
  if (!queued) return 'unknown';
  const enabled = booleanAt(settings, ['sending_queue', 'enabled'], true);
  if (enabled === false) return 'no-queue';
  const waits = [
    booleanAt(settings, ['sending_queue', 'block_on_overflow'], false),
    booleanAt(settings, ['sending_queue', 'blocking'], false),
    // The sender waits until its own request was sent.
    booleanAt(settings, ['sending_queue', 'wait_for_result'], false),
  ];
  if (waits.includes(true)) return 'waits';
  return enabled === undefined || waits.includes(undefined) ? 'unknown' : 'drops';
}

/** How the queue is told to wait; `undefined` where this version's cannot. */
export function blockingKey({ minor }: CollectorVersion): string | undefined {
  if (minor >= BLOCK_ON_OVERFLOW_SINCE) return 'block_on_overflow';
  return minor >= BLOCKING_SINCE ? 'blocking' : undefined;
}
