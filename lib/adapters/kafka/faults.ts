import type { Fault } from '../../core/snapshot/kafka';
import { SpillwayError } from '../../errors';
import { kafkaError } from './connection/kafkajs-logins';

/** Kafka's error codes that Spillway handles. */
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

/** The coordinator is being elected, is loading, or is another broker. Nothing was done, so the request can be retried. */
export function isCoordinatorMoving(code: number): boolean {
  return COORDINATOR_MOVING.has(code);
}

/** Errors that fresh metadata may resolve: the leader has moved, or does not exist yet. */
const MOVED = new Set([
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'REPLICA_NOT_AVAILABLE',
  'KAFKA_STORAGE_ERROR',
  'KAFKA_UNREACHABLE',
]);

/** A broker's error code as a fault. */
export function faultOfCode(code: number): Fault {
  const { name, message } = kafkaError(code);
  return { code: name, message };
}

/** A failed request as a fault. Any other error is rethrown. */
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

/** The fault of an impossible response, which is not used. */
export function badAnswer(message: string): Fault {
  return { code: 'KAFKA_BAD_ANSWER', message };
}

/** The fault of a partition that is missing from a response. Kafka does not normally leave any out. */
export const LEFT_OUT: Fault = {
  code: 'KAFKA_REQUEST_FAILED',
  message: 'the response does not contain the partition',
};
