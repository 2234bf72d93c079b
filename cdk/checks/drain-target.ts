import type { Duration } from 'aws-cdk-lib';
import type { SynthError } from './synth-error';

/** CloudWatch rejects an alarm that evaluates a longer time than this. */
const MAX_HOURS = 24;

/** Checks that an alarm can evaluate a time that is as long as the target. */
export function checkDrainTarget(drainTarget: Duration): SynthError[] {
  if (drainTarget.toHours({ integral: false }) <= MAX_HOURS) return [];
  return [
    {
      code: 'CDK_DRAIN_TARGET_TOO_LONG',
      message: `drainTarget is ${drainTarget.toHumanString()}, but a CloudWatch alarm evaluates ${MAX_HOURS} hours at most.`,
      whatToDo: `Set drainTarget to ${MAX_HOURS} hours or less. timeLagTarget has no such limit.`,
    },
  ];
}
