import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { endpointServicesOf } from '../../cdk/endpoint-services';
import { example } from '../_helpers/pipeline/examples';

const PAGE = readFileSync(path.resolve(__dirname, '../../docs/costs.md'), 'utf8');

const costs = [...PAGE.matchAll(/^\| [^|*]+ \| ([\d.×+() ]+) \| ([\d.]+) \|$/gm)].map(
  ([, sum = '', cost = '']) => ({
    sum,
    cost,
  }),
);

const cents = (dollars: number) => Math.round(dollars * 100);

describe('docs/costs.md', () => {
  it.each(costs)('adds up: $sum', ({ sum, cost }) => {
    expect(cents(Number(runInNewContext(sum.replaceAll('×', '*'))))).toBe(cents(Number(cost)));
  });

  it("adds up its rows, and those of Spillway's own cost", () => {
    const total = (rows: typeof costs) => rows.reduce((all, { cost }) => all + cents(Number(cost)), 0);
    const [, all, own] =
      /\*\*all\*\*.*\*\*([\d.]+)\*\*[\s\S]*last seven rows.*\*\*([\d.]+)\*\*/.exec(PAGE) ?? [];

    expect(costs).toHaveLength(12);
    expect(total(costs)).toBe(cents(Number(all)));
    expect(total(costs.slice(-7))).toBe(cents(Number(own)));
  });

  it('has the right total for endpoints, and the same number of them as are created', () => {
    const sums = [...PAGE.matchAll(/(\d) × (2 × 730 × 0\.01) = ([\d.]+)/g)].map(
      ([, count = '', each = '', cost]) => ({
        count: Number(count),
        right:
          cents(Number(count) * Number(runInNewContext(each.replaceAll('×', '*')))) === cents(Number(cost)),
      }),
    );

    expect(sums.map(({ right }) => right)).toEqual([true, true, true]);
    expect(sums.slice(0, 2).map(({ count }) => count)).toEqual([
      endpointServicesOf(example('plain')).length,
      endpointServicesOf(example('no-internet')).length,
    ]);
  });
});
