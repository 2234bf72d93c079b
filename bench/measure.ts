import { decide } from '../lib/core/decide/decide';
import { EMPTY_STATE } from '../lib/core/state/state';
import { formatState, parseState } from '../lib/core/state/state-codec';
import { LARGE_SPEC, largeObservation, largestState } from './large-pipeline';

/** 1,000 topics with 10 partitions each. */
const SIZE = { topics: 1_000, partitionsEach: 10 };

/** Milliseconds of single runs. */
export interface Times {
  first: number;
  median: number;
  most: number;
}

/**
 * Measures one tick's decision over 10,000 partitions that are all behind: the first in this process, and the given
 * number after the same number of warm-up runs.
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
    // As in the next tick of a warm process: state from the parameter, and memory of the process.
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

/** Bytes of the largest state of 1,000 topics, in total and by key. */
export function measureState(): { bytes: number; byKey: [key: string, bytes: number][] } {
  const text = formatState(largestState(SIZE));
  const byKey = Object.entries(JSON.parse(text)).map(([key, value]): [string, number] => [
    key,
    Buffer.byteLength(JSON.stringify({ [key]: value })) - 1,
  ]);
  return { bytes: Buffer.byteLength(text), byKey: byKey.sort(([, a], [, b]) => b - a) };
}
