import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../../core/snapshot/kafka';
import { SpillwayError } from '../../errors';
import { faultOfCode, faultOfError, isCoordinatorMoving, KAFKA } from './faults';
import type { KafkaCluster, KafkaNode } from './wire';

/** The coordinator's response, or why there is none. `error` is the failed connection or request. */
export type Sent<T> =
  | { response: T; fault?: never }
  | { fault: Fault; error?: SpillwayError; response?: never };

/** The coordinator, or the error code of the search. */
type Found = { nodeId: number } | { code: number };

/** Sends a request to the coordinator of one group. `codeOf` returns the error code of the whole response. */
export type GroupCoordinator = <T>(
  send: (coordinator: KafkaNode) => Promise<T>,
  codeOf: (response: T) => number,
) => Promise<Sent<T>>;

/** The waits between attempts. A coordinator that moves or loads is back within seconds. */
const PAUSES_MS = [100, 250, 500, 1_000];

/**
 * Finds the group's coordinator and sends requests to it. While the coordinator moves or loads, requests are retried
 * briefly; every other error code is a fault at once. An unreachable coordinator is not retried, because a tick has only
 * seconds.
 *
 * The returned function rejects only if the whole cluster cannot be reached.
 */
export function groupCoordinator(cluster: KafkaCluster, groupId: string): GroupCoordinator {
  let found: Promise<Found> | undefined;
  let lost: { fault: Fault; error?: SpillwayError } | undefined;

  /** Requests that are under way share what is found. */
  async function find(): Promise<Found> {
    const seed = await cluster.seed();
    for (let attempt = 0; ; attempt++) {
      const { errorCode, coordinator } = await seed.send('FindCoordinator', { groupId });
      if (errorCode === KAFKA.NONE) {
        cluster.learn([coordinator]);
        return { nodeId: coordinator.nodeId };
      }
      const pauseMs = PAUSES_MS[attempt];
      if (!isCoordinatorMoving(errorCode) || pauseMs === undefined) return { code: errorCode };
      await pause(pauseMs);
    }
  }

  return async (send, codeOf) => {
    for (let attempt = 0; lost === undefined; attempt++) {
      const finding = found ?? find();
      found = finding;
      const where = await finding;
      if ('code' in where) {
        const fault = faultOfCode(where.code);
        if (!isCoordinatorMoving(where.code)) return { fault };
        lost = { fault };
        break;
      }
      let code: number;
      try {
        const response = await send(await cluster.node(where.nodeId));
        code = codeOf(response);
        if (code === KAFKA.NONE) return { response };
      } catch (error) {
        lost = { fault: faultOfError(error), ...(error instanceof SpillwayError ? { error } : {}) };
        break;
      }
      if (!isCoordinatorMoving(code)) return { fault: faultOfCode(code) };
      const pauseMs = PAUSES_MS[attempt];
      if (pauseMs === undefined) {
        lost = { fault: faultOfCode(code) };
        break;
      }
      if (found === finding) found = undefined;
      await pause(pauseMs);
    }
    return lost;
  };
}
