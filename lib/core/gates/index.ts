import { DATA_GATES } from './data-gates';
import type { Gate } from './gate';
import { GROUP_GATES } from './group-gates';
import { LATEST_GATES } from './latest-gates';
import { POLICY_GATES } from './policy-gates';

export { blockers, type Gate, type Guarded } from './gate';

/** All gates, in the order in which their reasons are reported. */
export const GATES: readonly Gate[] = [...DATA_GATES, ...POLICY_GATES, ...GROUP_GATES, ...LATEST_GATES];
