import { type FlipQuestion, flipBlockers } from '../../../lib/drain/flip-gate';
import type { KafkaSnapshot } from '../../../lib/lag/snapshot';
import type { ServiceSnapshot } from '../../../lib/scaling/service-snapshot';
import { testSpec } from '../../_helpers/pipeline';
import { emptyGroup, members, NOW_MS, service, snapshot, task, topic } from '../../_helpers/snapshots';

const spans = topic('otlp_spans', [{}, {}, {}]);
const longAgo = { otlp_spans: { count: 3, sinceMs: NOW_MS - 3_600_000 } };

function question(more: Partial<FlipQuestion> = {}): FlipQuestion {
  return {
    kafka: snapshot([spans], { tasks: 3 }),
    service: service(3),
    topics: ['otlp_spans'],
    watch: longAgo,
    policy: testSpec().policy,
    configMismatch: undefined,
    ...more,
  };
}

const codes = (more: Partial<FlipQuestion>) => flipBlockers(question(more)).map(({ code }) => code);
const kafka = (...topics: Parameters<typeof snapshot>[0]): KafkaSnapshot => snapshot(topics, { tasks: 3 });
const withService = (more: Partial<ServiceSnapshot>) => ({ service: service(3, more) });

describe('the flip gate', () => {
  it('is open when every partition is committed, assigned to our tasks, and nothing moves', () => {
    expect(flipBlockers(question())).toEqual([]);
  });

  it('names the partitions without a commit under wait, and leaves them to the recreate under seed', () => {
    const idle = kafka(
      topic('otlp_spans', [{}, { committed: 'none', logEnd: 0n }, { committed: 'none', logEnd: 0n }]),
    );

    const [hold] = flipBlockers(
      question({ kafka: idle, policy: testSpec({ idlePartitions: 'wait' }).policy }),
    );

    expect(hold).toMatchObject({
      code: 'HOLD_NO_COMMIT',
      where: [{ topic: 'otlp_spans', partitions: [1, 2] }],
    });
    expect(codes({ kafka: idle })).toEqual([]);
  });

  it.each<[string, Partial<FlipQuestion>, string]>([
    [
      'a commit that retention passed',
      { kafka: kafka(topic('otlp_spans', [{ logStart: 11n, logEnd: 12n }, {}, {}])) },
      'HOLD_COMMIT_OUT_OF_RANGE',
    ],
    [
      'a commit past the end',
      { kafka: kafka(topic('otlp_spans', [{ logEnd: 9n }, {}, {}])) },
      'HOLD_COMMIT_OUT_OF_RANGE',
    ],
    [
      'a partition that could not be read',
      { kafka: kafka(topic('otlp_spans', [{ logEnd: 'unknown' }, {}, {}])) },
      'HOLD_PARTITION_UNKNOWN',
    ],
    [
      'a topic that does not exist',
      { kafka: kafka({ kind: 'missing', topic: 'otlp_spans' }) },
      'HOLD_TOPIC_MISSING',
    ],
    [
      'a topic that may not be described',
      {
        kafka: kafka({
          kind: 'unknown',
          topic: 'otlp_spans',
          fault: { code: 'TOPIC_AUTHORIZATION_FAILED', message: 'no' },
        }),
      },
      'HOLD_TOPIC_UNKNOWN',
    ],
    ['a topic given as a pattern', { topics: ['^otlp_.*'] }, 'HOLD_TOPIC_PATTERN'],
    [
      'a partition count that is new',
      { watch: { otlp_spans: { count: 3, sinceMs: NOW_MS - 60_000 } } },
      'HOLD_PARTITIONS_CHANGED',
    ],
    [
      'retention that is too short',
      { kafka: kafka(topic('otlp_spans', [{}, {}, {}], 600_000)) },
      'HOLD_RETENTION_HEADROOM',
    ],
    [
      'a group without members',
      { kafka: snapshot([spans], { group: emptyGroup() }) },
      'HOLD_GROUP_NOT_STABLE',
    ],
    [
      'a group that rebalances',
      { kafka: snapshot([spans], { group: { ...emptyGroup(), state: 'PreparingRebalance' } }) },
      'HOLD_GROUP_NOT_STABLE',
    ],
    ['a member more than there are tasks', { kafka: snapshot([spans], { tasks: 4 }) }, 'HOLD_FOREIGN_MEMBER'],
    [
      'members at addresses of nobody of ours',
      withService({ tasks: [task(0), task(1), task(7)] }),
      'HOLD_FOREIGN_MEMBER',
    ],
    [
      'a rollout',
      withService({ deployments: [...service(3).deployments, ...service(1).deployments] }),
      'HOLD_ROLLOUT_IN_PROGRESS',
    ],
    [
      'a task that still stops',
      withService({ tasks: [task(0), task(1), task(2), task(3, { desiredStatus: 'STOPPED' })] }),
      'HOLD_ROLLOUT_IN_PROGRESS',
    ],
    ['a task that is missing', withService({ desiredCount: 4 }), 'HOLD_ROLLOUT_IN_PROGRESS'],
    ['the config of somebody else', { configMismatch: 'reads as group other' }, 'HOLD_CONFIG_FOREIGN'],
  ])('is closed by %s', (_name, given, code) => {
    expect(codes(given)).toContain(code);
  });

  it('is closed by a partition that nobody owns', () => {
    const group = {
      ...emptyGroup(),
      state: 'Stable' as const,
      members: members([topic('otlp_spans', [{}, {}])], 3),
    };

    expect(codes({ kafka: snapshot([spans], { group }) })).toContain('HOLD_PARTITION_UNASSIGNED');
  });
});
