import Table from 'cli-table3';
import { measureDecide, measureState } from './measure';
import { measureLint } from './measure-lint';

const LINT_LINES = 2_000;
const LINT_RUNS = 20;

/**
 * `npm run bench`: measures one decision over 10,000 partitions, the size of the state for 1,000 topics, and the time
 * that `spillway lint` takes for 2,000 lines.
 */
function main(): void {
  const nowMs = () => performance.now();
  const { first, median, most } = measureDecide(30, nowMs);
  const times = new Table({ head: ['decide, 10,000 partitions', 'ms', 'limit'] });
  times.push(
    ['first run of the process', first.toFixed(1), ''],
    ['median of 30 warm runs', median.toFixed(1), '50'],
    ['slowest of them', most.toFixed(1), '50'],
  );
  const { bytes, byKey } = measureState();
  const state = new Table({ head: ['largest state, 1,000 topics', 'bytes', 'limit'] });
  state.push(...byKey.map(([key, size]) => [key, size, '']), ['in all', bytes, '4096']);
  const { lint, node } = measureLint(LINT_LINES, LINT_RUNS, nowMs);
  const linting = new Table({ head: ['lint, 2,000 lines, process start included', 'ms', 'limit'] });
  linting.push(
    [`median of ${LINT_RUNS} runs`, lint.median.toFixed(0), '300'],
    ['fastest of them', lint.least.toFixed(0), ''],
    ['node -e 0, median', node.median.toFixed(0), ''],
    ['node -e 0, fastest', node.least.toFixed(0), ''],
  );
  console.log(`${times}\n${state}\n${linting}`);
  if (median > 50 || bytes > 4_096 || lint.median > 300) process.exitCode = 1;
}

main();
