import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { Template } from 'aws-cdk-lib/assertions';
import { endpointServicesOf } from '../../cdk/endpoint-services';
import { SpillwayPipeline } from '../../cdk/spillway-pipeline';
import { testStack } from '../_helpers/cdk/cdk';
import { examplePipeline } from '../_helpers/cdk/pipeline';
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

  it('counts the alarms of a deployment, and the metrics that they look at', () => {
    const stack = testStack();
    new SpillwayPipeline(stack, 'Pipeline', { pipeline: examplePipeline('plain') });
    const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
    const metrics = alarms.map(
      ({ Properties: { Metrics = [{ MetricStat: {} }] } }) =>
        Metrics.filter(({ MetricStat }: { MetricStat?: object }) => MetricStat).length,
    );

    expect(PAGE).toContain(`| alarms: ${alarms.length} over ${metrics.reduce((a, b) => a + b)} metrics |`);
  });
});
