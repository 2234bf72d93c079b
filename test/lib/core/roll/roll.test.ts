import type { Facts } from '../../../../lib/core/facts/facts';
import { GATES } from '../../../../lib/core/gates';
import { beginRoll, continueRoll, type Roll } from '../../../../lib/core/roll/roll';
import type { ServiceSnapshot, TaskSnapshot } from '../../../../lib/core/snapshot/service';
import { stepText } from '../../../_helpers/core/decision-text';
import { codesOf, factsOf, type Given, MINUTE_MS, situation } from '../../../_helpers/core/situation';
import { NOW_MS, service, task } from '../../../_helpers/core/snapshots';

const facts = (given: Given = {}, more: Partial<Facts> = {}) => factsOf(situation(given), more);

describe('a roll', () => {
  it('begins with ECS’s own rolling deployment, and gives the reason', () => {
    expect(beginRoll('rearm', facts(), GATES)).toEqual({
      roll: { why: 'rearm', startedAtMs: NOW_MS },
      action: { kind: 'roll-tasks' },
      reasons: [expect.objectContaining({ code: 'ROLL_STARTED', text: '3 tasks, onto earliest' })],
    });
  });

  it.each<[Roll['why'], string]>([
    ['rearm', 'onto earliest'],
    ['flip', 'onto latest'],
    ['restart', 'so that their receivers start again'],
  ])('for a %s is one %s', (why, text) => {
    expect(beginRoll(why, facts(), GATES).reasons[0]?.text).toContain(text);
  });

  it.each<[string, Facts, string[]]>([
    [
      'while a gate is closed',
      facts({ service: service(3, { pendingCount: 1 }) }),
      ['HOLD_ROLLOUT_IN_PROGRESS'],
    ],
    [
      'while a starting task may still read the value before',
      facts({}, { configSettled: false }),
      ['WAITING_CONFIG_SETTLES'],
    ],
  ])('does not begin %s', (_name, given, expected) => {
    const { roll, action, end, reasons } = beginRoll('rearm', given, GATES);

    expect([roll, action, end]).toEqual([undefined, undefined, 'refused']);
    expect(codesOf(reasons)).toEqual(expected);
  });
});

describe('a roll in progress', () => {
  const roll = (agoMs: number): Roll => ({ why: 'rearm', startedAtMs: NOW_MS - agoMs });
  const old = (index: number, createdAtMs: number | undefined = NOW_MS - 600_000): TaskSnapshot =>
    task(index, { createdAtMs });
  const fresh = (index: number): TaskSnapshot => task(index, { createdAtMs: NOW_MS - 30_000 });
  const running = (tasks: TaskSnapshot[], more: Partial<ServiceSnapshot> = {}) =>
    facts({ service: service(tasks.length, { tasks, ...more }) });
  const MIXED = [old(0), fresh(1)];
  const BUSY = { pendingCount: 1 };

  it.each<[string, Roll, Facts, [end: string | undefined, codes: string[]]]>([
    [
      'goes on while tasks from before are there',
      roll(MINUTE_MS),
      running(MIXED, BUSY),
      [undefined, ['ROLLING']],
    ],
    [
      'goes on while the service is not at rest',
      roll(MINUTE_MS),
      running([fresh(0), fresh(1)], BUSY),
      [undefined, ['ROLLING']],
    ],
    [
      'goes on with a task of which it is not known when it was created',
      roll(MINUTE_MS),
      running([fresh(0), old(1, undefined)], BUSY),
      [undefined, ['ROLLING']],
    ],
    [
      'is done by evidence: no task from before is left, and the service is at rest',
      roll(MINUTE_MS),
      running([fresh(0), fresh(1)]),
      ['done', ['ROLL_DONE']],
    ],
    [
      'is done with tasks created in its own moment',
      roll(30_000),
      running([fresh(0)]),
      ['done', ['ROLL_DONE']],
    ],
    [
      'waits a minute and a half for the deployment to show',
      roll(90_000),
      running([old(0), old(1)]),
      [undefined, ['ROLLING']],
    ],
    [
      'is over when nothing has begun by then',
      roll(90_001),
      running([old(0), old(1)]),
      ['refused', ['ROLLING']],
    ],
    ['is not over by that when a task was replaced', roll(90_001), running(MIXED), [undefined, ['ROLLING']]],
    ['goes on until phaseTimeout', roll(15 * MINUTE_MS - 1), running(MIXED, BUSY), [undefined, ['ROLLING']]],
    ['has failed then', roll(15 * MINUTE_MS), running(MIXED, BUSY), ['failed', ['ALARM_ROLL_NOT_DONE']]],
    ['is done though it took long', roll(20 * MINUTE_MS), running([fresh(0)]), ['done', ['ROLL_DONE']]],
  ])('%s', (_name, from, given, [end, codes]) => {
    const made = continueRoll(from, given);

    expect([made.end, codesOf(made.reasons)]).toEqual([end, codes]);
    expect(made.roll).toEqual(end === undefined ? from : undefined);
    expect(made.action).toBeUndefined();
    expect(stepText(made)).toMatchSnapshot();
  });

  it('reports its progress', () => {
    expect(continueRoll(roll(MINUTE_MS), running(MIXED, BUSY)).reasons[0]?.text).toMatch(
      /^1 of 2 tasks is still to be replaced; desired 2, running 2, pending 1/,
    );
  });
});
