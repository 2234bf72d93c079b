import type { TickReport, TopicReport } from '../../../lib/controller/tick-report';
import { lagTable } from '../../../lib/report/lag-table';
import { drawTick, summarizeTick } from '../../../lib/report/tick-view';
import { sampleReport } from '../../_helpers/controller/tick-report';

/** A topic of six partitions, each with this lag. */
function topicOf(index: number, lag: number, more: Partial<TopicReport> = {}): TopicReport {
  return {
    ...{ signal: 'traces', topic: `t${index}`, lag: String(6 * lag), atRisk: '0' },
    partitions: [0, 1, 2, 3, 4, 5].map((partition) => ({
      ...{ partition, state: lag > 0 ? 'behind' : 'caught-up', lag: String(lag + partition) },
      ...{ atRisk: '0', timeLagSeconds: lag },
    })),
    ...more,
  };
}

const many: TickReport['lag'] = {
  ...{ total: '2970', atRisk: '0', lost: '0', complete: true },
  topics: Array.from({ length: 1_000 }, (_, index) => topicOf(index, index < 30 ? index : 0)),
};
const few: TickReport['lag'] = { ...many, topics: [topicOf(1, 5), topicOf(2, 7)] };

describe('the table of lag', () => {
  it('shows up to ten topics in their own order', () => {
    expect(lagTable(few, 100)).toEqual([
      'topic  lag (offsets)  behind  partitions',
      't1                30     5 s  6: 6 behind',
      't2                42     7 s  6: 6 behind',
    ]);
  });

  it('shows the ten topics with the most unread offsets, and counts the rest', () => {
    const lines = lagTable(many, 200);

    expect(lines).toHaveLength(12);
    expect(lines.slice(1, 4).map((line) => line.slice(0, 3))).toEqual(['t29', 't28', 't27']);
    expect(lines[11]).toBe(
      'and 990 more topics, 19 of them with unread offsets (lag 1,140); spillway status --all shows them',
    );
  });

  it('shows topics that could not be read before all others', () => {
    const unread = topicOf(1_000, 0, { problem: 'unknown', partitions: [] });

    expect(lagTable({ ...many, topics: [...many.topics, unread] }, 200)[1]).toBe(
      't1000              0       ?  unknown',
    );
  });

  it('shows all topics on request, in their own order', () => {
    const lines = lagTable(many, 200, { of: 'topics', extent: 'all' });

    expect(lines).toHaveLength(1_001);
    expect(lines[1]).toMatch(/^t0 /);
  });

  it('shows the ten worst partitions on request, and counts the rest', () => {
    const lines = lagTable(many, 200, { of: 'partitions', extent: 'worst' });

    expect(lines.slice(0, 3)).toEqual([
      'topic  partition  lag (offsets)  behind  state',
      't29            5             34    29 s  behind',
      't28            5             33    28 s  behind',
    ]);
    expect(lines[11]).toMatch(/^and 5,990 more partitions, /);
  });

  it('shows all partitions on request', () => {
    expect(lagTable(many, 200, { of: 'partitions', extent: 'all' })).toHaveLength(6_001);
    expect(lagTable(few, 30, { of: 'partitions', extent: 'all' })[0]).toBe('t1 partition 0: lag 5 offsets,');
  });

  it('shows partitions that could not be read before all others, without a lag', () => {
    const [first = topicOf(0, 0), ...others] = many.topics;
    const [, ...known] = first.partitions;
    const unread = {
      partition: 0,
      state: 'unknown',
      lag: 'unknown',
      atRisk: 'unknown',
      timeLagSeconds: 'unknown',
    } as const;
    const topics = [{ ...first, partitions: [unread, ...known] }, ...others];

    expect(lagTable({ ...many, topics }, 200, { of: 'partitions', extent: 'worst' })[1]).toBe(
      't0             0        unknown       ?  unknown',
    );
  });
});

describe('a tick of 1,000 topics', () => {
  const skewed = Array.from({ length: 1_000 }, (_, index) => ({
    topic: `t${index}`,
    partition: 3,
    share: 0.9,
  }));
  const report = sampleReport({ lag: many, skewed });

  it('has as many lines as one of 20 topics', () => {
    const twenty = sampleReport({
      lag: { ...many, topics: many.topics.slice(0, 20) },
      skewed: skewed.slice(0, 20),
    });

    expect(drawTick(report, 120).length).toBe(drawTick(twenty, 120).length);
    expect(drawTick(report, 120)).toContain('skewed: 990 more partitions of other topics');
  });

  it('has one line of a few words for a log', () => {
    expect(summarizeTick(report)).toContain('  lag 2,970 offsets in 1,000 topics  ');
    expect(summarizeTick(report).length).toBeLessThan(300);
  });
});
