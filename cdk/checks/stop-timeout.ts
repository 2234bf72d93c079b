import { formatDuration, type PipelineSpec } from '../../lib/pipeline';
import type { Misuse } from './misuse';

/** Fargate kills a container this long after it was told to stop, whatever its task definition says. */
const FARGATE_MOST_MS = 120_000;

/** The last batch and the answer of the backend, once the traces that were pending are on their way. */
const HAND_OVER_MS = 5_000;

/**
 * Is there time to hand over what a task holds when it is stopped? It decides all pending traces at once and has
 * `decisionWait` of traffic to send; its offsets are committed, so what is killed with it is lost.
 */
export function stopTimeoutMisuse(spec: PipelineSpec): Misuse[] {
  const { stopTimeout, tailSampling } = spec.tiers.processing;
  if (stopTimeout > FARGATE_MOST_MS) {
    return [
      {
        code: 'CDK_STOP_TIMEOUT_ABOVE_FARGATE',
        what: `tiers.processing.stopTimeout is ${formatDuration(stopTimeout)}, and Fargate waits for 120s at most.`,
        fix: 'Set 120s or less.',
      },
    ];
  }
  if (!tailSampling || !spec.signals.traces) return [];
  const needed = Math.min(tailSampling.decisionWait + HAND_OVER_MS, FARGATE_MOST_MS);
  if (stopTimeout >= needed && tailSampling.decisionWait <= FARGATE_MOST_MS) return [];
  return [
    {
      code: 'CDK_STOP_TIMEOUT_SHORT',
      what: `tiers.processing.stopTimeout is ${formatDuration(stopTimeout)} and tailSampling.decisionWait ${formatDuration(tailSampling.decisionWait)}: a task that is stopped is killed before it has sent its pending traces.`,
      fix:
        tailSampling.decisionWait > FARGATE_MOST_MS
          ? 'Fargate waits for 120s at most: set decisionWait to 115s or less and stopTimeout to 120s.'
          : `Set stopTimeout to ${formatDuration(needed)} or more, or a shorter decisionWait.`,
    },
  ];
}
