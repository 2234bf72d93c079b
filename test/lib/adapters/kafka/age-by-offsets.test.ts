import { agesByOffsets } from '../../../../lib/adapters/kafka/age-by-offsets';
import { brokerAddress, fakeCluster } from '../../../_helpers/kafka/fake-cluster';

const NOW_MS = Date.UTC(2026, 0, 15, 12);
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;
const NOT_LEADER = 6;

/** What the broker does about the first partition, from this round on. */
interface Trouble {
  what: 'an error' | 'no answer';
  fromRound: number;
}

/** A broker whose partitions have records of these ages at offsets 0, 1, …; `undefined` is a marker or a gap. */
async function agesOf(logs: (number | undefined)[][], from: number[], trouble?: Trouble) {
  let rounds = 0;
  const cluster = fakeCluster({
    ListOffsets: ({ topics }) => {
      rounds += 1;
      return {
        responses: topics.map(({ topic, partitions }) => ({
          topic,
          partitions: partitions.flatMap(({ partition, timestamp }) => {
            const ageMs = NOW_MS - Number(timestamp);
            const offset = (logs[partition] ?? []).findIndex((each) => each !== undefined && each <= ageMs);
            const what = trouble && partition === 0 && rounds >= trouble.fromRound ? trouble.what : 'nothing';
            if (what === 'no answer') return [];
            return [{ partition, offset: String(offset), errorCode: what === 'an error' ? NOT_LEADER : 0 }];
          }),
        })),
      };
    },
  });
  cluster.learn([brokerAddress(1)]);
  const sought = from.map((offset, partition) => ({ topic: 'spans', partition, from: BigInt(offset) }));
  const found = await agesByOffsets(await cluster.node(1), sought, NOW_MS);
  return {
    rounds,
    ages: from.map((_, partition) => found.find((each) => each.partition === partition)?.ageMs),
  };
}

describe('the age of a record that Spillway may not read', () => {
  it.each([
    ['two seconds', 2 * SECOND],
    ['an hour', HOUR],
    ['a week', 7 * DAY],
    ['a year', 365 * DAY],
  ])('is found for %s: never too low, at most half a percent too high', async (_name, ageMs) => {
    const { ages, rounds } = await agesOf([[2 * ageMs, ageMs, ageMs / 2]], [1]);

    expect(ages[0]).toBeGreaterThanOrEqual(ageMs);
    expect(ages[0]).toBeLessThanOrEqual(ageMs * 1.005);
    expect(rounds).toBe(12);
  });

  it('is requested for all partitions together', async () => {
    const log = [DAY, HOUR, SECOND];

    const { ages, rounds } = await agesOf([log, log, log], [0, 1, 2]);

    expect(ages.map((age) => Math.round((age ?? 0) / HOUR))).toEqual([24, 1, 0]);
    expect(rounds).toBe(12);
  });

  it.each([
    ['the last record', [DAY, HOUR], 1],
    ['the only record', [HOUR], 0],
    ['one in a short burst long ago', [DAY, DAY - 20, DAY - 40], 1],
  ])('is found for %s without later records', async (_name, log, from) => {
    const { ages } = await agesOf([log], [from]);

    expect(Math.round((ages[0] ?? 0) / HOUR)).toBe(Math.round((log[from] ?? 0) / HOUR));
  });

  it.each([
    ['only a marker is left', [DAY, HOUR, undefined], 2],
    ['the log is empty', [], 0],
    ['the log begins with a gap, so nothing bounds it', [undefined, HOUR], 0],
  ])('is unknown if %s', async (_name, log, from) => {
    expect((await agesOf([log], [from])).ages).toEqual([undefined]);
  });

  it('is found for one partition while another needs more rounds', async () => {
    const { ages, rounds } = await agesOf(
      [
        [DAY, HOUR, SECOND],
        [DAY, DAY - 20, DAY - 40],
      ],
      [1, 1],
    );

    expect(ages.map((age) => Math.round((age ?? 0) / HOUR))).toEqual([1, 24]);
    expect(rounds).toBeGreaterThan(12);
  });

  it.each<[Trouble['what'], string, number]>([
    ['an error', 'the first round', 1],
    ['an error', 'a later round', 12],
    ['no answer', 'the first round', 1],
    ['no answer', 'a later round', 12],
  ])('is unknown only for the partition with %s in %s', async (what, _round, fromRound) => {
    const log = [2 * HOUR, HOUR, SECOND];

    const { ages } = await agesOf([log, log], [1, 1], { what, fromRound });

    expect([ages[0], Math.round((ages[1] ?? 0) / HOUR)]).toEqual([undefined, 1]);
  });

  it('is sought in 24 rounds at most', async () => {
    expect(await agesOf([[DAY, HOUR, undefined]], [2])).toEqual({ ages: [undefined], rounds: 24 });
  });

  it('needs no request without partitions', async () => {
    expect((await agesOf([], [])).rounds).toBe(0);
  });
});
