/**
 * Memory of a trace that waits for its decision in tail_sampling: ten spans of 1 KiB as protobuf, twice that as Go
 * structures. This is a rough estimate of the order of magnitude.
 */
export const TRACE_KIB = 20;

/** The part of a task's memory that waiting traces may take. The rest is for the queue, records and the process. */
const SHARE = 0.6;
/** No task decides more traces a second, so memory beyond this is better left free. */
const MOST_PER_SECOND = 10_000;
/** As in a task of 2 GiB, the default of `deploy`. */
const USUAL_MEMORY_MIB = 2_048;

/** How many traces fit into a task with `memoryMib` MiB. */
export function tracesThatFit(memoryMib: number): number {
  return Math.floor((memoryMib * SHARE * 1_024) / TRACE_KIB);
}

/**
 * The default of `numTraces`. A task reads at most `numTraces` / `decisionWait` traces a second, so it is as large as the
 * memory allows, in thousands.
 *
 * @param memoryMib of a task; 2 GiB if Spillway does not deploy it
 */
export function defaultNumTraces(memoryMib: number | undefined, decisionWaitMs: number): number {
  const most = Math.min(
    tracesThatFit(memoryMib ?? USUAL_MEMORY_MIB),
    Math.ceil((MOST_PER_SECOND * decisionWaitMs) / 1_000),
  );
  return Math.max(1_000, Math.floor(most / 1_000) * 1_000);
}
