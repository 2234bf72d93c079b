import { People } from '../../../chaos/round/people';
import type { Round } from '../../../chaos/round/round';
import { Watch } from '../../../chaos/round/watch';
import type { TickReport } from '../../../lib/controller/tick-report';
import type { PartitionView } from '../../../local/kafka/kafka-view';

const CONFIG = 'receivers:\n  kafka:\n    initial_offset: earliest\n';
const MAX_PAUSE_MS = 20_000;
const COVERED: PartitionView = { partition: 0, logStart: 0n, logEnd: 9n, committed: 4n };

/** A pipeline that a test can change while it is watched. */
class Stand {
  desiredCount = 2;
  readonly parameters = new Map<string, string>([['config', CONFIG]]);
  partitions: PartitionView[] = [COVERED];
  readonly people: People;
  private readonly reports: TickReport[] = [];
  readonly watch: Watch;

  constructor() {
    const pipeline = {
      prefix: '/spillway/p',
      spec: { name: 'p', policy: { maxPauseMs: MAX_PAUSE_MS } },
      kafka: { partitions: async () => this.partitions },
      world: {
        aws: {
          truth: {
            parameter: (name: string) => this.parameters.get(name.split('/').at(-1) ?? ''),
            service: () => ({ desiredCount: this.desiredCount, tasks: [] }),
          },
        },
      },
    } as unknown as Round['pipeline'];
    this.people = new People(pipeline, CONFIG);
    this.watch = new Watch({
      ...{ pipeline, people: this.people },
      controller: { reports: this.reports } as unknown as Round['controller'],
    } as Round);
  }

  /** A tick that begins in `inMs`, and ends so. */
  tickAt(inMs: number, outcome: TickReport['outcome']): void {
    this.reports.push({ at: new Date(Date.now() + inMs).toISOString(), outcome } as TickReport);
  }

  /** Stores the config by the controller's call. */
  async store(config: string): Promise<void> {
    const call = { target: 'AmazonSSM.PutParameter', input: { Name: '/spillway/p/config' } };
    await this.watch.around(call, async () => {
      this.parameters.set('config', config);
      return {};
    });
  }
}

const LATEST = CONFIG.replace('earliest', 'latest');

let stand: Stand;
const rules = () => stand.watch.violations.map(({ rule }) => rule);

beforeEach(() => {
  jest.useFakeTimers();
  stand = new Stand();
  stand.watch.start();
});

afterEach(() => {
  stand.watch.stop();
  jest.useRealTimers();
});

interface Row {
  what: string;
  happens(stand: Stand): void;
  forMs: number;
  violates: string[];
}

function stopWithADebt(now: Stand): void {
  now.desiredCount = 0;
  now.parameters.set('debt', '{}');
}

const ROWS: Row[] = [
  { what: 'nothing', happens: () => {}, forMs: 60_000, violates: [] },
  {
    what: 'desiredCount 0 without a debt',
    happens: (now) => {
      now.desiredCount = 0;
    },
    forMs: 200,
    violates: ['stopped-with-a-debt'],
  },
  {
    what: 'desiredCount 0 with a debt, within maxPause',
    happens: stopWithADebt,
    forMs: MAX_PAUSE_MS,
    violates: [],
  },
  {
    what: 'desiredCount 0 with a debt, for longer, without any tick',
    happens: stopWithADebt,
    forMs: MAX_PAUSE_MS + 1_000,
    violates: [],
  },
  {
    what: 'desiredCount 0 with a debt, and ticks after maxPause that could not act',
    happens: (now) => {
      stopWithADebt(now);
      now.tickAt(MAX_PAUSE_MS - 500, 'acted');
      for (const afterMs of [500, 1_000, 1_500]) now.tickAt(MAX_PAUSE_MS + afterMs, 'lost');
    },
    forMs: MAX_PAUSE_MS + 3_000,
    violates: [],
  },
  {
    what: 'desiredCount 0 with a debt, and two ticks after maxPause',
    happens: (now) => {
      stopWithADebt(now);
      for (const afterMs of [500, 1_000]) now.tickAt(MAX_PAUSE_MS + afterMs, 'noted');
    },
    forMs: MAX_PAUSE_MS + 1_500,
    violates: ['stopped-within-the-bound'],
  },
  {
    what: 'desiredCount 0 with a debt, for minutes without any tick',
    happens: stopWithADebt,
    forMs: MAX_PAUSE_MS + 101_000,
    violates: ['stopped-within-the-bound'],
  },
  {
    what: 'desiredCount 0 that a person set',
    happens: (now) => {
      now.desiredCount = 0;
      now.people.stopped = true;
    },
    forMs: 60_000,
    violates: [],
  },
  {
    what: 'desiredCount 0 by the stop switch',
    happens: (now) => {
      now.desiredCount = 0;
      now.parameters.set('hold', '{}');
    },
    forMs: 60_000,
    violates: [],
  },
  {
    what: 'more tasks than are useful',
    happens: (now) => {
      now.desiredCount = 3;
    },
    forMs: 200,
    violates: ['useful-tasks'],
  },
  {
    what: "another number than a person's",
    happens: (now) => {
      now.people.count = { value: 1, setAtMs: Date.now() };
    },
    forMs: 3_000,
    violates: ['a-persons-number'],
  },
  {
    what: "another number than a person's, while Spillway has stopped the tier",
    happens: (now) => {
      now.people.count = { value: 1, setAtMs: Date.now() };
      stopWithADebt(now);
    },
    forMs: MAX_PAUSE_MS,
    violates: [],
  },
  {
    what: 'tasks although a person stopped the service',
    happens: (now) => {
      now.people.stopped = true;
      now.people.count = { value: 0, setAtMs: Date.now() };
    },
    forMs: 3_000,
    violates: ['a-persons-number'],
  },
  {
    what: 'a config with another initial_offset',
    happens: (now) => {
      now.parameters.set('config', LATEST);
    },
    forMs: 60_000,
    violates: [],
  },
  {
    what: 'a config with another line',
    happens: (now) => {
      now.parameters.set('config', `${CONFIG}    group_id: other\n`);
    },
    forMs: 3_000,
    violates: ['config-of-people'],
  },
];

describe('the watch', () => {
  it.each(ROWS)('$what: $violates', ({ happens, forMs, violates }) => {
    happens(stand);
    jest.advanceTimersByTime(forMs);
    expect(rules()).toEqual(violates);
  });

  it.each<[string, Partial<PartitionView>, string[]]>([
    ['a commit in the log', {}, []],
    ['no commit', { committed: undefined }, ['latest-over-everything-covered']],
    ['a commit before the log', { logStart: 5n }, ['latest-over-everything-covered']],
    ['a commit beyond the log', { committed: 10n }, ['latest-over-everything-covered']],
  ])('latest stored with %s: %j', async (_, partition, violates) => {
    stand.partitions = [{ ...COVERED, ...partition }];
    await stand.store(LATEST);
    expect(rules()).toEqual(violates);
  });

  it('does not judge a store right after Kafka was changed from outside: its tick may have looked before', async () => {
    stand.partitions = [{ ...COVERED, committed: undefined }];
    stand.people.changedKafkaAtMs = Date.now() - 1_000;
    await stand.store(LATEST);
    expect(rules()).toEqual([]);
  });

  it('does not judge a store of earliest', async () => {
    stand.partitions = [{ ...COVERED, committed: undefined }];
    await stand.store(`${CONFIG}# edited\n`);
    expect(rules()).toEqual([]);
  });
});
