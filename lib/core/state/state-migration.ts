import { SpillwayError } from '../../errors';
import { NO_HISTORY } from '../facts/history';
import { isRecord } from './stable-json';
import { STATE_VERSION } from './state-schema';

/**
 * Migrates versions 1 and 2. They recorded the stop of a recreate in the state; the tasks of such a stop are started
 * again (see {@link stopOfOldState}). Fields without a counterpart are dropped, so their waits start again.
 */
export function migrated(json: unknown, parameter: string): unknown {
  if (!isRecord(json) || typeof json.version !== 'number') return json;
  if (json.version > STATE_VERSION) {
    throw new SpillwayError(
      'STATE_FROM_NEWER',
      `The state in ${parameter} has version ${json.version}; this Spillway reads versions up to ${STATE_VERSION}.`,
      'Deploy the Spillway that wrote it, or a later one: an older one cannot know what is in progress.',
    );
  }
  if (json.version !== 1 && json.version !== 2) return json;
  const { group, drainedSinceMs, policies, lastCommandId, pausedSinceMs, lastScaleInMs } = json;
  const { goodVersion, goodDefinition, restoredFrom, emptySinceMs, holds } = json;
  return withoutUndefined({
    group,
    drainedSinceMs,
    lastCommandId,
    pausedSinceMs,
    lastScaleInMs,
    goodVersion,
    goodDefinition,
    restoredFrom,
    emptySinceMs,
    holds,
    version: STATE_VERSION,
    watermarks: {},
    stuck: {},
    history: NO_HISTORY,
    policies: Array.isArray(policies) ? policies.map(withWriteTime) : policies,
  });
}

/** The tasks that a recreate of version 1 or 2 stopped; `undefined` if the state has no such stop. */
export function stopOfOldState(text: string | undefined): { count: number; stoppedAtMs: number } | undefined {
  const json = text === undefined ? undefined : parsed(text);
  if (!isRecord(json) || (json.version !== 1 && json.version !== 2) || !isRecord(json.operation))
    return undefined;
  const { restoreCount, startedAtMs } = json.operation;
  if (typeof restoreCount !== 'number' || typeof startedAtMs !== 'number' || restoreCount < 1)
    return undefined;
  return { count: restoreCount, stoppedAtMs: startedAtMs };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function withWriteTime(entry: unknown): unknown {
  return isRecord(entry) ? { ...entry, writtenMs: entry.fromMs } : entry;
}

function withoutUndefined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
