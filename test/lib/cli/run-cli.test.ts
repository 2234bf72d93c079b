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
    ['an offset without a topic', ['skip', '--to', '12', ...HERE], /name the topic/],
    [
      'partitions without a topic',
      ['repair', '--partitions', '1', ...HERE],
      /name the topic that the partitions belong to/,
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
