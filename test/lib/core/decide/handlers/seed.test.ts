import type { PartitionSnapshot } from '../../../../../lib/core/snapshot/kafka';
import { decisionText } from '../../../../_helpers/core/decision-text';
import {
  codesOf,
  decideOn,
  type Given,
  HOUR_MS,
  MINUTE_MS,
  onLatest,
  situation,
} from '../../../../_helpers/core/situation';
import { NOW_MS } from '../../../../_helpers/core/snapshots';

const IDLE: Partial<PartitionSnapshot> = { committed: 'none', logStart: 7n, logEnd: 7n };
/** Its receiver is stuck at the first record, so it never commits. */
const STUCK: Partial<PartitionSnapshot> = {
  ...{ committed: 'none', logStart: 5n, logEnd: 40n },
  firstUnread: { kind: 'record', offset: 5n, timestampMs: NOW_MS - HOUR_MS },
};

const seededIn = (given: Parameters<typeof decideOn>[0]) => {
  const { action } = decideOn(given);
  return action?.kind === 'seed-live' ? action.offsets : undefined;
};

describe('a seed that Kafka refused', () => {
  const refused = (tries: number, agoMs: number) =>
    situation({ partitions: [IDLE, IDLE, {}], state: { seeding: { tries, atMs: NOW_MS - agoMs } } });

  it.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [4, 8],
    [5, 15],
    [9, 15],
  ])('%d times is tried again after %d minutes', (tries, minutes) => {
    const early = decideOn(refused(tries, minutes * MINUTE_MS - 1_000));

    expect(early.action).toBeUndefined();
    expect(early.reasons[0]).toMatchObject({
      code: 'HOLD_SEED_REFUSED',
      text: `Kafka refused the commit ${tries} time${tries === 1 ? '' : 's'}; the next attempt is in 1 s`,
      where: [{ topic: 'otlp_spans', partitions: [0, 1] }],
    });
    expect(seededIn(refused(tries, minutes * MINUTE_MS))).toEqual([
      { topic: 'otlp_spans', partition: 0, offset: 7n },
      { topic: 'otlp_spans', partition: 1, offset: 7n },
    ]);
  });

  it('says how many seconds remain', () => {
    const { reasons } = decideOn(refused(2, 30_500));

    expect(reasons[0]?.text).toMatch(/in 90 s$/);
  });
});

describe('a seed', () => {
  it('counts its tries, and says where it commits', () => {
    const { state, reasons } = decideOn(
      situation({ partitions: [IDLE, {}, {}], state: { seeding: { tries: 2, atMs: 0 } } }),
    );

    expect(state.seeding).toEqual({ tries: 3, atMs: NOW_MS });
    expect(reasons[0]).toMatchObject({
      code: 'PARTITIONS_SEEDED',
      text: '1 partition at the log start',
      where: [{ topic: 'otlp_spans', partitions: [0] }],
    });
  });
});

describe('a partition that is stuck at its first record', () => {
  const AGO = 15 * MINUTE_MS;
  const stuck = ({ state, ...more }: Given = {}, sinceMs = NOW_MS - 2 * AGO) =>
    situation({
      partitions: [STUCK, IDLE, {}],
      policy: { stuckAfter: '15m' },
      state: { unread: { sinceMs, restarted: true }, ...state },
      ...more,
    });

  it('is committed there, together with the idle ones, after twice stuckAfter and a restart that did not help', () => {
    const given = stuck();

    expect(seededIn(given)).toEqual([
      { topic: 'otlp_spans', partition: 1, offset: 7n },
      { topic: 'otlp_spans', partition: 0, offset: 5n },
    ]);
    expect(decisionText(decideOn(given), given)).toMatchSnapshot();
  });

  it.each([
    ['it is stuck for less', stuck({}, NOW_MS - 2 * AGO + 1)],
    ['no restart was tried', stuck({ state: { unread: { sinceMs: NOW_MS - 2 * AGO } } })],
    ['idlePartitions is wait', stuck({ policy: { stuckAfter: '15m', idlePartitions: 'wait' } })],
    ['stuckPartitions is wait', stuck({ policy: { stuckAfter: '15m', stuckPartitions: 'wait' } })],
    ['its log start is unknown', stuck({ partitions: [{ ...STUCK, logStart: 'unknown' }, {}, {}] })],
    ['it has a commit', stuck({ partitions: [{ ...STUCK, committed: 5n }, {}, {}] })],
    [
      'a task runs on latest',
      onLatest({
        partitions: [STUCK, {}, {}],
        policy: { stuckAfter: '15m' },
        state: { unread: { sinceMs: NOW_MS - 2 * AGO, restarted: true } },
      }),
    ],
  ])('is left alone if %s', (_name, given) => {
    expect(seededIn(given)).toBeUndefined();
    expect(codesOf(decideOn(given).reasons)).not.toContain('PARTITIONS_SEEDED');
  });
});
