import type { Look, Peer } from '../../bench/peers/peer';
import { lookInTurn, mean, median, type RoundsOptions } from '../../bench/side-by-side/rounds';

const OPTIONS: RoundsOptions = {
  rounds: 3,
  warmUps: 1,
  warmUpMs: 1_000,
  budgetMs: 1_000,
  brokerCpuMs: () => 0,
  check: () => {},
};

function peers(ms: Record<string, number>, order: string[] = []): Peer[] {
  return Object.entries(ms).map(([name, each]) => ({
    name,
    async look(): Promise<Look> {
      order.push(name);
      return { ms: each, cpuMs: 1 };
    },
    async stop() {},
  }));
}

describe('lookInTurn', () => {
  it('lets each round begin with another peer, and does not count the warm-up', async () => {
    const order: string[] = [];

    const measured = await lookInTurn(peers({ a: 1, b: 1, c: 1 }, order), OPTIONS);

    expect(order.join('')).toBe('abcbcacababc');
    expect(measured.map(({ looks }) => looks.length)).toEqual([3, 3, 3]);
  });

  it('gives a slow peer one look that counts, and no more', async () => {
    const measured = await lookInTurn(peers({ fast: 1, slow: 2_000 }), OPTIONS);

    expect(measured.map(({ peer, looks }) => [peer.name, looks.length])).toEqual([
      ['fast', 3],
      ['slow', 1],
    ]);
  });

  it('warms a peer up for as long as it may take, and counts that for no round', async () => {
    const order: string[] = [];

    const measured = await lookInTurn(peers({ fast: 1, slow: 600 }, order), { ...OPTIONS, warmUps: 9 });

    expect(order.filter((name) => name === 'fast')).toHaveLength(9 + 3);
    expect(order.filter((name) => name === 'slow')).toHaveLength(2 + 2);
    expect(measured.map(({ looks }) => looks.length)).toEqual([3, 2]);
  });

  it('does not warm up what is a new process each time', async () => {
    const order: string[] = [];
    const [peer] = peers({ process: 1 }, order) as [Peer];

    await lookInTurn([{ ...peer, wholeProcess: true }], OPTIONS);

    expect(order).toHaveLength(3);
  });

  it("adds what the brokers' CPU time grew by during the look", async () => {
    let spent = 0;
    const [peer] = peers({ a: 1 }) as [Peer];
    const busy: Peer = {
      ...peer,
      look() {
        spent += 7;
        return peer.look();
      },
    };

    const [measured] = await lookInTurn([busy], { ...OPTIONS, brokerCpuMs: () => spent });

    expect(measured?.looks.map(({ brokerCpuMs }) => brokerCpuMs)).toEqual([7, 7, 7]);
  });

  it('ends with the first wrong answer', async () => {
    const check = () => {
      throw new Error('wrong');
    };

    await expect(lookInTurn(peers({ a: 1 }), { ...OPTIONS, check })).rejects.toThrow('wrong');
  });
});

describe('median and mean', () => {
  it.each([
    [[5], 5, 5],
    [[1, 9, 2], 2, 4],
    [[4, 1, 2, 3], 2.5, 2.5],
    [[], 0, 0],
  ])('of %j are %d and %d', (values, middle, average) => {
    expect([median(values), mean(values)]).toEqual([middle, average]);
  });
});
