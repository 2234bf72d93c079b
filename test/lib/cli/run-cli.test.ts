import { runCli } from '../../../lib/cli/run-cli';
import { testCli } from '../../_helpers/cli/context';
import { acceptedReport, sampleReport } from '../../_helpers/controller/tick-report';

const HERE = ['-p', 'pipeline.yaml'];

describe('the request of a command line', () => {
  it.each<[string[], object]>([
    [['status'], { action: 'status' }],
    [['reconcile'], { action: 'reconcile' }],
    [['drain'], { action: 'drain' }],
    [['rewind', '--to', 'earliest'], { action: 'rewind', to: 'earliest' }],
    [
      ['rewind', '--to', '1234', '--topic', 'otlp_spans', '--partitions', '7, 3'],
      { action: 'rewind', to: '1234', topic: 'otlp_spans', partitions: [3, 7] },
    ],
    [['skip', '--to', '2026-11-24T10:00:00+01:00'], { action: 'skip', to: '2026-11-24T09:00:00.000Z' }],
    [['repair'], { action: 'repair' }],
    [['repair', '--accept-queue-loss'], { action: 'repair', acceptQueueLoss: true }],
    [
      ['rewind', '--to', 'earliest', '--accept-queue-loss'],
      { action: 'rewind', to: 'earliest', acceptQueueLoss: true },
    ],
    [
      ['skip', '--to', 'latest', '--accept-queue-loss'],
      { action: 'skip', to: 'latest', acceptQueueLoss: true },
    ],
    [['accept'], { action: 'accept' }],
    [
      ['accept', '--topic', 'otlp_spans', '--partitions', '1,2'],
      { action: 'accept', topic: 'otlp_spans', partitions: [1, 2] },
    ],
    [['stop'], { action: 'stop' }],
    [['repair', '--topic', 'otlp_spans'], { action: 'repair', topic: 'otlp_spans' }],
    [
      ['expand', '--signal', 'traces', '--partitions', '12'],
      { action: 'expand', signal: 'traces', partitions: 12 },
    ],
    [['cancel'], { action: 'cancel' }],
  ])('%j', async (args, event) => {
    const cli = testCli([acceptedReport({ outcome: 'looked' })]);
    const looks = ['status', 'reconcile'].includes(args[0] ?? '');

    const code = await runCli([...args, ...HERE, ...(looks ? [] : ['--dry-run'])], cli.context);

    expect(code).toBe(0);
    expect(cli.events).toEqual([looks ? event : { ...event, id: 'cli-id-1', dryRun: true }]);
  });

  it.each([
    [['-p', 'a.yaml'], { kind: 'here', specFile: 'a.yaml' }],
    [['--function', 'spillway-a'], { kind: 'function', name: 'spillway-a' }],
  ])('is sent to the controller for %j', async (where, place) => {
    const cli = testCli([sampleReport()]);

    expect(await runCli(['status', ...where], cli.context)).toBe(0);
    expect(cli.places).toEqual([place]);
  });
});

describe('a wrong command line', () => {
  it.each<[string, string[], RegExp]>([
    ['no controller to ask', ['status'], /required option '-p, --pipeline <file>' or '--function <name>'/],
    ['two of them', ['status', ...HERE, '--function', 'f'], /'--function <name>' cannot be used with/],
    ['no target', ['rewind', ...HERE], /required option '--to <target>'/],
    [
      'no such target',
      ['rewind', '--to', 'yesterday', ...HERE],
      /EVENT_INVALID Invalid rewind: to: "yesterday" must be one of/,
    ],
    ['a target of the other command', ['rewind', '--to', 'latest', ...HERE], /use skip/],
    ['an offset without a topic', ['skip', '--to', '12', ...HERE], /give the topic/],
    [
      'partitions without a topic',
      ['repair', '--partitions', '1', ...HERE],
      /give the topic that the partitions belong to/,
    ],
    [
      'partitions that are not valid',
      ['repair', '--topic', 't', '--partitions', '1,x', ...HERE],
      /Expected a whole number/,
    ],
    [
      'a signal that is not valid',
      ['expand', '--signal', 'spans', '--partitions', '3', ...HERE],
      /Allowed choices are/,
    ],
    [
      'no partition at all',
      ['expand', '--signal', 'logs', '--partitions', '0', ...HERE],
      /partitions: expected at least 1/,
    ],
    [
      'a queue that is not lost',
      ['drain', '--accept-queue-loss', ...HERE],
      /unknown option '--accept-queue-loss'/,
    ],
    ['an answer to no question', ['pause', '--dry-run', ...HERE], /unknown option '--dry-run'/],
  ])('with %s exits with 2 and makes no call', async (_name, args, said) => {
    const cli = testCli([sampleReport()], { answers: [true] });

    expect(await runCli(args, cli.context)).toBe(2);
    expect(cli.err()).toMatch(said);
    expect(cli.places).toEqual([]);
  });
});

describe('status', () => {
  const [topic] = sampleReport().lag.topics;
  if (!topic) throw new Error('expected a topic');
  const topics = Array.from({ length: 12 }, (_, index) => ({
    ...topic,
    topic: `t${index}`,
    lag: String(index),
  }));
  const report = sampleReport({ lag: { ...sampleReport().lag, topics } });
  const status = async (...args: string[]) => {
    const cli = testCli([report]);
    const code = await runCli(['status', ...HERE, ...args], cli.context);
    return { code, out: cli.out(), err: cli.err() };
  };

  it.each([
    [[], /\nt11 [\s\S]*\nt2 [\s\S]*\nand 2 more topics, 1 of them with unread offsets/],
    [['--all'], /\nt0 [\s\S]*\nt11 /],
    [['--topic', 't1'], /\nt1 .*\nDRAINING/],
    [['--topic', 't1', '--partitions'], /\nt1 +0 [\s\S]*\nt1 +5 .*\nDRAINING/],
    [['--partitions'], /\nt0 +3 +12,345 [\s\S]*\nand 62 more partitions/],
    [['--partitions', '--all'], /\nt0 +0 [\s\S]*\nt11 +5 /],
  ])('%j shows %s', async (args, shown) => {
    expect(await status(...args)).toMatchObject({ code: 0, out: expect.stringMatching(shown) });
  });

  it('is complete as JSON', async () => {
    const document = JSON.parse((await status('--json')).out);

    expect(document.lag.topics).toEqual(topics);
    expect(document.lag).not.toHaveProperty('topicsLeftOut');
  });

  it('counts in JSON what --topic leaves out', async () => {
    const document = JSON.parse((await status('--json', '--topic', 't1')).out);

    expect(document.lag).toMatchObject({ topics: [{ topic: 't1' }], topicsLeftOut: 11, total: '12345' });
  });

  it('fails for a topic that the group does not read, and suggests the nearest name', async () => {
    const { code, out, err } = await status('--topic', 'T1');

    expect([code, out]).toEqual([1, '']);
    expect(err).toBe(
      'failed: TOPIC_NOT_READ Group otel-collector does not read topic T1. Did you mean t1? spillway status --all lists all topics that it reads.\n',
    );
  });
});
