import { continueDeliveries, type Deliveries, deliveredCommits } from '../../../../lib/core/facts/deliveries';
import { describeHeld, heldData } from '../../../../lib/core/facts/held-data';
import type { FleetMetrics, TaskMetrics } from '../../../../lib/core/snapshot/task-metrics';
import type { HeldData } from '../../../../lib/core/vocabulary/command';
import { NOW_MS, service, snapshot, topic } from '../../../_helpers/core/snapshots';

/** What a task says: how many requests its queue of 1,000 holds, and what it gave up since its start. */
const says = (id: string, size: number, dropped = 0): TaskMetrics => ({
  ...{ kind: 'read', id, sent: 0, dropped },
  queues: [{ exporter: 'otlp_http', signal: 'traces', size, capacity: 1000 }],
});
const silent = (id: string): TaskMetrics => ({ kind: 'unreadable', id, why: 'ECONNREFUSED' });

/** One look, this many seconds from now, with partition 0 committed at `commit`. */
interface Look {
  s: number;
  commit: bigint | 'none' | 'unknown';
  tasks: TaskMetrics[] | 'not asked';
  running?: string[];
}

function follow(looks: Look[], processorsMs = 0): Deliveries {
  return looks.reduce<Deliveries>(
    (before, { s, commit, tasks, running }) => {
      const atMs = NOW_MS + s * 1000;
      const kafka = snapshot([topic('otlp_spans', [{ committed: commit }])], { takenAtMs: atMs });
      const metrics: FleetMetrics | undefined = tasks === 'not asked' ? undefined : { atMs, tasks };
      const all = running ?? (tasks === 'not asked' ? ['a'] : tasks.map(({ id }) => id));
      return continueDeliveries(before, kafka, metrics, all, processorsMs);
    },
    { pending: [], delivered: undefined },
  );
}

/** The commit that a stop would go back to. */
const deliveredAt = (looks: Look[], processorsMs = 0) =>
  follow(looks, processorsMs).delivered?.commits.get('otlp_spans/0');

describe('the records of a look are delivered', () => {
  it.each<[string, Look[], bigint | undefined]>([
    ['by no other look than a later one', [{ s: 0, commit: 5n, tasks: [says('a', 0)] }], undefined],
    [
      'once its task was seen with empty queues since',
      [
        { s: 0, commit: 5n, tasks: [says('a', 7)] },
        { s: 5, commit: 8n, tasks: [says('a', 0)] },
      ],
      5n,
    ],
    [
      'not while its task holds something',
      [
        { s: 0, commit: 5n, tasks: [says('a', 7)] },
        { s: 5, commit: 8n, tasks: [says('a', 1)] },
      ],
      undefined,
    ],
    [
      'once each of its tasks was seen empty, at whatever look',
      [
        { s: 0, commit: 5n, tasks: [says('a', 7), says('b', 7)] },
        { s: 5, commit: 8n, tasks: [says('a', 0), says('b', 7)] },
        { s: 9, commit: 9n, tasks: [says('a', 7), says('b', 0)] },
      ],
      5n,
    ],
    [
      'not by a task that came later and is empty',
      [
        { s: 0, commit: 5n, tasks: [says('a', 7)] },
        { s: 5, commit: 8n, tasks: [says('a', 7), says('b', 0)] },
      ],
      undefined,
    ],
    [
      'not any more once one of its tasks has gone, with whatever it held',
      [
        { s: 0, commit: 5n, tasks: [says('a', 7), says('b', 7)] },
        { s: 5, commit: 8n, tasks: [says('b', 0)] },
      ],
      undefined,
    ],
    [
      'not any more once a send failed for good',
      [
        { s: 0, commit: 5n, tasks: [says('a', 7, 1)] },
        { s: 5, commit: 8n, tasks: [says('a', 7, 2)] },
        { s: 9, commit: 9n, tasks: [says('a', 0, 2)] },
      ],
      8n,
    ],
    [
      'not by a task that does not answer',
      [
        { s: 0, commit: 5n, tasks: [says('a', 7)] },
        { s: 5, commit: 8n, tasks: [silent('a')] },
      ],
      undefined,
    ],
    [
      'also when its task did not answer in between',
      [
        { s: 0, commit: 5n, tasks: [says('a', 7)] },
        { s: 5, commit: 8n, tasks: [silent('a')] },
        { s: 9, commit: 9n, tasks: [says('a', 0)] },
      ],
      5n,
    ],
    [
      'not when tasks that did not answer at it may hold anything',
      [
        { s: 0, commit: 5n, tasks: [silent('a')] },
        { s: 5, commit: 8n, tasks: [says('a', 0)] },
      ],
      undefined,
    ],
    [
      'and stays so while nobody asks',
      [
        { s: 0, commit: 5n, tasks: [says('a', 0)] },
        { s: 5, commit: 8n, tasks: [says('a', 0)] },
        { s: 9, commit: 9n, tasks: 'not asked' },
      ],
      5n,
    ],
    [
      'not when it was made before nobody asked: much may have happened',
      [
        { s: 0, commit: 5n, tasks: [says('a', 7)] },
        { s: 5, commit: 8n, tasks: 'not asked' },
        { s: 9, commit: 9n, tasks: [says('a', 0)] },
      ],
      undefined,
    ],
    [
      'and the newest of several counts',
      [
        { s: 0, commit: 5n, tasks: [says('a', 7)] },
        { s: 5, commit: 8n, tasks: [says('a', 7)] },
        { s: 9, commit: 9n, tasks: [says('a', 0)] },
      ],
      8n,
    ],
    [
      'from the log start of a partition that had no commit',
      [
        { s: 0, commit: 'none', tasks: [says('a', 0)] },
        { s: 5, commit: 8n, tasks: [says('a', 0)] },
      ],
      0n,
    ],
    [
      'from the last known commit of a partition that could not be read',
      [
        { s: 0, commit: 5n, tasks: [says('a', 0)] },
        { s: 5, commit: 'unknown', tasks: [says('a', 0)] },
        { s: 9, commit: 8n, tasks: [says('a', 0)] },
      ],
      5n,
    ],
  ])('%s', (_name, looks, expected) => {
    expect(deliveredAt(looks)).toBe(expected);
  });

  it('says nothing about a partition that is newer, so a stop goes back to its log start', () => {
    const deliveries = follow([
      { s: 0, commit: 5n, tasks: [says('a', 0)] },
      { s: 5, commit: 8n, tasks: [says('a', 0)] },
    ]);
    const [present] = [topic('otlp_spans', [{ committed: 8n }, { committed: 3n }])];
    const partitions = present.kind === 'present' ? present.partitions : [];
    expect(deliveredCommits(deliveries, partitions)).toEqual(
      new Map([
        ['otlp_spans/0', 5n],
        ['otlp_spans/1', 0n],
      ]),
    );
  });

  it('only once the processors have passed on what they can hold', () => {
    const looks = (s: number): Look[] => [
      { s: 0, commit: 5n, tasks: [says('a', 0)] },
      { s, commit: 8n, tasks: [says('a', 0)] },
    ];

    expect(deliveredAt(looks(29.999), 30_000)).toBeUndefined();
    expect(deliveredAt(looks(30), 30_000)).toBe(5n);
  });

  it('for the eight looks that are kept: the oldest are the best to go back to', () => {
    const many = Array.from(
      { length: 12 },
      (_, s): Look => ({ s, commit: BigInt(s), tasks: [says('a', 7)] }),
    );

    expect(follow(many).pending.map(({ atMs }) => (atMs - NOW_MS) / 1000)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('and older looks are dropped', () => {
    const { pending, delivered } = follow([
      { s: 0, commit: 5n, tasks: [says('a', 7), says('b', 7)] },
      { s: 5, commit: 8n, tasks: [says('b', 7)] },
      { s: 9, commit: 9n, tasks: [says('b', 0)] },
    ]);

    expect(delivered?.atMs).toBe(NOW_MS + 5_000);
    expect(pending.map(({ atMs }) => atMs)).toEqual([NOW_MS + 9_000]);
  });
});

describe('what tasks hold, if they stopped now', () => {
  const DELIVERED: Deliveries = { pending: [], delivered: { atMs: NOW_MS - 9_000, commits: new Map() } };
  const NONE: Deliveries = { pending: [], delivered: undefined };
  const FOREVER = { processorsMs: 0, retryMs: 'unbounded' } as const;
  const BOUNDED = { processorsMs: 30_000, retryMs: 300_000 };
  const fleet = (...tasks: TaskMetrics[]): FleetMetrics => ({ atMs: NOW_MS, tasks });

  it.each<[string, HeldData, Parameters<typeof heldData>]>([
    ['is nothing where no task is', { kind: 'nothing' }, [NONE, undefined, service(0), FOREVER, true]],
    [
      'is read again from a look that is delivered',
      { kind: 'read-again', sinceMs: NOW_MS - 9_000 },
      [DELIVERED, undefined, service(3), BOUNDED, true],
    ],
    [
      'is read again by time, where nothing is held for longer',
      { kind: 'by-time', ms: 330_000 },
      [NONE, undefined, service(3), BOUNDED, true],
    ],
    [
      'is not told by time while the group is behind: records are older than their reading',
      { kind: 'unknown', why: 'task metrics are not read' },
      [NONE, undefined, service(3), BOUNDED, false],
    ],
    [
      'is not told by time where an exporter retries without end',
      { kind: 'unknown', why: 'task metrics are not read' },
      [NONE, undefined, service(3), FOREVER, true],
    ],
    [
      'is not known where a task does not answer',
      { kind: 'unknown', why: 'ECONNREFUSED' },
      [NONE, fleet(says('a', 0), silent('b')), service(2), FOREVER, true],
    ],
    [
      'is nothing where all queues are empty and nothing waits before them',
      { kind: 'nothing' },
      [NONE, fleet(says('a', 0)), service(1), FOREVER, true],
    ],
    [
      'may be something where processors hold records before they reach a queue',
      { kind: 'at-stake', items: 0, capacity: 1000 },
      [NONE, fleet(says('a', 0)), service(1), { ...FOREVER, processorsMs: 1 }, true],
    ],
    [
      'is what is in the queues',
      { kind: 'at-stake', items: 12, capacity: 2000 },
      [NONE, fleet(says('a', 5), says('b', 7)), service(2), FOREVER, true],
    ],
  ])('%s', (_name, expected, given) => {
    expect(heldData(...given)).toEqual(expected);
  });

  it.each<[HeldData, string]>([
    [{ kind: 'nothing' }, 'the tasks hold nothing'],
    [
      { kind: 'read-again', sinceMs: NOW_MS },
      'what the tasks hold is read again, from the commits of 2026-01-15T12:00:00.000Z',
    ],
    [{ kind: 'by-time', ms: 330_400 }, 'what the tasks hold is read again: the last 330 s'],
    [
      { kind: 'at-stake', items: 12, capacity: 2000 },
      'the tasks hold 12 requests in their queues (capacity 2000); what the backend refuses at shutdown is lost',
    ],
    [{ kind: 'unknown', why: 'ECONNREFUSED' }, 'it is unknown what the tasks hold: ECONNREFUSED'],
  ])('%j is described in words', (held, expected) => {
    expect(describeHeld(held)).toBe(expected);
  });
});
