import { Explorer, hint, lastLine } from '../_helpers/verify/explorer';

let explorer: Explorer;

beforeAll(() => {
  explorer = new Explorer();
});

afterAll(() => {
  explorer.close();
});

/**
 * Each gate, the rule that is broken without it, and where to look first: the pass and the start from which the explorer
 * finds that soonest. If it finds nothing there, it looks everywhere.
 */
const GATES: readonly [code: string, rule: string, pass?: string, start?: string][] = [
  ['HOLD_TOPIC_MISSING', 'R4', 'one fault', 'before the stop of a repair'],
  ['HOLD_TOPIC_UNKNOWN', 'R4', 'one fault', 'before the stop of a repair'],
  ['HOLD_PARTITION_UNKNOWN', 'R4', 'one fault', 'before the stop of a repair'],
  ['HOLD_NO_COMMIT', 'R2', 'no fault', 'before a seed'],
  ['HOLD_COMMIT_OUT_OF_RANGE', 'R2', 'one fault', 'repaired, nothing started'],
  ['HOLD_REPAIR_PENDING', 'R1', 'one fault and a record', 'a partition was added and met latest'],
  ['HOLD_UNCOVERED', 'R1', 'one fault', 'a partition was added and met latest'],
  ['HOLD_RETENTION_HEADROOM', 'R2', 'no fault', 'short retention, before a flip'],
  ['HOLD_CONFIG_FOREIGN', 'R2', 'one fault', 'before a seed'],
  ['HOLD_CONFIG_NOT_EDITABLE', 'R5', 'one fault', 'before a seed'],
  ['HOLD_COVERAGE_LOST', 'R7', 'one fault', 'live, tasks on latest'],
  ['HOLD_TOPIC_PATTERN', 'R2', 'no fault', 'topics by pattern, before a flip'],
  ['HOLD_COMMIT_FORBIDDEN', 'R7', 'one fault', 'before a seed'],
  ['HOLD_RETRY_LATER', 'R7', 'no fault', 'a partition was added and met latest'],
  ['HOLD_STOP_BUDGET', 'R7', 'one fault', 'a partition was added and met latest'],
  ['HOLD_LATEST_RATIONED', 'R7', 'no fault', 'a partition was added and met latest'],
  ['HOLD_GROUP_NOT_STABLE', 'R3', 'no fault', 'a drain has begun'],
  ['HOLD_FOREIGN_MEMBER', 'R4', 'one fault', 'before a seed'],
  ['HOLD_ROLLOUT_IN_PROGRESS', 'R3', 'no fault', 'a drain has begun'],
  ['HOLD_ANSWERS_CONTRADICT', 'R4', 'no fault', 'stopped by a person, latest stored'],
  ['HOLD_ROLL_IMPOSSIBLE', 'R3', 'one fault', 'no roll is possible, live on latest'],
  ['HOLD_UNSENT', 'R9', 'one fault', 'before the stop of a repair'],
  ['REARM_NO_COMMIT', 'R2', 'two faults', 'empty'],
  ['REARM_OUT_OF_RANGE', 'R2', 'one fault and a record', 'accepted as lost, live on latest'],
  ['REARM_UNCOVERED', 'R2', 'records', 'a partition was added and met latest'],
  ['REARM_COVERAGE_LOST', 'R2', 'one fault', 'live, tasks still on earliest'],
  ['REARM_CONFIG_FOREIGN', 'R2', 'one fault', 'live, tasks still on earliest'],
  ['REARM_COMMITS_BACK', 'R2', 'no fault', 'recreated unnoticed, brokers tell no topic ids'],
  ['REARM_RETENTION', 'R2', 'records', 'retention by bytes, live'],
  ['REARM_GROUP_EXPIRES', 'R2', 'no fault', 'stopped by a person, latest stored'],
  ['GUARD_STATE_MOVED', 'R7', 'two faults', 'before the stop of a repair'],
  ['GUARD_STOPPED_BY_PERSON', 'R8', 'two faults', 'before the stop of a repair'],
  ['GUARD_COUNT_MOVED', 'R8', 'two faults', 'before the stop of a repair'],
  ['GUARD_CONFIG_MOVED', 'R5', 'two faults', 'before a flip'],
  ['GUARD_TASKS_THERE', 'R1', 'two faults', 'stopped for a repair'],
  ['EPOCH', 'R7', 'one fault', 'a partition was added and met latest'],
];

describe('npm run verify', () => {
  test.each(GATES)(
    'without %s breaks %s, and prints the path to it',
    async (code, rule, pass, start) => {
      const { exitCode, stdout } = await explorer.run('--without', code, '--json', ...hint(pass, start));

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

  test('looks everywhere if the violation is not where it was', async () => {
    const { stdout } = await explorer.run(
      '--without',
      'HOLD_NO_COMMIT',
      '--json',
      ...hint('no fault', 'empty'),
    );

    expect(JSON.parse(lastLine(stdout))).toMatchObject({ rule: 'R2', start: 'before a seed' });
  }, 900_000);
});
