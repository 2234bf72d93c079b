import {
  commitBlockers,
  retentionBlockers,
  unknownBlockers,
} from '../../../../lib/core/gates/partition-blockers';
import type { PartitionSnapshot } from '../../../../lib/core/snapshot/kafka';
import { gatesWithout } from '../../../../lib/core/vocabulary/gates';
import { testSpec } from '../../../_helpers/pipeline';
import { codesOf, situation } from '../../../_helpers/situation';
import { NOW_MS, snapshot, topic } from '../../../_helpers/snapshots';

const withPartitions = (...given: Partial<PartitionSnapshot>[]) => ({
  kafka: snapshot([topic('otlp_spans', given)], { tasks: 3 }),
});
const policy = (given: Record<string, string>) => ({ policy: testSpec(given).policy });

describe('partitions that could not be read', () => {
  it.each<[string, Partial<PartitionSnapshot>]>([
    ['commit', { committed: 'unknown' }],
    ['log start', { logStart: 'unknown' }],
    ['log end', { logEnd: 'unknown' }],
  ])('hold by their %s, and are named', (_name, given) => {
    expect(unknownBlockers(situation(withPartitions({}, given)))).toMatchObject([
      {
        code: 'HOLD_PARTITION_UNKNOWN',
        text: '1 could not be read',
        where: [{ topic: 'otlp_spans', partitions: [1] }],
      },
    ]);
  });

  it('say the first fault', () => {
    const fault = { code: 'LEADER_NOT_AVAILABLE', message: 'no leader' };
    const given = withPartitions({}, { logEnd: 'unknown', fault }, { logEnd: 'unknown' });

    expect(unknownBlockers(situation(given))[0]?.text).toBe(
      '2 could not be read, first LEADER_NOT_AVAILABLE no leader',
    );
  });

  it('do not hold where all is known, or where the gate is taken away', () => {
    const asked = gatesWithout('HOLD_PARTITION_UNKNOWN');

    expect(unknownBlockers(situation())).toEqual([]);
    expect(unknownBlockers(situation({ ...withPartitions({ logEnd: 'unknown' }), asked }))).toEqual([]);
  });
});

describe('commits that latest would not be safe with', () => {
  const SEED = {};
  const WAIT = { idlePartitions: 'wait' };
  // Nothing is Empty in a lazy flip, so nothing can be seeded.
  const LAZY = { rollout: 'lazy' };

  it.each<[string, Record<string, string>, Partial<PartitionSnapshot>, string[]]>([
    ['none, under seed: the recreate gives it one', SEED, { committed: 'none' }, []],
    ['none, under wait', WAIT, { committed: 'none' }, ['HOLD_NO_COMMIT']],
    ['none, in a lazy flip', LAZY, { committed: 'none' }, ['HOLD_NO_COMMIT']],
    ['one below the log start', SEED, { committed: 4n, logStart: 5n }, ['HOLD_COMMIT_OUT_OF_RANGE']],
    ['at the log start', SEED, { committed: 5n, logStart: 5n }, []],
    ['at the log end', SEED, { committed: 10n }, []],
    ['one past the log end', SEED, { committed: 11n }, ['HOLD_COMMIT_OUT_OF_RANGE']],
    ['outside a log without records, under seed: it gets one', SEED, { committed: 4n, logStart: 10n }, []],
    [
      'outside a log without records, under wait',
      WAIT,
      { committed: 4n, logStart: 10n },
      ['HOLD_COMMIT_OUT_OF_RANGE'],
    ],
    ['unknown: another gate holds', WAIT, { committed: 'unknown' }, []],
    ['somewhere, in a log of unknown end', WAIT, { committed: 99n, logEnd: 'unknown' }, []],
  ])('%s', (_name, given, each, expected) => {
    expect(codesOf(commitBlockers(situation({ ...withPartitions(each), ...policy(given) })))).toEqual(
      expected,
    );
  });

  it('are counted and named', () => {
    const given = withPartitions({ committed: 'none' }, { committed: 11n }, { committed: 'none' });

    expect(commitBlockers(situation({ ...given, ...policy(WAIT) }))).toMatchObject([
      { text: '1 with a commit outside the log', where: [{ topic: 'otlp_spans', partitions: [1] }] },
      { text: '2 without a commit', where: [{ topic: 'otlp_spans', partitions: [0, 2] }] },
    ]);
  });

  it.each(['HOLD_NO_COMMIT', 'HOLD_COMMIT_OUT_OF_RANGE'] as const)(
    'do not hold by %s where that gate is taken away',
    (code) => {
      const given = withPartitions({ committed: 'none' }, { committed: 11n });
      const asked = gatesWithout(code);

      expect(codesOf(commitBlockers(situation({ ...given, ...policy(WAIT), asked })))).not.toContain(code);
    },
  );
});

describe('retention headroom', () => {
  // drainedWithin 60 s and retentionHeadroom 15 min: 16 min.
  const NEEDED_MS = 960_000;
  const kept = (retentionMs: number | 'unlimited' | 'unknown', assumedMs = Number.POSITIVE_INFINITY) =>
    retentionBlockers(
      situation({
        kafka: snapshot([topic('otlp_spans', [{}], retentionMs)]),
        assumedRetentionMs: () => assumedMs,
      }),
    );

  it.each<[string, Parameters<typeof kept>, number]>([
    ['what is needed, to the millisecond', [NEEDED_MS], 0],
    ['a millisecond less', [NEEDED_MS - 1], 1],
    ['no limit', ['unlimited'], 0],
    ['unknown, and the spec says enough', ['unknown', NEEDED_MS], 0],
    ['unknown, and the spec says too little', ['unknown', NEEDED_MS - 1], 1],
    ['no limit, whatever the spec says', ['unlimited', 1], 0],
  ])('with %s', (_name, given, holds) => {
    expect(codesOf(kept(...given))).toEqual(Array(holds).fill('HOLD_RETENTION_HEADROOM'));
  });

  it('says how much there is, and how much is needed', () => {
    expect(kept(600_000)[0]?.text).toBe('otlp_spans keeps 10m, needed: 16m');
  });

  // A record of now − age, in a topic that keeps 1 h, is deleted in 1 h − age; 15 min are needed.
  const unreadOf = (ageMs: number) =>
    retentionBlockers(
      situation({
        kafka: snapshot([
          topic(
            'otlp_spans',
            [{}, { committed: 5n, firstUnread: { kind: 'record', offset: 5n, timestampMs: NOW_MS - ageMs } }],
            3_600_000,
          ),
        ]),
      }),
    );

  it.each<[string, number, string[]]>([
    ['exactly the headroom is left', 2_700_000, []],
    ['a millisecond less is left', 2_700_001, ['15m until retention.ms deletes what is unread, needed: 15m']],
    ['a minute is left', 3_540_000, ['1m until retention.ms deletes what is unread, needed: 15m']],
    ['it may be gone any moment', 9_000_000, ['0s until retention.ms deletes what is unread, needed: 15m']],
  ])('for the oldest unread record: %s', (_name, ageMs, expected) => {
    expect(unreadOf(ageMs).map(({ text }) => text)).toEqual(expected);
  });

  it('names the partition that loses records first', () => {
    expect(unreadOf(3_000_000)[0]?.where).toEqual([{ topic: 'otlp_spans', partitions: [1] }]);
  });

  it('is not asked of topics that are not there, or where the gate is taken away', () => {
    const asked = gatesWithout('HOLD_RETENTION_HEADROOM');
    const kafka = snapshot([{ kind: 'missing', signal: 'traces', topic: 'otlp_spans' }]);

    expect(retentionBlockers(situation({ kafka }))).toEqual([]);
    expect(retentionBlockers(situation({ kafka: snapshot([topic('otlp_spans', [{}], 1)]), asked }))).toEqual(
      [],
    );
  });
});
