/**
 * Expects that `work` takes about four times the processor time for four times the size. The limit is far from both 4 and 16,
 * the factor of quadratic work, because garbage is collected now and then; the best of a few rounds counts.
 */
export function expectLinear(work: (size: number) => void, size: number): void {
  const best = (of: number) => Math.min(...[1, 2, 3].map(() => timed(() => work(of))));
  work(size / 4);
  const small = best(size);
  const large = best(4 * size);
  // Quadratic work takes 16 times as long for four times the size.
  expect(large).toBeLessThan(9 * Math.max(small, 2));
}

/** Milliseconds of processor time, which other processes hardly change. */
function timed(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
