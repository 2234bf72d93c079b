import { findMissing } from '../../../local/traffic/missing-spans';

const kafka = (commits: Record<number, bigint | undefined>) => ({
  partitions: async () =>
    Object.entries(commits).map(([partition, committed]) => ({
      ...{ partition: Number(partition), committed },
      ...{ logStart: 0n, logEnd: 100n },
    })),
});

describe('findMissing', () => {
  it('tells what a commit has passed from what is still to be read', async () => {
    const written = [
      { spanId: 'arrived', partition: 0, offset: 1n },
      { spanId: 'passed', partition: 0, offset: 9n },
      { spanId: 'at the commit', partition: 0, offset: 10n },
      { spanId: 'no commit', partition: 1, offset: 0n },
    ];

    const found = await findMissing(
      ['passed', 'at the commit', 'no commit'],
      written,
      kafka({ 0: 10n, 1: undefined }),
    );

    expect(found).toEqual({
      text: '3 spans never arrived, 1 of them below a commit: passed at 0/9, at the commit at 0/10, no commit at 1/0',
      belowCommit: 1,
    });
  });

  it('names the first five', async () => {
    const written = Array.from({ length: 9 }, (_, index) => ({
      ...{ spanId: `s${index}`, partition: 0, offset: BigInt(index) },
    }));

    const { text } = await findMissing(
      written.map(({ spanId }) => spanId),
      written,
      kafka({ 0: 0n }),
    );

    expect(text).toMatch(/^9 spans never arrived, 0 of them below a commit: s0 .* s4 at 0\/4$/);
  });

  it('counts a span that went another way, whose place nobody knows', async () => {
    expect(await findMissing(['elsewhere'], [], kafka({ 0: 5n }))).toEqual({
      text: '1 span never arrived, 0 of them below a commit',
      belowCommit: 0,
    });
  });
});
