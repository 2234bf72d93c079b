import type { Eta } from '../../../lib/core/lag/eta';
import { etaWords } from '../../../lib/report/eta-words';

const RATES = { consumedPerSecond: 1200, arrivingPerSecond: 200.4 };

describe('the ETA in words', () => {
  it.each<[Eta, string]>([
    [{ kind: 'drained' }, 'caught up'],
    [
      { kind: 'in', fromSeconds: 90, toSeconds: 90, ...RATES },
      'drained in 90 s (1,200 offsets/s out, 200 offsets/s in)',
    ],
    [
      {
        kind: 'in',
        fromSeconds: 600,
        toSeconds: 10_800,
        slowest: { topic: 'otlp_spans', partition: 3 },
        ...RATES,
      },
      'drained in 10 min to 3 h, otlp_spans partition 3 last (1,200 offsets/s out, 200 offsets/s in)',
    ],
    [
      { kind: 'in', fromSeconds: 600, toSeconds: 'open', ...RATES },
      'drained in 10 min or much later (1,200 offsets/s out, 200 offsets/s in)',
    ],
    [
      {
        kind: 'not-draining',
        outpacedByPerSecond: 20,
        useful: 4,
        consumedPerSecond: 0.25,
        arrivingPerSecond: 20.25,
      },
      'not draining: arrivals outpace consumption by 20 offsets/s; 4 more tasks useful (0.3 offsets/s out, 20 offsets/s in)',
    ],
    [
      {
        kind: 'not-draining',
        outpacedByPerSecond: 20,
        useful: 'none',
        consumedPerSecond: 10,
        arrivingPerSecond: 30,
      },
      'not draining: arrivals outpace consumption by 20 offsets/s; more tasks would not help, because every partition has one (10 offsets/s out, 30 offsets/s in)',
    ],
    [
      {
        kind: 'not-draining',
        outpacedByPerSecond: 20,
        useful: 'backend',
        consumedPerSecond: 10,
        arrivingPerSecond: 30,
      },
      'not draining: arrivals outpace consumption by 20 offsets/s; more tasks would not help, because the backend is at its limit (10 offsets/s out, 30 offsets/s in)',
    ],
    [
      {
        kind: 'not-draining',
        outpacedByPerSecond: 0,
        useful: 1,
        consumedPerSecond: 10,
        arrivingPerSecond: 10,
      },
      'not draining: consumption only keeps up with arrivals; 1 more task useful (10 offsets/s out, 10 offsets/s in)',
    ],
    [{ kind: 'unknown', why: 'first look' }, 'ETA unknown: first look'],
  ])('%j', (eta, words) => {
    expect(etaWords(eta)).toBe(words);
  });
});
