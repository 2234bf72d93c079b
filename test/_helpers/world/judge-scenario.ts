import { shortenStory } from '../../../local/world/shorten-story';
import { pausesOf } from './independent-view';
import { type Scenario, untilDelivered } from './scenario';

/** Between the end of a stop's bound and the call that starts the tasks lies one tick, on a busy machine. */
const ONE_TICK_MS = 5_000;
const SHOWN_TICKS = 60;

/**
 * The judgement from outside: every span that was sent is at the backend, the tasks were stopped exactly so often, each
 * stop was within its bound, and they run again.
 */
export async function expectAllDelivered(scenario: Scenario, { stops }: { stops: number }): Promise<void> {
  await untilDelivered(scenario);
  expectStops(scenario, stops);
}

/** Stopped exactly so often, each time for `maxPause` at most, and started again. */
export function expectStops({ lane, operator }: Scenario, stops: number): void {
  const { maxPauseMs } = lane.spec.policy;
  const lastedMs = pausesOf(lane).map(
    ({ stoppedAtMs, startedAtMs }) => (startedAtMs ?? Number.POSITIVE_INFINITY) - stoppedAtMs,
  );
  if (lastedMs.length === stops && lastedMs.every((ms) => ms <= maxPauseMs + ONE_TICK_MS)) return;
  throw new Error(
    [
      `${lane.name}: stopped ${lastedMs.length} times (${lastedMs.join(', ')} ms), expected ${stops}, each for ${maxPauseMs} ms at most.`,
      shortenStory(operator.story, SHOWN_TICKS),
    ].join('\n'),
  );
}
