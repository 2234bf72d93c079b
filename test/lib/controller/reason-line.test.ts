import { reasonLine } from '../../../lib/controller/reason-line';
import { measureLag } from '../../../lib/core/lag/lag';
import { reason } from '../../../lib/core/vocabulary/reasons';
import { snapshot, topic } from '../../_helpers/core/snapshots';

/** Topics whose partitions have so many unread offsets. */
const lagOf = (unread: Record<string, number[]>) =>
  measureLag(
    snapshot(
      Object.entries(unread).map(([name, partitions]) =>
        topic(
          name,
          partitions.map((lag) => ({ committed: 0n, logEnd: BigInt(lag) })),
        ),
      ),
    ),
    [{ signal: 'traces', topic: '^t.*' }],
    { policy: 'earliest' },
  );

/** All partitions of these topics, ascending. */
const drainingIn = (unread: Record<string, number[]>) =>
  reason(
    'DRAINING',
    '',
    Object.entries(unread).map(([name, partitions]) => ({
      topic: name,
      partitions: partitions.map((_, partition) => partition),
    })),
  );

const line = (unread: Record<string, number[]>) => reasonLine(drainingIn(unread), lagOf(unread));
/** One topic with so many partitions, of which a later one has more unread offsets. */
const rising = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('the line of a reason', () => {
  it('lists ten partitions in their order', () => {
    expect(line({ t0: rising(10) })).toBe('DRAINING t0 partitions 0,1,2,3,4,5,6,7,8,9');
  });

  it('names the worst ten of eleven partitions, and counts the rest', () => {
    expect(line({ t0: rising(11) })).toBe('DRAINING t0 partitions 10,9,8,7,6,5,4,3,2,1 and 1 more');
  });

  it('does that if any of the topics has so many', () => {
    expect(line({ t0: rising(1), t1: rising(11) })).toBe(
      'DRAINING t1 partitions 10,9,8,7,6,5,4,3,2,1 and 1 more; t0 partitions 0',
    );
  });

  it('lists ten topics in their order', () => {
    const topics = Object.fromEntries(rising(10).map((lag) => [`t${lag - 1}`, [lag]]));

    expect(line(topics)).toMatch(/^DRAINING t0 partitions 0; t1 .*; t9 partitions 0$/);
  });

  it('names the worst ten of eleven topics, and counts the rest', () => {
    const topics = Object.fromEntries(rising(11).map((lag) => [`t${lag - 1}`, [lag]]));

    expect(line(topics)).toMatch(
      /^DRAINING t10 partitions 0; t9 .*; t1 partitions 0; 1 more topics with 1 partitions$/,
    );
  });
});
