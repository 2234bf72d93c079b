import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../../core/snapshot/kafka';
import { SpillwayError } from '../../errors';
import { faultOfCode, faultOfError, isCoordinatorMoving, KAFKA } from './faults';
import type { KafkaCluster, KafkaNode } from './wire';

/** What the coordinator answered, or why not. `error` when that is a failed connection or request. */
type Asked<T> = { answer: T; fault?: never } | { fault: Fault; error?: SpillwayError; answer?: never };

/** Asks the coordinator of one group; `codeOf` says which error code stands for the whole answer. */
export type AskCoordinator = <T>(
  ask: (coordinator: KafkaNode) => Promise<T>,
  codeOf: (answer: T) => number,
) => Promise<Asked<T>>;

/** Between tries: a coordinator that moves or loads is back in a second or two, a tick has a few. */
const PAUSES_MS = [100, 250, 500, 1_000];

/**
 * Finds the group's coordinator once and asks it as often as wanted. A coordinator that is just moving or
 * loading is waited for, briefly; every other error code is a fault at once. A coordinator that could not be
 * reached is not tried again: a tick has seconds.
 *
 * The asking function rejects only when the cluster as a whole cannot be asked.
 */
export function groupCoordinator(cluster: KafkaCluster, groupId: string): AskCoordinator {
  let found: Promise<{ nodeId: number } | { code: number }> | undefined;
  let lost: { fault: Fault; error?: SpillwayError } | undefined;

  async function find(): Promise<{ nodeId: number } | { code: number }> {
    const seed = await cluster.seed();
    const { errorCode, coordinator } = await seed.ask('FindCoordinator', { groupId });
    if (errorCode !== KAFKA.NONE) return { code: errorCode };
    cluster.learn([coordinator]);
    return { nodeId: coordinator.nodeId };
  }

  return async (ask, codeOf) => {
    for (let attempt = 0; lost === undefined; attempt++) {
      found ??= find();
      const where = await found;
      let code: number;
      if ('code' in where) {
        code = where.code;
      } else {
        try {
          const answer = await ask(await cluster.node(where.nodeId));
          code = codeOf(answer);
          if (code === KAFKA.NONE) return { answer };
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
