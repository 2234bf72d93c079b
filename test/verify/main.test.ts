import { Explorer } from '../_helpers/verify/explorer';

let explorer: Explorer;

beforeAll(() => {
  explorer = new Explorer();
});

afterAll(() => {
  explorer.close();
});

/** Each gate, and the rule that is broken without it. */
const GATES: readonly [code: string, rule: string][] = [
  ['HOLD_TOPIC_MISSING', 'R4'],
  ['HOLD_TOPIC_UNKNOWN', 'R4'],
  ['HOLD_PARTITION_UNKNOWN', 'R4'],
  ['HOLD_NO_COMMIT', 'R2'],
  ['HOLD_COMMIT_OUT_OF_RANGE', 'R2'],
  ['HOLD_REPAIR_PENDING', 'R1'],
  ['HOLD_UNCOVERED', 'R1'],
  ['HOLD_RETENTION_HEADROOM', 'R2'],
  ['HOLD_CONFIG_FOREIGN', 'R2'],
  ['HOLD_CONFIG_NOT_EDITABLE', 'R5'],
  ['HOLD_COVERAGE_LOST', 'R7'],
  ['HOLD_TOPIC_PATTERN', 'R2'],
  ['HOLD_COMMIT_FORBIDDEN', 'R7'],
  ['HOLD_RETRY_LATER', 'R7'],
  ['HOLD_STOP_BUDGET', 'R7'],
  ['HOLD_LATEST_RATIONED', 'R7'],
  ['HOLD_GROUP_NOT_STABLE', 'R3'],
  ['HOLD_FOREIGN_MEMBER', 'R4'],
  ['HOLD_ROLLOUT_IN_PROGRESS', 'R3'],
  ['HOLD_ANSWERS_CONTRADICT', 'R4'],
  ['HOLD_ROLL_IMPOSSIBLE', 'R3'],
  ['HOLD_UNSENT', 'R9'],
  ['REARM_NO_COMMIT', 'R2'],
  ['REARM_OUT_OF_RANGE', 'R2'],
  ['REARM_UNCOVERED', 'R2'],
  ['REARM_COVERAGE_LOST', 'R2'],
  ['REARM_CONFIG_FOREIGN', 'R2'],
  ['REARM_COMMITS_BACK', 'R2'],
  ['REARM_RETENTION', 'R2'],
  ['REARM_GROUP_EXPIRES', 'R2'],
  ['GUARD_STATE_MOVED', 'R7'],
  ['GUARD_STOPPED_BY_PERSON', 'R8'],
  ['GUARD_COUNT_MOVED', 'R8'],
  ['GUARD_CONFIG_MOVED', 'R5'],
  ['GUARD_TASKS_THERE', 'R1'],
  ['EPOCH', 'R7'],
];

function lastLine(stdout: string): string {
  return stdout.trimEnd().split('\n').at(-1) ?? '';
}

describe('npm run verify', () => {
  test('explores 30,000 situations at least 3 steps beyond each start, and no rule is broken in any', async () => {
    const { exitCode, stdout } = await explorer.run('--quick', '--json');

    const summary = JSON.parse(lastLine(stdout));
    expect({ exitCode, ...summary }).toMatchObject({ exitCode: 0, violations: 0 });
    expect(summary.states).toBeGreaterThanOrEqual(30_000);
    expect(summary.depth).toBeGreaterThanOrEqual(3);
    expect(stdout).not.toMatch(/^never reached/m);
  }, 900_000);

  test.each(GATES)(
    'without %s breaks %s, and prints the path to it',
    async (code, rule) => {
      const { exitCode, stdout } = await explorer.run('--without', code, '--json');

      expect(stdout).toMatch(/^start: .+\n(.*\n)*R\d broken, ".+": .+$/m);
      expect(JSON.parse(lastLine(stdout))).toMatchObject({ violations: 1, rule });
      expect(exitCode).toBe(1);
    },
    900_000,
  );

  test('lists faults, rules and gates', async () => {
    const { exitCode, stdout } = await explorer.run('--list', '--json');

    const { faults, rules, gates } = JSON.parse(stdout);
    expect(exitCode).toBe(0);
    expect(rules).toEqual(['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9']);
    expect(gates).toEqual(GATES.map(([code]) => code));
    expect(faults).toContain('answers are stale');
  });

  test('rejects an unknown gate in one line', async () => {
    const run = await explorer.run('--without', 'HOLD_NOTHING');

    expect(run).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'No gate HOLD_NOTHING: npm run verify -- --list lists them.\n',
    });
  });
});

describe('a mistake of the first core, put back as a small patch, is found', () => {
  let old: Explorer;

  beforeAll(() => {
    old = new Explorer('test/verify/old-behaviours-main.ts');
  });

  afterAll(() => {
    old.close();
  });

  test.each([
    ['a stop is dropped because of one look', 'R7'],
    ['what fails is tried again at once', 'R7'],
    ['nothing bounds the wait for a task that hangs', 'R7'],
    ['a member that outlives the stop is forgotten', 'R7'],
    ['latest is stored again after each burst', 'R7'],
    ['tasks with full queues are stopped', 'R9'],
    ['a number that a person set is overridden', 'R8'],
    ['a config that cannot be read passes for one that can', 'R5'],
    ['members seen through NAT are strangers', 'R4'],
    ['nobody reads, and nothing says so', 'R4'],
  ])(
    '%s (%s)',
    async (name, rule) => {
      const { stdout } = await old.run(name);

      expect(lastLine(stdout)).toBe(rule);
    },
    900_000,
  );
});
