import { judgeBalance, judgeClocks } from '../../../lib/doctor/judge-records';
import type { OffsetView, TopicView } from '../../../lib/doctor/ports';

const NOW_MS = 1_000_000;
const offset = (partition: number, timestampMs: number, at: number): OffsetView => ({
  topic: 't',
  ...{ partition, errorCode: 0, timestampMs: BigInt(timestampMs), offset: BigInt(at) },
});
const NOTHING = { timestampMs: -1, at: -1 };

describe('timestamps of records', () => {
  it('are fine if none is in the future', () => {
    const ahead = [offset(0, NOTHING.timestampMs, NOTHING.at)];

    expect(judgeClocks('t', ahead, 'CreateTime', NOW_MS)).toMatchObject({ status: 'ok' });
  });

  it('are reported by the largest difference, with who sets them', () => {
    const ahead = [offset(0, NOW_MS + 7_000, 3), offset(1, NOW_MS + 90_000, 5)];

    expect(judgeClocks('t', ahead, 'CreateTime', NOW_MS)).toMatchObject({
      code: 'CLOCK_AHEAD',
      says: 'timestamps up to 90 s in the future; set by the producers',
    });
    expect(judgeClocks('t', ahead, 'LogAppendTime', NOW_MS).says).toContain('set by the brokers');
  });
});

describe('balance', () => {
  const view = (...leaders: number[]): TopicView => ({
    ...{ topic: 't', errorCode: 0, rights: 'unknown' },
    partitions: leaders.map((leader, partition) => ({ partition, leader, replicas: 3, inSync: 3 })),
  });
  const brokers = [1, 2, 3].map((nodeId) => ({ nodeId, host: 'h', port: 1 }));
  const records = (...counts: number[]) => new Map(counts.map((count, index) => [index, BigInt(count)]));

  it.each([
    ['leaders and records spread', view(1, 2, 3), records(400, 400, 400), undefined],
    ['one leads one more than its share', view(1, 1, 2), records(), undefined],
    ['one leads all of six', view(1, 1, 1, 1, 1, 1), records(), 'LEADERS_UNEVEN'],
    ['more than twice the mean in one', view(1, 2, 3), records(801, 200, 199), 'PARTITIONS_UNEVEN'],
    ['twice the mean in one', view(1, 2, 3), records(800, 200, 200), undefined],
    ['few records altogether', view(1, 2, 3), records(900, 0, 0), undefined],
    ['one partition only', view(1), records(5_000), undefined],
  ])('with %s', (_title, topic, counts, code) => {
    expect(judgeBalance(topic, brokers, counts).code).toBe(code);
  });

  it('does not compare leaders on a cluster with a single broker', () => {
    expect(judgeBalance(view(1, 1, 1), brokers.slice(0, 1), records()).status).toBe('ok');
  });
});
