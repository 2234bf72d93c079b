import { QUICK } from '../../verify/passes';
import { runPasses } from '../../verify/run';
import { modelSpec } from '../../verify/spec';

describe('the explorer, one fault at any moment', () => {
  test('meets 50,000 different worlds at least 8 steps beyond each start, and no rule is broken in any', () => {
    const summary = runPasses({ spec: modelSpec(), without: undefined }, QUICK);

    expect(summary.traces).toEqual([]);
    expect(summary.states).toBeGreaterThanOrEqual(50_000);
    expect(summary.depth).toBeGreaterThanOrEqual(8);
  }, 180_000);
});
