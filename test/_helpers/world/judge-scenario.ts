import { shortenStory } from '../../../local/world/shorten-story';
import { pausesOf } from './independent-view';
import { type Scenario, untilDelivered } from './scenario';

/** One tick on a busy machine lies between the end of the allowed pause and the call that starts the tasks. */
const ONE_TICK_MS = 5_000;
const SHOWN_TICKS = 60;

/**
 * Judges a scenario from outside: every span that was sent is at the backend, the tasks were stopped exactly `stops`
 * times, each pause was within its limit, and the tasks run again.
 */
export async function expectAllDelivered(scenario: Scenario, { stops }: { stops: number }): Promise<void> {
  await untilDelivered(scenario);
  expectStops(scenario, stops);
}

/** Checks that the tasks were stopped exactly `stops` times, each time for at most `maxPause`, and were started again. */
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
