import type { Fault } from '../../core/snapshot/kafka';
import { SpillwayError } from '../../errors';
import { kafkaError } from './kafkajs-internals';

/** Error codes of the protocol that Spillway acts on. */
export const KAFKA = {
  NONE: 0,
  UNKNOWN_TOPIC_OR_PARTITION: 3,
  COORDINATOR_LOAD_IN_PROGRESS: 14,
  COORDINATOR_NOT_AVAILABLE: 15,
  NOT_COORDINATOR: 16,
  ILLEGAL_GENERATION: 22,
  UNKNOWN_MEMBER_ID: 25,
  REBALANCE_IN_PROGRESS: 27,
  MEMBER_ID_REQUIRED: 79,
} as const;

const COORDINATOR_MOVING = new Set<number>([
  KAFKA.COORDINATOR_LOAD_IN_PROGRESS,
  KAFKA.COORDINATOR_NOT_AVAILABLE,
  KAFKA.NOT_COORDINATOR,
]);

/** The group's coordinator is being elected, loads, or is another broker: nothing was done, ask again shortly. */
export function isCoordinatorMoving(code: number): boolean {
  return COORDINATOR_MOVING.has(code);
}

/** Faults that go away once the metadata is fresh: the leader moved, or was not there yet. */
const MOVED = new Set([
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'REPLICA_NOT_AVAILABLE',
  'KAFKA_STORAGE_ERROR',
  'KAFKA_UNREACHABLE',
]);

/** What a broker's error code means, for people. */
export function faultOfCode(code: number): Fault {
  const { name, message } = kafkaError(code);
  return { code: name, message };
}

/** A failed request, as the reason why something is unknown. Anything but a `SpillwayError` is thrown on. */
export function faultOfError(error: unknown): Fault {
  if (!(error instanceof SpillwayError)) throw error;
  return { code: error.code, message: error.message };
}

export function isFault(value: unknown): value is Fault {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value;
}

export function mayHaveMoved(fault: Fault): boolean {
  return MOVED.has(fault.code);
}

/** A broker's answer says what cannot be: it is not believed, and nothing is made of it. */
export function badAnswer(message: string): Fault {
  return { code: 'KAFKA_BAD_ANSWER', message };
}

/** A broker answered, but not about this partition: nothing that Kafka does. */
export const LEFT_OUT: Fault = {
  code: 'KAFKA_REQUEST_FAILED',
  message: 'the answer leaves the partition out',
};
