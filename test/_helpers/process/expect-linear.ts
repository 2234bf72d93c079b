/**
 * Expects that `work` takes about twice as long for twice the size. The limit is far from both 2 and 4, the factor of
 * quadratic work, because other processes run, too; the best of a few rounds counts.
 */
export function expectLinear(work: (size: number) => void, size: number): void {
  const best = (of: number) => Math.min(...[1, 2, 3].map(() => timed(() => work(of))));
  work(size / 4);
  const small = best(size);
  const large = best(4 * size);
  // Quadratic work takes 16 times as long for four times the size.
  expect(large).toBeLessThan(9 * Math.max(small, 2));
}

function timed(work: () => void): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}
