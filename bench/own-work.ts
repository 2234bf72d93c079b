import Table from 'cli-table3';
import { measureDecide, measureState } from './measure';
import { measureLint } from './measure-lint';

const DECIDE_RUNS = 30;
const LINT_LINES = 2_000;
const LINT_RUNS = 20;
const MOST_DECIDE_MS = 50;
const MOST_STATE_BYTES = 4_096;
const MOST_LINT_MS = 300;

const nowMs = () => performance.now();

/** One decision over 10,000 partitions, and the size of the state for 1,000 topics. Returns whether both are in limits. */
export async function benchDecide(): Promise<boolean> {
  const { first, median, most } = measureDecide(DECIDE_RUNS, nowMs);
  const times = new Table({ head: ['decide, 10,000 partitions', 'ms', 'limit'] });
  times.push(
    ['first run of the process', first.toFixed(1), ''],
    [`median of ${DECIDE_RUNS} warm runs`, median.toFixed(1), MOST_DECIDE_MS],
    ['slowest of them', most.toFixed(1), MOST_DECIDE_MS],
  );
  const { bytes, byKey } = measureState();
  const state = new Table({ head: ['largest state, 1,000 topics', 'bytes', 'limit'] });
  state.push(...byKey.map(([key, size]) => [key, size, '']), ['in all', bytes, MOST_STATE_BYTES]);
  console.log(`${times}\n${state}`);
  return median <= MOST_DECIDE_MS && bytes <= MOST_STATE_BYTES;
}

/** `spillway lint` on 2,000 lines. Returns whether it is fast enough. */
export async function benchLint(): Promise<boolean> {
  const { lint, node } = measureLint(LINT_LINES, LINT_RUNS, nowMs);
  const times = new Table({ head: ['lint, 2,000 lines, process start included', 'ms', 'limit'] });
  times.push(
    [`median of ${LINT_RUNS} runs`, lint.median.toFixed(0), MOST_LINT_MS],
    ['fastest of them', lint.least.toFixed(0), ''],
    ['node -e 0, median', node.median.toFixed(0), ''],
    ['node -e 0, fastest', node.least.toFixed(0), ''],
  );
  console.log(`${times}`);
  return lint.median <= MOST_LINT_MS;
}
