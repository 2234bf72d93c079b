import { decideScaling, type ScalingQuestion } from '../../../../lib/core/decide/decide-scaling';
import type { Situation } from '../../../../lib/core/facts/situation';
import type { ServiceSnapshot } from '../../../../lib/core/snapshot/service';
import { testSpec } from '../../../_helpers/pipeline';
import { codesOf, situation } from '../../../_helpers/situation';
import { NOW_MS, service, snapshot, topic } from '../../../_helpers/snapshots';

const six = topic('otlp_spans', Array(6).fill({}));

/** Six partitions, so many tasks, and what is wanted of them. */
function ask(
  count: number,
  target: number,
  {
    more = {},
    of = {},
    ...rest
  }: Partial<Omit<ScalingQuestion, 'situation'>> & {
    more?: Partial<ServiceSnapshot>;
    of?: Partial<Situation>;
  } = {},
) {
  const { action, reasons } = decideScaling({
    situation: situation({ kafka: snapshot([six], { tasks: count }), service: service(count, more), ...of }),
    tasks: { useful: 6, target },
    desired: { count },
    lastScaleInMs: undefined,
    ...rest,
  });
  return [action && `${action.from} -> ${action.to} ${action.guard}`, ...codesOf(reasons)];
}

const EXTERNAL = { desired: { count: 4, externalSinceMs: 1 } };
const OVERRIDE = { policy: testSpec({ external: 'override' }).policy };
const ATTACHED = { autoScaling: { kind: 'attached', min: 2, max: 9 } } as const;

describe('the number of tasks', () => {
  it.each<[string, Parameters<typeof ask>, ReturnType<typeof ask>]>([
    ['stays at the target', [6, 6], [undefined]],
    ['goes out at once, all the way', [1, 6], ['1 -> 6 none', 'SCALE_OUT']],
    ['goes out from a count in the middle', [5, 6], ['5 -> 6 none', 'SCALE_OUT']],
    ['goes in by one even step', [6, 1], ['6 -> 3 none', 'SCALE_IN']],
    ['goes in no further than the target', [6, 5], ['6 -> 5 none', 'SCALE_IN']],
    ['goes in at once where tasks hold nothing', [9, 6], ['9 -> 6 none', 'SCALE_IN']],
  ])('%s', (_name, given, expected) => {
    expect(ask(...given)).toEqual(expected);
  });

  it('says why, with figures', () => {
    const decide = (count: number, target: number) =>
      decideScaling({
        situation: situation({ kafka: snapshot([six], { tasks: count }), service: service(count) }),
        tasks: { useful: 6, target },
        desired: { count },
        lastScaleInMs: undefined,
      }).reasons.map(({ text }) => text);

    expect(decide(9, 3)).toEqual(['desiredCount 9 -> 6: target 3, 6 are of use']);
    expect(decide(1, 6)).toEqual(['desiredCount 1 -> 6: 6 tasks are of use']);
    expect(decide(6, 2)).toEqual(['desiredCount 6 -> 3: target 2, 6 are of use']);
  });
});

describe('tasks that hold no partition', () => {
  it('raise an alarm while they may not be taken away', () => {
    expect(ask(9, 6, { more: { pendingCount: 1 } })).toEqual([
      undefined,
      'HOLD_ROLLOUT_IN_PROGRESS',
      'ALARM_TASKS_ABOVE_USEFUL',
    ]);
  });

  it('raise none at just the useful number', () => {
    expect(ask(6, 3, { more: { pendingCount: 1 } })).toEqual([undefined, 'HOLD_ROLLOUT_IN_PROGRESS']);
  });

  it('raise none while a topic cannot be seen: more may be of use', () => {
    const kafka = snapshot([six, { kind: 'missing', signal: 'logs', topic: 'otlp_logs' }], { tasks: 9 });

    expect(ask(9, 6, { of: { kafka } })).toEqual([undefined, 'HOLD_TOPIC_MISSING']);
  });

  it('are said in figures', () => {
    const { reasons } = decideScaling({
      situation: situation({
        kafka: snapshot([six], { tasks: 9 }),
        service: service(9, { pendingCount: 1 }),
      }),
      tasks: { useful: 6, target: 6 },
      desired: { count: 9 },
      lastScaleInMs: undefined,
    });

    expect(reasons.at(-1)?.text).toBe('9 tasks, 6 are of use');
  });

  it('do not wait for the cool-down', () => {
    expect(ask(9, 6, { lastScaleInMs: NOW_MS - 1 })).toEqual(['9 -> 6 none', 'SCALE_IN']);
  });
});

describe('a scale-in', () => {
  const unknown = snapshot([topic('otlp_spans', [...Array(5).fill({}), { logEnd: 'unknown' }])], {
    tasks: 6,
  });
  const rebalancing = snapshot([six], { group: { groupId: 'g', state: 'PreparingRebalance', members: [] } });
  const without = snapshot([{ kind: 'missing', signal: 'traces', topic: 'otlp_spans' }], { tasks: 6 });

  it.each<[string, Parameters<typeof ask>[2], string[]]>([
    ['what is unknown', { of: { kafka: unknown } }, ['HOLD_PARTITION_UNKNOWN']],
    ['a topic that is not there', { of: { kafka: without } }, ['HOLD_TOPIC_MISSING']],
    ['a rebalance', { of: { kafka: rebalancing } }, ['HOLD_GROUP_NOT_STABLE']],
    ['somebody else in the group', { of: { kafka: snapshot([six], { tasks: 7 }) } }, ['HOLD_FOREIGN_MEMBER']],
    ['a rollout', { more: { pendingCount: 1 } }, ['HOLD_ROLLOUT_IN_PROGRESS']],
  ])('is held by %s; a scale-out is not', (_name, given, expected) => {
    expect(ask(6, 3, given)).toEqual([undefined, ...expected]);
    expect(ask(6, 9, given)).toEqual(['6 -> 9 none', 'SCALE_OUT']);
  });

  // The cool-down is 10 min.
  it.each([
    ['waits a millisecond before the end of the cool-down', 599_999, [undefined, 'SCALE_IN_COOLING_DOWN']],
    ['goes on at its end', 600_000, ['6 -> 3 none', 'SCALE_IN']],
  ])('%s', (_name, agoMs, expected) => {
    expect(ask(6, 3, { lastScaleInMs: NOW_MS - agoMs })).toEqual(expected);
  });

  it('says how much of the cool-down is over', () => {
    const { reasons } = decideScaling({
      situation: situation({ kafka: snapshot([six], { tasks: 6 }), service: service(6) }),
      tasks: { useful: 6, target: 3 },
      desired: { count: 6 },
      lastScaleInMs: NOW_MS - 90_000,
    });

    expect(reasons[0]?.text).toBe('90 s of 10m');
  });
});

describe('a count that somebody else set', () => {
  it.each<[string, Parameters<typeof ask>, ReturnType<typeof ask>]>([
    ['is kept, out', [4, 6, EXTERNAL], [undefined, 'HOLD_EXTERNAL_COUNT']],
    ['is kept, in', [4, 2, EXTERNAL], [undefined, 'HOLD_EXTERNAL_COUNT']],
    [
      'is kept above what is of use, with the alarm',
      [9, 6, EXTERNAL],
      [undefined, 'HOLD_EXTERNAL_COUNT', 'ALARM_TASKS_ABOVE_USEFUL'],
    ],
    [
      'is overridden, out, where the user says so',
      [4, 6, { ...EXTERNAL, of: OVERRIDE }],
      ['4 -> 6 none', 'SCALE_OUT', 'EXTERNAL_COUNT_OVERRIDDEN'],
    ],
    [
      'is overridden, in, where the user says so',
      [4, 2, { ...EXTERNAL, of: OVERRIDE }],
      ['4 -> 3 none', 'SCALE_IN', 'EXTERNAL_COUNT_OVERRIDDEN'],
    ],
    ['needs no word at the target', [6, 6, EXTERNAL], [undefined]],
  ])('%s', (_name, given, expected) => {
    expect(ask(...given)).toEqual(expected);
  });

  it('is said with the target, or what it was set to', () => {
    const texts = (of: Partial<Situation>) =>
      decideScaling({
        situation: situation({ kafka: snapshot([six], { tasks: 4 }), service: service(4), ...of }),
        tasks: { useful: 6, target: 6 },
        ...EXTERNAL,
        lastScaleInMs: undefined,
      }).reasons.map(({ text }) => text);

    expect(texts({})).toEqual(['somebody set 4, the target is 6']);
    expect(texts(OVERRIDE)).toContain('it was set to 4');
  });
});

describe('Application Auto Scaling', () => {
  it('moves the count, so Spillway does not', () => {
    expect(ask(1, 6, { more: ATTACHED })).toEqual([undefined, 'HOLD_AUTO_SCALING']);
  });

  it('is overridden where the user says so', () => {
    expect(ask(1, 6, { more: ATTACHED, of: OVERRIDE })).toEqual(['1 -> 6 none', 'SCALE_OUT']);
  });

  it.each(['none', 'unknown'] as const)('that is %s does not hold', (kind) => {
    expect(ask(1, 6, { more: { autoScaling: { kind } } })).toEqual(['1 -> 6 none', 'SCALE_OUT']);
  });

  it('says between which counts it moves', () => {
    const { reasons } = decideScaling({
      situation: situation({ kafka: snapshot([six], { tasks: 1 }), service: service(1, ATTACHED) }),
      tasks: { useful: 6, target: 6 },
      desired: { count: 1 },
      lastScaleInMs: undefined,
    });

    expect(reasons[0]?.text).toBe('between 2 and 9 tasks');
  });
});
