import {
  allTasksGone,
  groupBlockers,
  groupEmpty,
  type ReadinessQuestion,
  rolloutBlockers,
  topicBlockers,
} from '../../../../lib/core/gates/readiness';
import type { GroupState, TopicSnapshot } from '../../../../lib/core/snapshot/kafka';
import type { ServiceSnapshot } from '../../../../lib/core/snapshot/service';
import { type GateCode, gatesWithout } from '../../../../lib/core/vocabulary/gates';
import { codesOf } from '../../../_helpers/situation';
import { emptyGroup, members, service, snapshot, task, topic } from '../../../_helpers/snapshots';

const spans = topic('otlp_spans', [{}, {}, {}]);

function question(more: Partial<ReadinessQuestion> = {}): ReadinessQuestion {
  return {
    kafka: snapshot([spans], { tasks: 3 }),
    service: service(3),
    topics: [{ topic: 'otlp_spans' }],
    asked: gatesWithout(undefined),
    ...more,
  };
}
const without = (code: GateCode) => ({ asked: gatesWithout(code) });

describe('topics', () => {
  const missing: TopicSnapshot = { kind: 'missing', signal: 'traces', topic: 'otlp_spans' };
  const unknown: TopicSnapshot = {
    kind: 'unknown',
    signal: 'traces',
    topic: 'otlp_spans',
    fault: { code: 'TOPIC_AUTHORIZATION_FAILED', message: 'no right' },
  };

  it.each<[string, TopicSnapshot[], [string, string][]]>([
    ['that are there do not hold', [spans], []],
    [
      'that do not exist hold, and say what to do',
      [missing],
      [
        [
          'HOLD_TOPIC_MISSING',
          'otlp_spans does not exist: create it, or leave the signal out of the spec if nothing uses it',
        ],
      ],
    ],
    [
      'that a pattern does not find hold',
      [{ ...missing, topic: '^otlp_.*' }],
      [
        [
          'HOLD_TOPIC_MISSING',
          '^otlp_.* matches no topic: create it, or leave the signal out of the spec if nothing uses it',
        ],
        ['HOLD_TOPIC_UNKNOWN', 'otlp_spans: not in what Kafka answered'],
      ],
    ],
    [
      'that may not be described hold',
      [unknown],
      [['HOLD_TOPIC_UNKNOWN', 'otlp_spans: TOPIC_AUTHORIZATION_FAILED no right']],
    ],
    [
      'that are left out of the answer hold',
      [],
      [['HOLD_TOPIC_UNKNOWN', 'otlp_spans: not in what Kafka answered']],
    ],
  ])('%s', (_name, topics, expected) => {
    const reasons = topicBlockers(question({ kafka: snapshot(topics) }));

    expect(reasons.map(({ code, text }) => [code, text])).toEqual(expected);
  });

  it('by a pattern are not looked for by that name', () => {
    expect(topicBlockers(question({ topics: [{ topic: '^otlp_.*' }] }))).toEqual([]);
  });

  it('that are left out are all named', () => {
    const topics = [{ topic: 'a' }, { topic: 'otlp_spans' }, { topic: 'b' }];

    expect(topicBlockers(question({ topics }))[0]?.text).toBe('a, b: not in what Kafka answered');
  });

  it('do not hold where their gate is taken away', () => {
    const asking = (topics: TopicSnapshot[], code: GateCode) =>
      topicBlockers(question({ kafka: snapshot(topics), ...without(code) }));

    expect(asking([missing], 'HOLD_TOPIC_MISSING')).toEqual([]);
    expect(asking([unknown], 'HOLD_TOPIC_UNKNOWN')).toEqual([]);
    expect(asking([], 'HOLD_TOPIC_UNKNOWN')).toEqual([]);
  });
});

describe('the group', () => {
  const withGroup = (group: ReturnType<typeof snapshot>['group']) =>
    groupBlockers(question({ kafka: snapshot([spans], { group }) })).map(
      ({ code, text }) => `${code} ${text}`,
    );
  const stable = (given = members([spans], 3)) => ({
    ...emptyGroup(),
    state: 'Stable' as const,
    members: given,
  });

  it('of our tasks, with every partition assigned, is ready', () => {
    expect(groupBlockers(question())).toEqual([]);
  });

  it.each<GroupState>(['Empty', 'Dead', 'PreparingRebalance', 'CompletingRebalance', 'unknown'])(
    'that is %s is not',
    (state) => {
      expect(withGroup({ ...emptyGroup(), state })).toEqual([
        `HOLD_GROUP_NOT_STABLE otel-processing is ${state}`,
      ]);
    },
  );

  it('that cannot be described says why', () => {
    const fault = { code: 'COORDINATOR_NOT_AVAILABLE', message: 'later' };

    expect(withGroup({ ...emptyGroup(), state: 'unknown', fault })).toEqual([
      'HOLD_GROUP_NOT_STABLE otel-processing is unknown (COORDINATOR_NOT_AVAILABLE later)',
    ]);
  });

  it('with an assignment that cannot be read is not', () => {
    const [first, ...others] = members([spans], 3);

    expect(withGroup(stable(first ? [{ ...first, assignment: 'unknown' }, ...others] : []))).toEqual([
      'HOLD_GROUP_NOT_STABLE the assignment of otel-collector at 10.0.0.1 is unknown',
    ]);
  });

  it('with a partition that nobody owns is not, and names it', () => {
    const kafka = snapshot([spans], { group: stable(members([topic('otlp_spans', [{}, {}])], 3)) });

    expect(groupBlockers(question({ kafka }))).toMatchObject([
      { text: '1 assigned to nobody', where: [{ topic: 'otlp_spans', partitions: [2] }] },
    ]);
  });

  it.each([
    [2, 'HOLD_FOREIGN_MEMBER 2 members, expected 3 (3 tasks × 1 signals)'],
    [4, 'HOLD_FOREIGN_MEMBER members at 10.0.0.4, which is no task of the service'],
  ])('of %i members for three tasks is somebody else too', (count, expected) => {
    expect(withGroup(stable(members([spans], count)))).toEqual([expected]);
  });

  it('of more members than tasks × signals is somebody else too, where ECS tells no address', () => {
    const given = service(3, { tasks: [0, 1, 2].map((index) => task(index, { address: undefined })) });
    const kafka = snapshot([spans], { tasks: 4 });

    expect(groupBlockers(question({ kafka, service: given })).map(({ text }) => text)).toEqual([
      '4 members, expected 3 (3 tasks × 1 signals)',
    ]);
  });

  it('counts a member a task and signal', () => {
    const both = [spans, topic('otlp_logs', [{}])];
    const topics = [{ topic: 'otlp_spans' }, { topic: 'otlp_logs' }];

    expect(groupBlockers(question({ kafka: snapshot(both, { tasks: 3 }), topics }))).toEqual([]);
  });

  it('of strangers names each of them once', () => {
    const both = [spans, topic('otlp_logs', [{}])];
    const kafka = snapshot(both, { tasks: 3 });

    expect(
      groupBlockers(question({ kafka, service: service(3, { tasks: [task(0)] }) })).map(({ text }) => text),
    ).toEqual(['members at 10.0.0.2, 10.0.0.3, which is no task of the service']);
  });

  it('is not counted while it rebalances: members come and go then', () => {
    const group = { ...stable(members([spans], 9)), state: 'PreparingRebalance' as const };

    expect(withGroup(group)).toEqual(['HOLD_GROUP_NOT_STABLE otel-processing is PreparingRebalance']);
  });

  it('does not hold where its gate is taken away', () => {
    const kafka = snapshot([spans], { group: { ...emptyGroup(), state: 'PreparingRebalance' } });

    expect(groupBlockers(question({ kafka, ...without('HOLD_GROUP_NOT_STABLE') }))).toEqual([]);
    expect(
      groupBlockers(question({ kafka: snapshot([spans], { tasks: 4 }), ...without('HOLD_FOREIGN_MEMBER') })),
    ).toEqual([]);
  });
});

describe('the service', () => {
  const [deployment] = service(3).deployments;
  const rollout = (more: Partial<ServiceSnapshot>) =>
    codesOf(rolloutBlockers(question({ service: service(3, more) })));

  it.each<[string, Partial<ServiceSnapshot>, boolean]>([
    ['with one completed deployment', {}, true],
    [
      'without the ECS deployment controller',
      { deployments: deployment ? [{ ...deployment, rolloutState: 'unknown' }] : [] },
      true,
    ],
    [
      'with a deployment in progress',
      { deployments: deployment ? [{ ...deployment, rolloutState: 'IN_PROGRESS' }] : [] },
      false,
    ],
    [
      'with a deployment that failed',
      { deployments: deployment ? [{ ...deployment, rolloutState: 'FAILED' }] : [] },
      false,
    ],
    ['with two deployments', { deployments: [...service(3).deployments, ...service(0).deployments] }, false],
    ['without a deployment', { deployments: [] }, false],
    ['with a task less than desired', { runningCount: 2 }, false],
    ['with a task more than desired', { desiredCount: 2 }, false],
    ['with a pending task', { pendingCount: 1 }, false],
    [
      'with a task that still stops',
      { tasks: [task(0), task(1), task(2), task(3, { desiredStatus: 'STOPPED' })] },
      false,
    ],
  ])('%s is at rest: %s', (_name, more, atRest) => {
    expect(rollout(more)).toEqual(atRest ? [] : ['HOLD_ROLLOUT_IN_PROGRESS']);
  });

  it('says all figures', () => {
    const given = service(3, {
      runningCount: 2,
      pendingCount: 1,
      tasks: [task(0, { desiredStatus: 'STOPPED' })],
    });

    expect(rolloutBlockers(question({ service: given }))[0]?.text).toBe(
      'desired 3, running 2, pending 1, stopping 1; deployments: PRIMARY COMPLETED',
    );
  });

  it('does not hold where the gate is taken away', () => {
    expect(
      rolloutBlockers(
        question({ service: service(3, { pendingCount: 1 }), ...without('HOLD_ROLLOUT_IN_PROGRESS') }),
      ),
    ).toEqual([]);
  });

  it.each<[string, Partial<ServiceSnapshot>, boolean]>([
    ['none is left', { desiredCount: 3 }, true],
    ['one runs', { runningCount: 1 }, false],
    ['one is pending', { pendingCount: 1 }, false],
    ['one still flushes', { tasks: [task(0, { desiredStatus: 'STOPPED' })] }, false],
  ])('has no task left when %s', (_name, more, gone) => {
    expect(allTasksGone(service(0, more))).toBe(gone);
  });

  it.each<[GroupState, boolean]>([
    ['Empty', true],
    ['Dead', true],
    ['Stable', false],
    ['PreparingRebalance', false],
    ['CompletingRebalance', false],
    ['unknown', false],
  ])('leaves a group that is %s: nobody consumes %s', (state, empty) => {
    expect(groupEmpty({ group: { ...emptyGroup(), state } })).toBe(empty);
  });
});
