import { LARGE_SPEC } from '../../bench/large-pipeline';
import type { TickResult } from '../../lib/controller/tick-result';
import type { PipelineSpec } from '../../lib/pipeline';
import { CASES, tickOf } from '../_helpers/lambda/large-tick';
import { customMetricsIn, linesWritten } from '../_helpers/lambda/written';

const perTopic = (choice: PipelineSpec['metrics']['perTopic']): PipelineSpec => ({
  ...LARGE_SPEC,
  metrics: { perTopic: choice },
});

function linesOf(result: TickResult, spec = LARGE_SPEC): string[] {
  return linesWritten(spec, (telemetry) => telemetry.call('tick', result, 120));
}

const bytesOf = (lines: string[]) => Buffer.byteLength(lines.join('\n')) + 1;

describe.each(CASES)('a tick of 1,000 topics and 6,000 partitions, %s', (name) => {
  const lines = linesOf(tickOf(1_000, name));

  it('writes at most 20 lines, 20 KB and 60 metrics', () => {
    expect(lines.length).toBeLessThanOrEqual(20);
    expect(bytesOf(lines)).toBeLessThanOrEqual(20_000);
    expect(customMetricsIn(lines).length).toBeLessThanOrEqual(60);
  });

  it('writes at most 1.2 times the bytes of 100 topics, and those at most 1.2 times the bytes of 10', () => {
    const hundred = bytesOf(linesOf(tickOf(100, name)));
    const ten = bytesOf(linesOf(tickOf(10, name)));

    expect(bytesOf(lines) / hundred).toBeLessThanOrEqual(1.2);
    expect(hundred / ten).toBeLessThanOrEqual(1.2);
  });

  it('has no reason of more than 2,000 characters', () => {
    const { reasons } = JSON.parse(lines[0] ?? '');

    expect(Math.max(...reasons.map((reason: string) => reason.length))).toBeLessThanOrEqual(2_000);
  });
});

describe('the log of 1,000 topics', () => {
  const [line = ''] = linesOf(tickOf(1_000, 'all behind'));
  const worst = 'otlp_spans.team-999.checkout-eu-central-1';

  it('names the ten topics with the most lag, and counts the rest', () => {
    const { topics, lag } = JSON.parse(line);

    expect(topics).toMatchObject({ count: 1_000, worst: expect.any(Array), others: { count: 990 } });
    expect(topics.worst).toHaveLength(10);
    expect(topics.worst[0]).toEqual({ topic: worst, lag: '6000' });
    const named = topics.worst.reduce((sum: number, each: { lag: string }) => sum + Number(each.lag), 0);
    expect(named + Number(topics.others.lag)).toBe(Number(lag));
  });

  it('names the worst topics first in its reasons, and counts the rest', () => {
    const { reasons } = JSON.parse(line);
    const draining = reasons.find((reason: string) => reason.startsWith('DRAINING'));

    expect(draining).toMatch(new RegExp(`^DRAINING ${worst} partitions 0,1,2,3,4,5; .*team-998`));
    expect(draining).toContain('; 990 more topics with 5940 partitions: 6000 ');
  });
});

describe('the metrics of topics', () => {
  /** The topics with the most lag are others every minute. */
  const hour = Array.from({ length: 60 }, (_, minute) =>
    tickOf(100, 'all behind', (topic) => (topic * 37 + minute * 11) % 100),
  );
  const metricsOf = (spec: PipelineSpec, results = hour) =>
    customMetricsIn(results.flatMap((result) => linesOf(result, spec)));
  const lagsIn = (spec: PipelineSpec) =>
    linesOf(tickOf(100, 'all behind'), spec)
      .map((text) => JSON.parse(text))
      .filter(({ TopicLag }) => TopicLag !== undefined);

  it('are as few after an hour in which every topic was the worst once as after a minute', () => {
    const after = metricsOf(LARGE_SPEC);

    expect(after.sort()).toEqual(metricsOf(LARGE_SPEC, hour.slice(0, 1)).sort());
    expect(after.filter((metric) => metric.startsWith('TopicLag'))).toHaveLength(10);
    expect(after.length).toBeLessThanOrEqual(60);
  });

  it('are by rank for the topics that a pattern matches, with the name as a field', () => {
    expect(lagsIn(LARGE_SPEC).slice(0, 2)).toMatchObject([
      { rank: '1', topic: 'otlp_spans.team-099.checkout-eu-central-1', TopicLag: 600 },
      { rank: '2', topic: 'otlp_spans.team-098.checkout-eu-central-1', TopicLag: 594 },
    ]);
  });

  it('are by topic for the topics that the spec names', () => {
    const named: PipelineSpec = {
      ...LARGE_SPEC,
      signals: {
        traces: { topic: 'otlp_spans.team-000.checkout-eu-central-1', encoding: 'otlp_proto', retention: 1 },
      },
    };
    const result = tickOf(1, 'all behind');
    const [first] = customMetricsIn(linesOf(result, named)).filter((metric) => metric.startsWith('TopicLag'));

    expect(first).toBe(
      'TopicLag pipeline=large service=spillway topic=otlp_spans.team-000.checkout-eu-central-1',
    );
  });

  it('are one for each topic on request', () => {
    expect(lagsIn(perTopic('all'))).toHaveLength(100);
    expect(metricsOf(perTopic('all')).filter((metric) => metric.includes(' topic='))).toHaveLength(100);
  });

  it('are none on request', () => {
    expect(lagsIn(perTopic('none'))).toEqual([]);
  });

  it('leave out topics that could not be read, because 0 would mean that there is no lag', () => {
    const result = tickOf(2, 'all behind');
    const [first, ...others] = result.lag.topics;
    if (!first) throw new Error('expected two topics');
    const lag = { ...result.lag, topics: [{ ...first, problem: 'unknown' as const }, ...others] };

    expect(linesOf({ ...result, lag }).filter((text) => text.includes('"TopicLag":'))).toHaveLength(1);
  });
});
