import { formatDuration, type PipelineSpec } from '../../lib/pipeline';
import type { SynthError } from './synth-error';

/** Fargate kills a container this long after SIGTERM at the latest, even if its task definition allows more. */
const FARGATE_MAX_MS = 120_000;

/** Time for the last batch and the backend's response. */
const LAST_BATCH_MS = 5_000;

/**
 * Checks that a stopped task has time to send its pending traces, which are up to `decisionWait` of traffic. Their
 * offsets are already committed, so traces that are not sent are lost.
 */
export function checkStopTimeout(spec: PipelineSpec): SynthError[] {
  const { stopTimeout, tailSampling } = spec.tiers.processing;
  if (stopTimeout > FARGATE_MAX_MS) {
    return [
      {
        code: 'CDK_STOP_TIMEOUT_ABOVE_FARGATE',
        message: `tiers.processing.stopTimeout is ${formatDuration(stopTimeout)}, but Fargate waits 120s at most.`,
        whatToDo: 'Set stopTimeout to 120s or less.',
      },
    ];
  }
  if (!tailSampling || !spec.signals.traces) return [];
  const needed = Math.min(tailSampling.decisionWait + LAST_BATCH_MS, FARGATE_MAX_MS);
  if (stopTimeout >= needed && tailSampling.decisionWait <= FARGATE_MAX_MS) return [];
  return [
    {
      code: 'CDK_STOP_TIMEOUT_SHORT',
      message: `tiers.processing.stopTimeout is ${formatDuration(stopTimeout)} and tailSampling.decisionWait is ${formatDuration(tailSampling.decisionWait)}. ECS would kill a stopped task before it has sent its pending traces.`,
      whatToDo:
        tailSampling.decisionWait > FARGATE_MAX_MS
          ? 'Set decisionWait to 115s or less and stopTimeout to 120s: Fargate waits 120s at most.'
          : `Set stopTimeout to ${formatDuration(needed)} or more, or lower decisionWait.`,
    },
  ];
}
