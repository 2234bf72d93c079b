import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LARGE_SPEC } from '../../bench/large-pipeline';
import { renderProcessing } from '../../lib/collector';
import { tick } from '../../lib/controller/tick';
import { MemoryWorld } from '../../verify/memory/world';
import { settle } from '../_helpers/controller/ticking';
import { madePart, markdownTable } from '../_helpers/docs/made-docs';
import { tickOf } from '../_helpers/lambda/large-tick';
import { customMetricsIn, linesWritten } from '../_helpers/lambda/written';
import { example } from '../_helpers/pipeline/examples';

const TICKS_A_MONTH = 43_800;
const DOLLARS_A_BYTE = 0.5 / 1e9;
const DOLLARS_A_METRIC = 0.3;
/** CloudWatch counts them for each line. */
const BYTES_A_LINE = 26;
/** Lambda's lines START, END and REPORT, as plain text. */
const LAMBDAS_LINES = { count: 3, bytes: 270 };

const billedBytes = (lines: readonly string[]) =>
  Buffer.byteLength(lines.join('')) +
  LAMBDAS_LINES.bytes +
  (lines.length + LAMBDAS_LINES.count) * BYTES_A_LINE;

describe('docs/costs.md', () => {
  const page = readFileSync(path.resolve(__dirname, '../../docs/costs.md'), 'utf8');

  it('has the cost of logs and metrics by the number of topics (UPDATE_DOCS=1 rewrites the table)', () => {
    const rows = [1, 10, 100, 1_000].map((topics) => {
      const result = tickOf(topics, 'all behind');
      const writtenWith = (perTopic: 'top' | 'all') =>
        linesWritten({ ...LARGE_SPEC, metrics: { perTopic } }, (telemetry) =>
          telemetry.call('tick', result, 120),
        );
      const lines = writtenWith('top');
      const dollars = (written: readonly string[]) =>
        (
          customMetricsIn(written).length * DOLLARS_A_METRIC +
          billedBytes(written) * TICKS_A_MONTH * DOLLARS_A_BYTE
        ).toFixed(2);
      const counts = [topics, lines.length, Buffer.byteLength(lines.join('')), customMetricsIn(lines).length];
      return [
        ...counts.map((each) => each.toLocaleString('en')),
        dollars(lines),
        dollars(writtenWith('all')),
      ];
    });
    const expected = markdownTable(
      ['topics', 'lines a tick', 'bytes a tick', 'custom metrics', 'logs and metrics a month', 'with `all`'],
      rows,
    );

    expect(madePart('costs.md', 'growth', expected)).toBe(expected);
  });

  it('has the bytes and metrics of a tick with the defaults', async () => {
    const spec = example('plain');
    const world = new MemoryWorld({ spec, config: renderProcessing(spec, 'earliest'), desiredCount: 6 });
    settle(world);
    world.stalled = true;
    for (let partition = 0; partition < 6; partition += 1) world.produce('otlp_spans', partition, 10_000n);
    world.advance(120_000);
    const result = await tick(world.dependencies(), { kind: 'report' });
    const soonest = { topic: 'otlp_spans', partition: 3, leftMs: 90_500, by: 'retention.ms' } as const;
    const loss = { soonest, unknown: 0 };

    const lines = linesWritten(spec, (telemetry) => telemetry.call('tick', { ...result, loss }, 120));

    const [, kilobytes, count] = /log: ([\d.]+) KB a tick, in (\d+) lines/.exec(page) ?? [];
    expect(Number(count)).toBe(lines.length + LAMBDAS_LINES.count);
    expect(Math.abs(billedBytes(lines) / 1_000 - Number(kilobytes))).toBeLessThan(0.1);
    const [, metrics] = /metrics: (\d+), and one for each topic/.exec(page) ?? [];
    expect(Number(metrics)).toBe(customMetricsIn(lines).length - 1);
  });
});
