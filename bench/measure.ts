import { decide } from '../lib/core/decide/decide';
import { EMPTY_STATE } from '../lib/core/state/state';
import { formatState, parseState } from '../lib/core/state/state-codec';
import { LARGE_SPEC, largeObservation, largestState } from './large-pipeline';

/** 1,000 topics with 10 partitions each. */
const SIZE = { topics: 1_000, partitionsEach: 10 };

/** The duration of each run in milliseconds. */
export interface Times {
  first: number;
  median: number;
  most: number;
}

/**
 * Measures the decision of one tick over 10,000 partitions that are all behind. It times the first decision in this
 * process, then `runs` decisions after as many warm-up runs.
 *
 * @param nowMs a clock with a resolution below a millisecond
 */
export function measureDecide(runs: number, nowMs: () => number): Times {
  const look = largeObservation(SIZE);
  let observation = look;
  let previous = EMPTY_STATE;
  const once = () => {
    const beganMs = nowMs();
    const { state, facts } = decide(observation, previous, LARGE_SPEC);
    const tookMs = nowMs() - beganMs;
    // Starts where the next tick of a warm process would: with the state from the parameter and the memory of the
    // process.
    previous = parseState(formatState(state), 'state');
    observation = {
      ...look,
      warm: { lag: facts?.lag, watermarks: state.watermarks, deliveries: facts?.deliveries },
    };
    return tookMs;
  };
  const first = once();
  for (let run = 0; run < runs; run++) once();
  const times = Array.from({ length: runs }, once).sort((a, b) => a - b);
  return { first, median: times[Math.floor(runs / 2)] ?? first, most: times.at(-1) ?? first };
}

/** The size in bytes of the largest state for 1,000 topics, in total and by key. */
export function measureState(): { bytes: number; byKey: [key: string, bytes: number][] } {
  const text = formatState(largestState(SIZE));
  const byKey = Object.entries(JSON.parse(text)).map(([key, value]): [string, number] => [
    key,
    Buffer.byteLength(JSON.stringify({ [key]: value })) - 1,
  ]);
  return { bytes: Buffer.byteLength(text), byKey: byKey.sort(([, a], [, b]) => b - a) };
}
