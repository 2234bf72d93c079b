import type { Eta } from '../../../lib/core/lag/eta';
import { etaWords } from '../../../lib/report/eta-words';

const RATES = { consumedPerSecond: 1200, arrivingPerSecond: 200.4 };

describe('The ETA in words', () => {
  it.each<[Eta, string]>([
    [{ kind: 'drained' }, 'caught up'],
    [{ kind: 'in', fromSeconds: 90, toSeconds: 90, ...RATES }, 'through in 90 s (1,200/s out, 200/s in)'],
    [
      {
        kind: 'in',
        fromSeconds: 600,
        toSeconds: 10_800,
        slowest: { topic: 'otlp_spans', partition: 3 },
        ...RATES,
      },
      'through in 10 min to 3 h, otlp_spans partition 3 last (1,200/s out, 200/s in)',
    ],
    [
      { kind: 'in', fromSeconds: 600, toSeconds: 'open', ...RATES },
      'through in 10 min or much later (1,200/s out, 200/s in)',
    ],
    [
      {
        kind: 'not-draining',
        outpacedByPerSecond: 20,
        ofUse: 4,
        consumedPerSecond: 0.25,
        arrivingPerSecond: 20.25,
      },
      'not draining: arrivals outpace consumption by 20/s; of use: 4 more tasks (0.3/s out, 20/s in)',
    ],
    [
      {
        kind: 'not-draining',
        outpacedByPerSecond: 20,
        ofUse: 'none',
        consumedPerSecond: 10,
        arrivingPerSecond: 30,
      },
      'not draining: arrivals outpace consumption by 20/s; of use: no more tasks, all partitions are taken (10/s out, 30/s in)',
    ],
    [
      {
        kind: 'not-draining',
        outpacedByPerSecond: 20,
        ofUse: 'backend',
        consumedPerSecond: 10,
        arrivingPerSecond: 30,
      },
      'not draining: arrivals outpace consumption by 20/s; of use: no more tasks, the backend takes no more (10/s out, 30/s in)',
    ],
    [
      {
        kind: 'not-draining',
        outpacedByPerSecond: 0,
        ofUse: 1,
        consumedPerSecond: 10,
        arrivingPerSecond: 10,
      },
      'not draining: consumption only keeps step with arrivals; of use: 1 more task (10/s out, 10/s in)',
    ],
    [{ kind: 'unknown', why: 'first look' }, 'ETA unknown: first look'],
  ])('%j', (eta, words) => {
    expect(etaWords(eta)).toBe(words);
  });
});
