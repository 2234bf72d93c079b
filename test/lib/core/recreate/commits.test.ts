import fc from 'fast-check';
import {
  type CommitSource,
  duePlan,
  heldByTime,
  targetOffset,
  unplannable,
} from '../../../../lib/core/recreate/commits';
import type { PartitionSnapshot } from '../../../../lib/core/snapshot/kafka';
import type { OffsetTarget, Scope } from '../../../../lib/core/vocabulary/command';
import { anyPartition, presentTopic } from '../../../_helpers/core/partition-arbitraries';
import { owedOf } from '../../../_helpers/core/situation';
import { NOW_MS, partition } from '../../../_helpers/core/snapshots';

type Purpose = CommitSource['purpose'];

interface Case {
  at?: Partial<PartitionSnapshot>;
  target?: OffsetTarget;
  scope?: Scope;
  /** Where stopped tasks go back to, for what they had not delivered. */
  held?: bigint;
  owedFrom?: bigint;
}

function source(
  purpose: Purpose,
  partitions: PartitionSnapshot[],
  { target, scope = {}, held, owedFrom }: Case,
): CommitSource {
  return {
    purpose,
    partitions,
    owed: owedFrom === undefined ? [] : [owedOf({ from: owedFrom })],
    ...(target ? { move: { target, scope } } : {}),
    ...(held === undefined ? {} : { held: new Map([['otlp_spans/0', held]]) }),
  };
}

/** The offset that the one partition gets, and over how many offsets it moves; `none` where none is due. */
function planned(purpose: Purpose, given: Case): string {
  const plan = duePlan(source(purpose, [partition({ committed: 6n, logStart: 2n, ...given.at })], given));
  return plan ? `${plan.offsets.map(({ offset }) => offset)}, ${plan.distance} moved` : 'none';
}

const EARLIEST = { kind: 'earliest' } as const;
const LATEST = { kind: 'latest' } as const;
const to = (offset: bigint) => ({ kind: 'offset', offset }) as const;

// By default the log goes from 2 to 10, and the commit is 6.
describe('the new commit in a rewind', () => {
  it.each<[string, Case, string]>([
    ['to the beginning of the log', { target: EARLIEST }, '2, 4 moved'],
    ['to an offset', { target: to(3n) }, '3, 3 moved'],
    ['never forward', { target: to(9n) }, 'none'],
    ['never before the log', { target: to(0n) }, '2, 4 moved'],
    ['nowhere when it stands there', { at: { committed: 2n }, target: EARLIEST }, 'none'],
    ['nowhere outside of its scope', { target: EARLIEST, scope: { topic: 'other' } }, 'none'],
    ['to the log start without one, in scope', { at: { committed: 'none' }, target: EARLIEST }, '2, 0 moved'],
    [
      'to the log start without one, out of scope',
      { at: { committed: 'none' }, target: EARLIEST, scope: { topic: 'other' } },
      '2, 0 moved',
    ],
    ['to the log start from before the log', { at: { committed: 1n }, target: to(9n) }, '2, 0 moved'],
    ['to the log start from beyond the log', { at: { committed: 11n }, target: to(9n) }, '2, 0 moved'],
    ['back to what was not delivered, too', { target: to(5n), held: 4n }, '4, 1 moved'],
    ['back to what was not delivered, where that is not as far', { target: to(3n), held: 4n }, '3, 3 moved'],
    [
      'back to what was not delivered, out of scope',
      { target: EARLIEST, scope: { topic: 'other' }, held: 4n },
      '4, 0 moved',
    ],
    [
      'back to the log start, where what was not delivered is deleted',
      { target: to(9n), held: 1n },
      '2, 0 moved',
    ],
    ['not forward to what was delivered', { target: to(9n), held: 8n }, 'none'],
    ['back to what is owed, too', { target: to(5n), owedFrom: 3n }, '3, 1 moved'],
    ['nowhere while it is unknown', { at: { committed: 'unknown' }, target: EARLIEST }, 'none'],
    ['nowhere while its log start is unknown', { at: { logStart: 'unknown' }, target: EARLIEST }, 'none'],
    ['nowhere while its log end is unknown', { at: { logEnd: 'unknown' }, target: EARLIEST }, 'none'],
    ['nowhere while the target is unknown', { target: { kind: 'time', atMs: NOW_MS } }, 'none'],
  ])('%s', (_name, given, expected) => {
    expect(planned('rewind', given)).toBe(expected);
  });
});

describe('the new commit in a skip', () => {
  it.each<[string, Case, string]>([
    ['to the end of the log', { target: LATEST }, '10, 4 moved'],
    ['to an offset', { target: to(8n) }, '8, 2 moved'],
    ['never back', { target: to(3n) }, 'none'],
    ['never beyond the log', { target: to(99n) }, '10, 4 moved'],
    [
      'to the target from before the log: what is deleted is not given up',
      { at: { committed: 0n }, target: to(5n) },
      '5, 3 moved',
    ],
    ['to the target without one', { at: { committed: 'none' }, target: to(5n) }, '5, 3 moved'],
    ['to the target, whatever was not delivered before it', { target: to(8n), held: 4n }, '8, 2 moved'],
    [
      'back to what was not delivered, out of scope',
      { target: LATEST, scope: { topic: 'other' }, held: 4n },
      '4, 0 moved',
    ],
    [
      'back to what was not delivered, where the target lies before it',
      { target: to(3n), held: 4n },
      '4, 0 moved',
    ],
    ['to the target, whatever is owed before it', { target: to(8n), owedFrom: 3n }, '8, 2 moved'],
  ])('%s', (_name, given, expected) => {
    expect(planned('skip', given)).toBe(expected);
  });
});

describe('the new commit in a repair', () => {
  it.each<[string, Case, string]>([
    ['back to where it is owed from', { owedFrom: 3n }, '3, 3 moved'],
    ['to the log start, where that is deleted', { owedFrom: 0n }, '2, 4 moved'],
    ['not forward, where it is owed from later', { owedFrom: 8n }, 'none'],
    ['nowhere without anything owed', {}, 'none'],
    ['to the log start, without a commit', { at: { committed: 'none' } }, '2, 8 moved'],
    ['to the log start, from outside the log', { at: { committed: 11n } }, '2, 8 moved'],
    ['back to what was not delivered', { held: 5n }, '5, 0 moved'],
    ['back to the earlier of both', { owedFrom: 4n, held: 5n }, '4, 2 moved'],
    [
      'back to what was not delivered, where that is earlier than what is owed',
      { owedFrom: 5n, held: 4n },
      '4, 1 moved',
    ],
    [
      'to the log start in the scope of a command',
      { target: EARLIEST, scope: { topic: 'otlp_spans', partitions: [0] } },
      '2, 4 moved',
    ],
    [
      'nowhere outside of that scope',
      { target: EARLIEST, scope: { topic: 'otlp_spans', partitions: [1] } },
      'none',
    ],
  ])('%s', (_name, given, expected) => {
    expect(planned('repair', given)).toBe(expected);
  });
});

describe('a plan', () => {
  const three = [0, 1, 2].map((number) => partition({ partition: number, committed: BigInt(4 + number) }));
  const rewind = source('rewind', three, { target: to(5n) });

  it('contains only the partitions that move, and the sum of their distances', () => {
    expect(duePlan(rewind)).toMatchObject({
      offsets: [{ topic: 'otlp_spans', partition: 2, offset: 5n }],
      distance: 1n,
    });
  });

  it('is done when commits read back as planned, even if the log end has moved', () => {
    const skip = source('skip', three, { target: LATEST });
    const plan = duePlan(skip);
    const moved = three.map((each) => ({ ...each, committed: 10n, logEnd: 99n }));

    expect(plan?.offsets).toHaveLength(3);
    expect(duePlan({ ...skip, partitions: moved, planned: plan?.outcome })).toBeUndefined();
    expect(duePlan({ ...skip, partitions: moved })?.offsets).toHaveLength(3);
  });

  it('is due again if a commit reads back differently', () => {
    const plan = duePlan(rewind);
    const other = three.map((each) => ({ ...each, committed: 6n }));

    expect(duePlan({ ...rewind, partitions: other, planned: plan?.outcome })?.offsets).toHaveLength(3);
  });

  it.each(['rewind', 'skip', 'repair'] as const)(
    'of a %s is done by being carried out, and never leaves the log',
    (purpose) => {
      const target = purpose === 'skip' ? LATEST : EARLIEST;
      fc.assert(
        fc.property(
          fc.array(anyPartition, { maxLength: 5 }),
          fc.option(fc.bigInt(0n, 30n), { nil: undefined }),
          fc.bigInt(0n, 30n),
          (given, held, owedFrom) => {
            const { partitions } = presentTopic('otlp_spans', given);
            const from = source(purpose, partitions, {
              target,
              owedFrom,
              ...(held === undefined ? {} : { held }),
            });
            const plan = duePlan(from);
            if (!plan) return;
            const made = partitions.map((each) => ({
              ...each,
              committed:
                plan.offsets.find(({ partition: number }) => number === each.partition)?.offset ??
                each.committed,
            }));

            expect(duePlan({ ...from, partitions: made, planned: plan.outcome })).toBeUndefined();
            for (const { partition: number, offset } of plan.offsets) {
              const { logStart, logEnd } = made[number] ?? {};
              expect(offset >= (logStart as bigint) && offset <= (logEnd as bigint)).toBe(true);
            }
            expect(plan.distance).toBeGreaterThanOrEqual(0n);
          },
        ),
      );
    },
  );
});

describe('a target', () => {
  const time: OffsetTarget = { kind: 'time', atMs: NOW_MS };
  it.each<[string, OffsetTarget, Partial<PartitionSnapshot>, bigint | 'unknown']>([
    ['earliest is the log start', EARLIEST, { logStart: 2n }, 2n],
    ['latest is the log end', LATEST, {}, 10n],
    ['an offset is that offset', to(7n), {}, 7n],
    ['an offset before the log is its start', to(1n), { logStart: 2n }, 2n],
    ['an offset beyond the log is its end', to(11n), {}, 10n],
    ['a time is the first offset since', time, { offsetAtTarget: 5n }, 5n],
    ['a time after all records is the end', time, { offsetAtTarget: 'none-since' }, 10n],
    ['a time that could not be asked for is unknown', time, { offsetAtTarget: 'unknown' }, 'unknown'],
    ['a time that was not asked for is unknown', time, {}, 'unknown'],
    ['in a log of unknown start is unknown', LATEST, { logStart: 'unknown' }, 'unknown'],
    ['in a log of unknown end is unknown', EARLIEST, { logEnd: 'unknown' }, 'unknown'],
  ])('%s', (_name, target, given, expected) => {
    expect(targetOffset(partition(given), target)).toBe(expected);
  });

  it('cannot be planned if the commit or log of a partition in scope is unknown', () => {
    const all = [
      partition(),
      partition({ partition: 1, committed: 'unknown' }),
      partition({ partition: 2, logEnd: 'unknown' }),
    ];
    const numbers = (scope: Scope) => unplannable(all, scope, EARLIEST).map((each) => each.partition);

    expect([
      numbers({}),
      numbers({ topic: 'otlp_spans', partitions: [0, 2] }),
      numbers({ topic: 'other' }),
    ]).toEqual([[1, 2], [2], []]);
  });
});

it('for what tasks held is found by time, if records were written since', () => {
  const all = [
    partition({ offsetAtHeld: 4n }),
    partition({ partition: 1, offsetAtHeld: 'none-since' }),
    partition({ partition: 2, offsetAtHeld: 'unknown' }),
    partition({ partition: 3 }),
  ];

  expect(heldByTime(all)).toEqual(new Map([['otlp_spans/0', 4n]]));
});
