import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../../core/snapshot/kafka';
import { SpillwayError } from '../../errors';
import { faultOfCode, faultOfError, isCoordinatorMoving, KAFKA } from './faults';
import type { KafkaCluster, KafkaNode } from './wire';

/** The coordinator's response, or why there is none. `error` is the failed connection or request. */
type Sent<T> = { response: T; fault?: never } | { fault: Fault; error?: SpillwayError; response?: never };

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
  let found: Promise<{ nodeId: number } | { code: number }> | undefined;
  let lost: { fault: Fault; error?: SpillwayError } | undefined;

  async function find(): Promise<{ nodeId: number } | { code: number }> {
    const seed = await cluster.seed();
    const { errorCode, coordinator } = await seed.send('FindCoordinator', { groupId });
    if (errorCode !== KAFKA.NONE) return { code: errorCode };
    cluster.learn([coordinator]);
    return { nodeId: coordinator.nodeId };
  }

  return async (send, codeOf) => {
    for (let attempt = 0; lost === undefined; attempt++) {
      found ??= find();
      const where = await found;
      let code: number;
      if ('code' in where) {
        code = where.code;
      } else {
        try {
          const response = await send(await cluster.node(where.nodeId));
          code = codeOf(response);
          if (code === KAFKA.NONE) return { response };
        } catch (error) {
          lost = { fault: faultOfError(error), ...(error instanceof SpillwayError ? { error } : {}) };
          break;
        }
      }
      if (!isCoordinatorMoving(code)) return { fault: faultOfCode(code) };
      const pauseMs = PAUSES_MS[attempt];
      if (pauseMs === undefined) {
        lost = { fault: faultOfCode(code) };
        break;
      }
      found = undefined;
      await pause(pauseMs);
    }
    return lost;
  };
}
