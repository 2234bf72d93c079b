import type { TaskSnapshot } from '../../lib/core/snapshot/service';
import type { Cause } from './cause';
import type { Collector } from './collector';

/** The durations in the life of a task. */
export interface TaskTimings {
  /** From creation until the container reads the config ... */
  readsConfigAfterMs: number;
  /** ... until the task is RUNNING. */
  runsAfterMs: number;
  /** ... until its Collector joins the group. */
  joinsAfterMs: number;
  /** From RUNNING until its health check passes. Only then does a deployment replace another task. */
  healthyAfterMs: number;
  /** How long a stopped task takes to flush. */
  stopTimeoutMs: number;
  /** From the end of its container until the task is gone. */
  goneAfterMs: number;
  /** The consumer's session timeout, which is how long the members of a killed task stay in the group. */
  sessionTimeoutMs: number;
}

export const DEFAULT_TIMINGS: TaskTimings = {
  readsConfigAfterMs: 5_000,
  runsAfterMs: 8_000,
  joinsAfterMs: 10_000,
  healthyAfterMs: 10_000,
  stopTimeoutMs: 60_000,
  goneAfterMs: 4_000,
  sessionTimeoutMs: 10_000,
};

/** A task that ignores SIGTERM: how long its members outlive it, and whether they keep their partitions. */
export interface Deaf {
  sessionMs: number;
  keeps: 'its-partitions' | 'nothing';
}

/** One task of the service. */
export interface Task {
  readonly number: number;
  readonly id: string;
  readonly address: string;
  readonly deploymentId: string;
  readonly createdAtMs: number;
  startedBy: Cause;
  startedAtMs: number | undefined;
  lastStatus: 'PROVISIONING' | 'PENDING' | 'RUNNING' | 'STOPPING' | 'DEPROVISIONING' | 'STOPPED';
  desiredStatus: 'RUNNING' | 'STOPPED';
  /** The config that its container read: the text and its version. */
  config: { text: string | undefined; version: number } | undefined;
  collector: Collector | undefined;
  /** When the next steps of a stopping task are due, and who stopped it. */
  stops: { containerEndsAtMs: number; goneAtMs: number; cause: Cause; deaf: Deaf | undefined } | undefined;
}

export function isWanted({ desiredStatus }: Task): boolean {
  return desiredStatus === 'RUNNING';
}

export function isRunning({ lastStatus }: Task): boolean {
  return lastStatus === 'RUNNING';
}

export function snapshotOf({
  id,
  address,
  createdAtMs,
  startedAtMs,
  lastStatus,
  desiredStatus,
}: Task): TaskSnapshot {
  return { id, addresses: [address], createdAtMs, startedAtMs, lastStatus, desiredStatus };
}
