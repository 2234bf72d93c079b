import type { Facts } from '../../../../lib/core/facts/facts';
import { blockers, GATES, type Guarded } from '../../../../lib/core/gates';
import type { ReasonCode } from '../../../../lib/core/vocabulary/reasons';
import {
  armedAgain,
  codesOf,
  covering,
  DAY_MS,
  factsOf,
  HOUR_MS,
  MINUTE_MS,
  onLatest,
  owedOf,
  type Situation,
  situation,
  stopped,
  tracesSpec,
} from '../../../_helpers/core/situation';
import { members, NOW_MS, service, snapshot, topic } from '../../../_helpers/core/snapshots';

/** What a gate says of a situation, as code and text; `undefined` when it is open. */
function said(code: ReasonCode, facts: Facts, guarded: Guarded): string | undefined {
  const gate = GATES.find((each) => each.code === code);
  if (!gate) throw new Error(`no gate ${code}`);
  return gate.check(facts, guarded)?.text;
}

const FAULT = { code: 'TOPIC_AUTHORIZATION_FAILED', message: 'not authorized' };
const unknownTopic = { kind: 'unknown', signal: 'traces', topic: 'otlp_spans', fault: FAULT } as const;
const missingTopic = { kind: 'missing', signal: 'traces', topic: 'otlp_spans' } as const;
const spans = (retentionMs?: number | 'unlimited' | 'unknown') =>
  topic('otlp_spans', [{}, {}, {}], retentionMs);
const seen = (...topics: Parameters<typeof snapshot>[0]) =>
  situation({ kafka: snapshot(topics, { tasks: 3 }) });
const patterns = (policy: Record<string, string>) => {
  const spec = tracesSpec(policy);
  const { traces } = spec.signals;
  return situation({ spec: { ...spec, signals: { traces: traces && { ...traces, topic: '^otlp_.*' } } } });
};
const group = (more: Partial<ReturnType<typeof snapshot>['group']>) => {
  const topics = [spans()];
  const all = { groupId: 'otel-processing', state: 'Stable' as const, members: members(topics, 3) };
  return situation({ kafka: snapshot(topics, { group: { ...all, ...more } }) });
};

/** The result of the gates for an action in a situation, with some facts replaced: open, or the reason. */
type Row = [
  code: ReasonCode,
  name: string,
  guarded: Guarded,
  Situation,
  more: Partial<Facts>,
  why: RegExp | 'open',
];

describe('gates on the data', () => {
  it.each<Row>([
    ['HOLD_TOPIC_MISSING', 'a topic is there', 'flip', situation(), {}, 'open'],
    [
      'HOLD_TOPIC_MISSING',
      'a topic is not there',
      'flip',
      seen(missingTopic),
      {},
      /^otlp_spans does not exist: create it/,
    ],
    [
      'HOLD_TOPIC_MISSING',
      'nothing matches a pattern',
      'flip',
      seen({ ...missingTopic, topic: '^otlp_.*' }),
      {},
      /\^otlp_\.\* matches no topic/,
    ],
    ['HOLD_TOPIC_MISSING', 'a topic is unknown', 'flip', seen(unknownTopic), {}, 'open'],

    ['HOLD_TOPIC_UNKNOWN', 'all topics are described', 'flip', situation(), {}, 'open'],
    [
      'HOLD_TOPIC_UNKNOWN',
      'a topic cannot be described',
      'flip',
      seen(unknownTopic),
      {},
      /^otlp_spans: TOPIC_AUTHORIZATION_FAILED not authorized$/,
    ],
    [
      'HOLD_TOPIC_UNKNOWN',
      'a topic is left out of the response',
      'flip',
      seen(),
      {},
      /^otlp_spans is missing from Kafka's response$/,
    ],
    ['HOLD_TOPIC_UNKNOWN', 'a pattern is never a topic of the response', 'flip', patterns({}), {}, 'open'],

    ['HOLD_PARTITION_UNKNOWN', 'all partitions were read', 'stop', situation(), {}, 'open'],
    [
      'HOLD_PARTITION_UNKNOWN',
      'one has no leader',
      'stop',
      situation({
        partitions: [
          {},
          { logEnd: 'unknown', fault: { code: 'LEADER_NOT_AVAILABLE', message: 'no leader' } },
        ],
      }),
      {},
      /^1 partition could not be read, first LEADER_NOT_AVAILABLE no leader$/,
    ],
    [
      'HOLD_PARTITION_UNKNOWN',
      'one is unknown without a fault',
      'stop',
      situation({ partitions: [{ committed: 'unknown' }] }),
      {},
      /^1 partition could not be read$/,
    ],

    ['HOLD_NO_COMMIT', 'each has a commit', 'flip', situation(), {}, 'open'],
    [
      'HOLD_NO_COMMIT',
      'one has none',
      'flip',
      situation({ partitions: [{ committed: 'none' }] }),
      {},
      /^1 partition without a commit$/,
    ],
    ['HOLD_COMMIT_OUT_OF_RANGE', 'each commit lies in its log', 'flip', situation(), {}, 'open'],
    [
      'HOLD_COMMIT_OUT_OF_RANGE',
      'one lies outside',
      'flip',
      situation({ partitions: [{ committed: 11n }] }),
      {},
      /^1 partition with a commit outside the log$/,
    ],
    ['HOLD_REPAIR_PENDING', 'nothing is owed', 'flip', situation(), {}, 'open'],
    [
      'HOLD_REPAIR_PENDING',
      'a partition is owed',
      'flip',
      situation(),
      { owed: [owedOf()] },
      /^1 partition waiting for a repair$/,
    ],
  ])('%s: %s', expectRow);
});

describe('gates on moving partitions while a task may read uncovered ones on latest', () => {
  const uncommitted = { partitions: [{ committed: 'none' as const }, {}, {}] };
  it.each<Row>([
    ['HOLD_UNCOVERED', 'everything is covered', 'scale-out', onLatest(), {}, 'open'],
    ['HOLD_UNCOVERED', 'no task may be on latest', 'scale-out', situation(uncommitted), {}, 'open'],
    [
      'HOLD_UNCOVERED',
      'a partition has no commit',
      'scale-out',
      onLatest(uncommitted),
      {},
      /^1 partition not covered, and 3 tasks may run on latest$/,
    ],
    [
      'HOLD_UNCOVERED',
      'a commit lies outside its log',
      'roll',
      armedAgain({ partitions: [{ committed: 11n }, {}] }),
      {},
      /^1 partition not covered/,
    ],
    [
      'HOLD_UNCOVERED',
      'a partition is owed',
      'expand',
      onLatest(),
      { owed: [owedOf()] },
      /^1 partition not covered/,
    ],
    [
      'HOLD_UNCOVERED',
      'the same one is owed and without a commit',
      'scale-in',
      onLatest(uncommitted),
      { owed: [owedOf()] },
      /^1 partition not covered/,
    ],
    [
      'HOLD_UNCOVERED',
      'without a coverage only what is seen counts',
      'roll',
      onLatest(),
      { coverage: undefined, owed: [owedOf()] },
      'open',
    ],
    [
      'HOLD_UNCOVERED',
      'without a coverage what is seen counts all the same',
      'roll',
      onLatest(uncommitted),
      { coverage: undefined, owed: [owedOf()] },
      /^1 partition not covered/,
    ],
  ])('%s: %s', expectRow);
});

describe('gates on retention', () => {
  const soon = (leftMs: number): Partial<Facts> => ({
    loss: {
      soonest: { topic: 'otlp_spans', partition: 0, leftMs, by: 'retention.ms' },
      unknown: 0,
    } as Facts['loss'],
  });
  // drainedWithin 1 min + retentionHeadroom 15 min; for a stop drainedWithin + maxPause 3 min.
  it.each<Row>([
    ['HOLD_RETENTION_HEADROOM', 'a flip has its headroom', 'flip', seen(spans(16 * MINUTE_MS)), {}, 'open'],
    [
      'HOLD_RETENTION_HEADROOM',
      'a flip has a second too little',
      'flip',
      seen(spans(16 * MINUTE_MS - 1000)),
      {},
      /^otlp_spans keeps records for 959s, but 16m is needed$/,
    ],
    [
      'HOLD_RETENTION_HEADROOM',
      'a stop needs its maxPause alone',
      'stop',
      seen(spans(4 * MINUTE_MS)),
      {},
      'open',
    ],
    [
      'HOLD_RETENTION_HEADROOM',
      'a stop has a second too little',
      'stop',
      seen(spans(4 * MINUTE_MS - 1000)),
      {},
      /keeps records for 239s, but 4m is needed$/,
    ],
    ['HOLD_RETENTION_HEADROOM', 'records are kept for ever', 'flip', seen(spans('unlimited')), {}, 'open'],
    [
      'HOLD_RETENTION_HEADROOM',
      'the spec is believed where it cannot be read',
      'flip',
      seen(spans('unknown')),
      { assumedRetentionMs: () => MINUTE_MS },
      /^otlp_spans keeps records for 1m/,
    ],
    [
      'HOLD_RETENTION_HEADROOM',
      'the spec says enough',
      'flip',
      seen(spans('unknown')),
      { assumedRetentionMs: () => HOUR_MS },
      'open',
    ],
    [
      'HOLD_RETENTION_HEADROOM',
      'what is unread lives for long enough',
      'flip',
      situation(),
      soon(15 * MINUTE_MS),
      'open',
    ],
    [
      'HOLD_RETENTION_HEADROOM',
      'what is unread is deleted before',
      'flip',
      situation(),
      soon(15 * MINUTE_MS - 1),
      /^retention.ms may delete unread records in 15m, but 15m is needed$/,
    ],
    [
      'HOLD_RETENTION_HEADROOM',
      'it is deleted during a stop',
      'stop',
      situation(),
      soon(3 * MINUTE_MS - 1),
      /but 3m is needed$/,
    ],
    [
      'HOLD_RETENTION_HEADROOM',
      'it is overdue',
      'stop',
      situation(),
      soon(-5),
      /^retention.ms may delete unread records in 0s,/,
    ],
    ['HOLD_RETENTION_HEADROOM', 'a stop ends before', 'stop', situation(), soon(3 * MINUTE_MS), 'open'],
  ])('%s: %s', expectRow);
});

describe('gates on config, spec, rights and earlier failures', () => {
  const wrote = { config: { mismatch: 'the stored config reads as group other' } };
  const locked = { config: { editProblem: 'it is an anchor' } };
  const failed = (agoMs: number) => ({
    history: { automaticStops: [], failures: 1, rearms: 0, failedAtMs: NOW_MS - agoMs },
  });
  const stops = (...agoMs: number[]) => ({
    history: { automaticStops: agoMs.map((ms) => NOW_MS - ms), failures: 0, rearms: 0 },
  });
  it.each<Row>([
    ['HOLD_CONFIG_FOREIGN', 'the config is of this group', 'flip', situation(), {}, 'open'],
    ['HOLD_CONFIG_FOREIGN', 'it is of another', 'flip', situation(wrote), {}, /reads as group other/],
    ['HOLD_CONFIG_NOT_EDITABLE', 'the config can be changed', 'roll', situation(), {}, 'open'],
    ['HOLD_CONFIG_NOT_EDITABLE', 'it cannot', 'roll', situation(locked), {}, /it is an anchor/],
    ['HOLD_COVERAGE_LOST', 'the coverage is there', 'automatic', onLatest(), {}, 'open'],
    [
      'HOLD_COVERAGE_LOST',
      'it was lost',
      'automatic',
      onLatest({ coverage: undefined }),
      {},
      /spillway accept/,
    ],
    ['HOLD_TOPIC_PATTERN', 'topics are named', 'flip', situation(), {}, 'open'],
    ['HOLD_TOPIC_PATTERN', 'topics are matched', 'flip', patterns({}), {}, /^\^otlp_\.\* is a pattern$/],
    ['HOLD_TOPIC_PATTERN', 'the spec allows it', 'flip', patterns({ topicPatterns: 'allow' }), {}, 'open'],
    ['HOLD_COMMIT_FORBIDDEN', 'Kafka does not say what is allowed', 'stop', situation(), {}, 'open'],
    ['HOLD_COMMIT_FORBIDDEN', 'Kafka allows it', 'stop', group({ mayCommit: true }), {}, 'open'],
    [
      'HOLD_COMMIT_FORBIDDEN',
      'Kafka forbids it',
      'stop',
      group({ mayCommit: false }),
      {},
      /^Spillway has no READ permission on group otel-processing$/,
    ],
    ['HOLD_RETRY_LATER', 'nothing failed', 'automatic', situation(), {}, 'open'],
    [
      'HOLD_RETRY_LATER',
      'it failed 15 minutes ago',
      'automatic',
      situation(),
      failed(15 * MINUTE_MS),
      'open',
    ],
    [
      'HOLD_RETRY_LATER',
      'it failed a moment before that',
      'automatic',
      situation(),
      failed(15 * MINUTE_MS - 1),
      /^failed 1 time in a row; the next attempt is possible in 1s$/,
    ],
    ['HOLD_STOP_BUDGET', 'Spillway stopped the tasks once', 'automatic', situation(), stops(1), 'open'],
    [
      'HOLD_STOP_BUDGET',
      'Spillway stopped them twice',
      'automatic',
      situation(),
      stops(2, 1),
      /^Spillway has stopped the tasks 2 times within a day$/,
    ],
    ['HOLD_STOP_BUDGET', 'the first is a day ago', 'automatic', situation(), stops(DAY_MS, 1), 'open'],
    ['HOLD_LATEST_RATIONED', 'nothing went wrong', 'flip', situation(), {}, 'open'],
    [
      'HOLD_LATEST_RATIONED',
      'it stopped the tasks within a day',
      'flip',
      situation(),
      stops(DAY_MS - MINUTE_MS),
      /^latest may be stored again in 1m$/,
    ],
    ['HOLD_LATEST_RATIONED', 'it stopped them a day ago', 'flip', situation(), stops(DAY_MS), 'open'],
  ])('%s: %s', expectRow);
});

describe('gates on group, service and tasks', () => {
  const unsent: Facts['unsent'] = {
    ...{ tasks: ['task-0'], read: 3, why: 'not-taken' },
    queue: { exporter: 'otlp_http', signal: 'traces', size: 900, capacity: 1000 },
  };
  const badRoll = {
    service: service(1, { deploymentBounds: { minimumHealthyPercent: 100, maximumPercent: 100 } }),
  };
  it.each<Row>([
    ['HOLD_GROUP_NOT_STABLE', 'every partition has an owner', 'flip', situation(), {}, 'open'],
    [
      'HOLD_GROUP_NOT_STABLE',
      'the group rebalances',
      'flip',
      group({ state: 'PreparingRebalance' }),
      {},
      /^group otel-processing is PreparingRebalance$/,
    ],
    [
      'HOLD_GROUP_NOT_STABLE',
      'the group could not be described',
      'flip',
      group({ state: 'unknown', fault: FAULT }),
      {},
      /is unknown \(TOPIC_AUTHORIZATION_FAILED not authorized\)$/,
    ],
    [
      'HOLD_GROUP_NOT_STABLE',
      'a partition is assigned to nobody',
      'flip',
      group({ members: members([topic('otlp_spans', [{}, {}])], 3) }),
      {},
      /^1 partition assigned to no member$/,
    ],
    [
      'HOLD_GROUP_NOT_STABLE',
      'an assignment is unknown',
      'flip',
      situation(),
      { unassigned: undefined },
      /the assignment of a member is unknown/,
    ],
    ['HOLD_GROUP_NOT_STABLE', 'the service is stopped', 'flip', situation(stopped()), {}, 'open'],
    [
      'HOLD_GROUP_NOT_STABLE',
      'the service starts',
      'flip',
      situation({ ...stopped(), service: service(0, { desiredCount: 3 }) }),
      {},
      /is Empty/,
    ],
    ['HOLD_FOREIGN_MEMBER', 'all members are ours', 'stop', situation(), {}, 'open'],
    [
      'HOLD_FOREIGN_MEMBER',
      'one is not',
      'stop',
      situation({ kafka: snapshot([spans()], { tasks: 4 }) }),
      {},
      /10\.0\.0\.4 have an address that no task has/,
    ],
    [
      'HOLD_FOREIGN_MEMBER',
      'a rebalance says nothing of members',
      'stop',
      situation({
        kafka: snapshot([spans()], {
          group: { groupId: 'otel-processing', state: 'PreparingRebalance', members: members([spans()], 4) },
        }),
      }),
      {},
      'open',
    ],
    [
      'HOLD_FOREIGN_MEMBER',
      'one stayed when the tasks were gone',
      'stop',
      situation(),
      { lingering: 'kcat at 10.9.9.9' },
      /^kcat at 10.9.9.9 stays in the group after all tasks have stopped$/,
    ],
    ['HOLD_ROLLOUT_IN_PROGRESS', 'the service is at rest', 'roll', situation(), {}, 'open'],
    [
      'HOLD_ROLLOUT_IN_PROGRESS',
      'a task starts',
      'roll',
      situation({ service: service(3, { pendingCount: 1 }) }),
      {},
      /^desired 3, running 3, pending 1/,
    ],
    ['HOLD_ANSWERS_CONTRADICT', 'ECS and SSM show what was written', 'stop', situation(), {}, 'open'],
    [
      'HOLD_ANSWERS_CONTRADICT',
      'ECS shows another number than was set',
      'stop',
      situation({ state: { desired: { count: 6, setAtMs: NOW_MS } } }),
      {},
      /^ECS shows desiredCount 3, but Spillway set it to 6$/,
    ],
    ['HOLD_ROLL_IMPOSSIBLE', 'ECS can replace the tasks', 'roll', situation(), {}, 'open'],
    [
      'HOLD_ROLL_IMPOSSIBLE',
      'ECS cannot',
      'roll',
      situation(badRoll),
      {},
      /can neither stop nor start a task/,
    ],
    ['HOLD_UNSENT', 'the backend takes what it is given', 'roll', situation(), {}, 'open'],
    ['HOLD_UNSENT', 'it does not', 'roll', situation(), { unsent }, /otlp_http/],
    [
      'HOLD_UNSENT',
      'tasks do not answer',
      'roll',
      situation(),
      { unsentUnknown: '1 of 3 tasks does not answer' },
      /^1 of 3 tasks/,
    ],
  ])('%s: %s', expectRow);
});

describe('gates on latest staying in force', () => {
  const soon = (leftMs: number): Partial<Facts> => ({
    loss: {
      soonest: { topic: 'otlp_spans', partition: 0, leftMs, by: 'retention.ms' },
      unknown: 0,
    } as Facts['loss'],
  });
  const empty = (agoMs: number, offsetsRetentionMs: number | 'unknown' = 7 * DAY_MS) =>
    onLatest({
      ...stopped(),
      kafka: snapshot([spans()], {
        offsetsRetentionMs,
        group: { groupId: 'otel-processing', state: 'Empty', members: [] },
      }),
      state: { emptySinceMs: NOW_MS - agoMs },
    });
  it.each<Row>([
    ['REARM_NO_COMMIT', 'every partition has a commit', 'latest', onLatest(), {}, 'open'],
    [
      'REARM_NO_COMMIT',
      'one has none',
      'latest',
      onLatest({ partitions: [{ committed: 'none' }] }),
      {},
      /^1 partition without a commit$/,
    ],
    [
      'REARM_NO_COMMIT',
      'one has none, and latest is not in force',
      'latest',
      situation({ partitions: [{ committed: 'none' }] }),
      {},
      'open',
    ],
    [
      'REARM_NO_COMMIT',
      'one has none, and only tasks are on latest',
      'latest',
      armedAgain({ partitions: [{ committed: 'none' }] }),
      {},
      /^1 partition without/,
    ],
    ['REARM_OUT_OF_RANGE', 'each commit lies in its log', 'latest', onLatest(), {}, 'open'],
    [
      'REARM_OUT_OF_RANGE',
      'one does not',
      'latest',
      onLatest({ partitions: [{ committed: 11n }] }),
      {},
      /^1 partition with a commit outside the log$/,
    ],
    ['REARM_UNCOVERED', 'nothing is owed', 'latest', onLatest(), {}, 'open'],
    [
      'REARM_UNCOVERED',
      'a partition was added',
      'latest',
      onLatest({ coverage: covering(2) }),
      {},
      /^1 partition not covered$/,
    ],
    ['REARM_COVERAGE_LOST', 'the coverage is there', 'latest', onLatest(), {}, 'open'],
    [
      'REARM_COVERAGE_LOST',
      'it is gone',
      'latest',
      onLatest({ coverage: undefined }),
      {},
      /gone or unreadable/,
    ],
    [
      'REARM_COVERAGE_LOST',
      'it is gone, and earliest is stored again',
      'latest',
      armedAgain({ coverage: undefined }),
      {},
      'open',
    ],
    ['REARM_CONFIG_FOREIGN', 'the config is of this group', 'latest', onLatest(), {}, 'open'],
    [
      'REARM_CONFIG_FOREIGN',
      'it is of another',
      'latest',
      onLatest({ config: { mismatch: 'group other' } }),
      {},
      /^group other$/,
    ],
    [
      'REARM_COMMITS_BACK',
      'commits went on',
      'latest',
      onLatest({ state: { floor: { atMs: 0, sums: { traces: 30n } } } }),
      {},
      'open',
    ],
    [
      'REARM_COMMITS_BACK',
      'commits went back',
      'latest',
      onLatest({ state: { floor: { atMs: 0, sums: { traces: 31n } } } }),
      {},
      /^commits of traces moved backwards$/,
    ],
    [
      'REARM_RETENTION',
      'what is unread lives for long enough',
      'latest',
      onLatest(),
      soon(15 * MINUTE_MS),
      'open',
    ],
    [
      'REARM_RETENTION',
      'retention closes in',
      'latest',
      onLatest(),
      soon(15 * MINUTE_MS - 1),
      /^retention.ms may delete unread records in 900 s$/,
    ],
    [
      'REARM_GROUP_EXPIRES',
      'the group was Empty for half of the time',
      'latest',
      empty(3.5 * DAY_MS),
      {},
      'open',
    ],
    [
      'REARM_GROUP_EXPIRES',
      'the group was Empty for longer',
      'latest',
      empty(3.5 * DAY_MS + 1),
      {},
      /^the group has been Empty for 84h, and its commits expire after 7d$/,
    ],
    [
      'REARM_GROUP_EXPIRES',
      'brokers keep commits for as long as they say',
      'latest',
      empty(HOUR_MS + 1, 2 * HOUR_MS),
      {},
      /its commits expire after 2h$/,
    ],
    [
      'REARM_GROUP_EXPIRES',
      'Kafka’s default counts where brokers do not say',
      'latest',
      empty(3.5 * DAY_MS, 'unknown'),
      {},
      'open',
    ],
    [
      'REARM_GROUP_EXPIRES',
      'Kafka’s default is over',
      'latest',
      empty(3.5 * DAY_MS + 1, 'unknown'),
      {},
      /its commits expire after 7d$/,
    ],
    [
      'REARM_GROUP_EXPIRES',
      'a group with members never expires',
      'latest',
      onLatest({ state: { emptySinceMs: 0 } }),
      {},
      'open',
    ],
  ])('%s: %s', expectRow);
});

function expectRow(...[code, , guarded, given, more, why]: Row): void {
  const text = said(code, factsOf(given, more), guarded);
  if (why === 'open') {
    expect(text).toBeUndefined();
    return;
  }
  expect(text).toMatch(why);
  expect(text).toMatchSnapshot();
}

describe('every gate guards', () => {
  /** `x` where a gate guards it, in the order of the head. */
  const HEAD: Guarded[] = [
    ...(['flip', 'seed', 'stop', 'automatic', 'commit'] as const),
    ...(['roll', 'scale-in', 'scale-out', 'expand', 'latest'] as const),
  ];
  // biome-ignore format: a table
  it.each<[ReasonCode, string]>([
    //                            fl se st au co ro in ou ex la
    ['HOLD_TOPIC_MISSING',       'x  x  x  .  x  .  x  .  x  .'],
    ['HOLD_TOPIC_UNKNOWN',       'x  x  x  .  x  x  x  .  x  .'],
    ['HOLD_PARTITION_UNKNOWN',   'x  x  x  .  x  x  x  .  x  .'],
    ['HOLD_NO_COMMIT',           'x  .  .  .  .  .  .  .  .  .'],
    ['HOLD_COMMIT_OUT_OF_RANGE', 'x  .  .  .  .  .  .  .  .  .'],
    ['HOLD_REPAIR_PENDING',      'x  .  .  .  .  .  .  .  .  .'],
    ['HOLD_UNCOVERED',           '.  .  .  .  .  x  x  x  x  .'],
    ['HOLD_RETENTION_HEADROOM',  'x  .  x  .  .  .  .  .  .  .'],
    ['HOLD_CONFIG_FOREIGN',      'x  x  x  .  .  x  .  .  .  .'],
    ['HOLD_CONFIG_NOT_EDITABLE', 'x  x  x  .  .  x  .  .  .  .'],
    ['HOLD_COVERAGE_LOST',       'x  .  .  x  .  x  .  .  .  .'],
    ['HOLD_TOPIC_PATTERN',       'x  .  .  .  .  .  .  .  .  .'],
    ['HOLD_COMMIT_FORBIDDEN',    '.  x  x  .  .  .  .  .  .  .'],
    ['HOLD_RETRY_LATER',         '.  .  .  x  .  x  .  .  .  .'],
    ['HOLD_STOP_BUDGET',         '.  .  .  x  .  .  .  .  .  .'],
    ['HOLD_LATEST_RATIONED',     'x  .  .  .  .  .  .  .  .  .'],
    ['HOLD_GROUP_NOT_STABLE',    'x  x  x  .  .  x  x  .  .  .'],
    ['HOLD_FOREIGN_MEMBER',      'x  x  x  .  .  .  x  .  .  .'],
    ['HOLD_ROLLOUT_IN_PROGRESS', 'x  x  x  .  .  x  x  .  .  .'],
    ['HOLD_ANSWERS_CONTRADICT',  'x  x  x  .  .  x  x  x  x  .'],
    ['HOLD_ROLL_IMPOSSIBLE',     '.  .  .  .  .  x  .  .  .  .'],
    ['HOLD_UNSENT',              '.  .  .  x  .  x  x  .  .  .'],
    ['REARM_NO_COMMIT',          '.  .  .  .  .  .  .  .  .  x'],
    ['REARM_OUT_OF_RANGE',       '.  .  .  .  .  .  .  .  .  x'],
    ['REARM_UNCOVERED',          '.  .  .  .  .  .  .  .  .  x'],
    ['REARM_COVERAGE_LOST',      '.  .  .  .  .  .  .  .  .  x'],
    ['REARM_CONFIG_FOREIGN',     '.  .  .  .  .  .  .  .  .  x'],
    ['REARM_COMMITS_BACK',       '.  .  .  .  .  .  .  .  .  x'],
    ['REARM_RETENTION',          '.  .  .  .  .  .  .  .  .  x'],
    ['REARM_GROUP_EXPIRES',      '.  .  .  .  .  .  .  .  .  x'],
  ])('%s %s', (code, expected) => {
    const gates = GATES.filter((each) => each.code === code);
    const row = HEAD.map((guarded) => (gates[0]?.guards.includes(guarded) ? 'x' : '.')).join('  ');

    expect([gates.length, row]).toEqual([1, expected]);
  });

  it('something, and the table above has all gates', () => {
    expect(GATES).toHaveLength(30);
    for (const { code, prevents, guards } of GATES)
      expect([code, prevents.length > 10, guards.length > 0]).toEqual([code, true, true]);
  });
});

it('blockers lists the closed gates of one action, in the order of the gates', () => {
  const given = situation({
    partitions: [{ committed: 'none' }, { logEnd: 'unknown' }, {}],
    config: { editProblem: 'x' },
  });
  const facts = factsOf(given, { history: { automaticStops: [NOW_MS, NOW_MS], failures: 0, rearms: 0 } });

  expect(codesOf(blockers(GATES, 'flip', facts))).toEqual([
    'HOLD_PARTITION_UNKNOWN',
    'HOLD_NO_COMMIT',
    'HOLD_CONFIG_NOT_EDITABLE',
    'HOLD_LATEST_RATIONED',
  ]);
  expect(codesOf(blockers(GATES, 'automatic', facts))).toEqual(['HOLD_STOP_BUDGET']);
  expect(codesOf(blockers(GATES, 'scale-out', facts))).toEqual([]);
  expect(blockers([], 'flip', facts)).toEqual([]);
});
