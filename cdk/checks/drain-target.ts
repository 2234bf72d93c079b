import type { Duration } from 'aws-cdk-lib';
import type { Misuse } from './misuse';

/** CloudWatch refuses an alarm that looks back further. */
const MOST_HOURS = 24;

/** Can an alarm wait for as long as the group may be behind? */
export function drainTargetMisuse(drainTarget: Duration): Misuse[] {
  if (drainTarget.toHours({ integral: false }) <= MOST_HOURS) return [];
  return [
    {
      code: 'CDK_DRAIN_TARGET_TOO_LONG',
      what: `drainTarget is ${drainTarget.toHumanString()}, and an alarm of CloudWatch looks back ${MOST_HOURS} hours at most.`,
      fix: `Set ${MOST_HOURS} hours or less; timeLagTarget has no such bound.`,
    },
  ];
}
