import Table from 'cli-table3';
import { measureDecide, measureState } from './measure';

/** `npm run bench`: what one decision takes over 10,000 partitions, and how large the state of 1,000 topics gets. */
function main(): void {
  const { first, median, most } = measureDecide(30, () => performance.now());
  const times = new Table({ head: ['decide, 10,000 partitions', 'ms', 'limit'] });
  times.push(
    ['first run of the process', first.toFixed(1), ''],
    ['median of 30 warm runs', median.toFixed(1), '50'],
    ['slowest of them', most.toFixed(1), '50'],
  );
  const { bytes, byKey } = measureState();
  const state = new Table({ head: ['largest state, 1,000 topics', 'bytes', 'limit'] });
  state.push(...byKey.map(([key, size]) => [key, size, '']), ['in all', bytes, '4096']);
  console.log(`${times}\n${state}`);
  if (median > 50 || bytes > 4_096) process.exitCode = 1;
}

main();
