import { describeUnsent } from '../facts/describe-bottleneck';
import type { Situation } from '../facts/situation';
import { type Reason, reason } from '../vocabulary/reasons';

/**
 * Would a task that is stopped now take something with it? What it has read is committed, and a Collector that stops
 * sends its queue once, without retries: what the backend does not take then is lost. Without metrics nothing is known
 * of that, and nothing waits for it.
 */
export function unsentBlockers({ unsent }: Pick<Situation, 'unsent'>): Reason[] {
  return unsent ? [reason('HOLD_UNSENT', describeUnsent(unsent))] : [];
}
