import { SpillwayError } from '../../errors';
import { STATE_VERSION } from './state-schema';

/**
 * Version 1 kept partition counts by topic and a baseline as text. What cannot be taken over is left out: the waits
 * that hang on it begin anew. A recreate under way goes on, and ends on earliest.
 */
export function migrated(json: unknown, parameter: string): unknown {
  if (json === null || typeof json !== 'object' || !('version' in json)) return json;
  if (typeof json.version === 'number' && json.version > STATE_VERSION) {
    throw new SpillwayError(
      'STATE_FROM_NEWER',
      `The state in ${parameter} has version ${json.version}; this Spillway knows ${STATE_VERSION}.`,
      'Deploy the Spillway that wrote it, or a later one: an older one would not know what is under way.',
    );
  }
  if (json.version !== 1) return json;
  const { watch: _, covered, operation, ...rest } = json as Record<string, unknown>;
  return {
    ...rest,
    version: STATE_VERSION,
    stuck: {},
    ...(isRecord(covered) ? { covered: namedLayout(covered) } : {}),
    ...(isRecord(operation) ? { operation: migratedOperation(operation) } : {}),
  };
}

function migratedOperation({ counts: _, baseline: __, ...operation }: Record<string, unknown>): unknown {
  return operation.phase === 'up' ? operation : { ...operation, purpose: 'rearm' };
}

function namedLayout(counts: Record<string, unknown>): unknown {
  const topics = Object.entries(counts).map(([topic, partitions]) => [topic, { count: partitions }]);
  return { kind: 'named', topics: Object.fromEntries(topics) };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
