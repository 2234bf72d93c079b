import { runCli } from '../../../lib/cli/run-cli';
import type { TickReport } from '../../../lib/controller/tick-report';
import { SpillwayError } from '../../../lib/errors';
import { type Reply, testCli } from '../../_helpers/cli/context';
import { acceptedReport, SAMPLE_COST, sampleReport } from '../../_helpers/controller/tick-report';

const HERE = ['-p', 'pipeline.yaml'];
const UNDER_WAY = {
  manualOperation: {
    id: 'cli-id-1',
    kind: 'rewind' as const,
    phase: 'move' as const,
    since: '2026-11-24T11:59:00.000Z',
  },
};
const PREVIEW = acceptedReport({ outcome: 'looked' });
const BEGUN = acceptedReport(UNDER_WAY);
const STEP = sampleReport({ ...UNDER_WAY, outcome: 'acted', action: 'stop the tasks' });
const WAIT = sampleReport({
  ...UNDER_WAY,
  reasons: [{ code: 'WAITING_TASKS_GONE', kind: 'wait', line: 'WAITING_TASKS_GONE: 2 tasks', where: [] }],
});
const DONE = sampleReport({ outcome: 'noted', phase: 'live' });
const REFUSED = sampleReport({
  outcome: 'looked',
  answer: { accepted: false, lines: ['REQUEST_REFUSED: rewind: the controller is paused: resume first'] },
});
const LOST = acceptedReport({ outcome: 'lost', note: 'another tick holds this epoch' });
const BUSY = new SpillwayError('LAMBDA_BUSY', 'A tick is running.', 'Try again.');
const DOWN = new SpillwayError('KAFKA_UNREACHABLE', 'No broker answers.', 'Look at kafka.brokers.');

const withReason = (code: 'REQUEST_FAILED' | 'REQUEST_CANCELLED') =>
  sampleReport({ reasons: [{ code, kind: 'alarm', line: `${code}: rewind`, where: [] }] });

/** The same with data in queues that a stop may lose. */
function withQueues(report: TickReport, kind: 'at-stake' | 'unknown'): TickReport {
  const queued = { kind, text: 'tasks hold 40 requests in their queues' };
  return {
    ...report,
    answer: { accepted: true, lines: [], ...report.answer, cost: { ...SAMPLE_COST, queued } },
  };
}

describe('a command on the command line', () => {
  it('shows its cost on a dry run, and sends nothing else', async () => {
    const cli = testCli([PREVIEW]);

    const code = await runCli(['rewind', '--to', '15m', '--dry-run', ...HERE], cli.context);

    expect(code).toBe(0);
    expect(cli.events).toEqual([
      { action: 'rewind', to: '2026-11-24T11:45:00.000Z', id: 'cli-id-1', dryRun: true },
    ]);
    expect(cli.out()).toMatch(/^Dry run of rewind: nothing was changed\.\n/);
    expect(cli.out()).toContain('would do: REQUEST_ACCEPTED: rewind');
    expect(cli.out()).toContain('cost: at most 40,000 offsets in 6 partitions');
    expect(cli.closed()).toBe(1);
  });

  it('shows its cost, asks, and then sends the same command', async () => {
    const cli = testCli([PREVIEW, BEGUN, DONE], { answers: [true] });

    const code = await runCli(['rewind', '--to', '15m', ...HERE], cli.context);

    expect(code).toBe(0);
    expect(cli.out()).toMatch(/^Preview of rewind: nothing was changed yet\.\n/);
    expect(cli.questions).toEqual(['Continue with rewind? [y/N] ']);
    const sent = { action: 'rewind', to: '2026-11-24T11:45:00.000Z', id: 'cli-id-1' };
    expect(cli.events).toEqual([{ ...sent, dryRun: true }, sent, { action: 'reconcile' }]);
  });

  it('changes nothing if the answer is no', async () => {
    const cli = testCli([PREVIEW], { answers: [false] });

    const code = await runCli(['rewind', '--to', 'earliest', ...HERE], cli.context);

    expect(code).toBe(3);
    expect(cli.events).toHaveLength(1);
    expect(cli.err()).toContain('Nothing was changed.');
  });

  it('makes no call without --yes if there is no terminal', async () => {
    const cli = testCli([PREVIEW]);

    const code = await runCli(['skip', '--to', 'latest', ...HERE], cli.context);

    expect(code).toBe(2);
    expect(cli.err()).toMatch(/^cannot: CONSENT_MISSING skip asks .*--yes/);
    expect(cli.places).toEqual([]);
  });

  it('does not ask with --yes', async () => {
    const cli = testCli([BEGUN, DONE]);

    expect(await runCli(['drain', '--yes', ...HERE], cli.context)).toBe(0);
    expect(cli.events).toEqual([{ action: 'drain', id: 'cli-id-1' }, { action: 'reconcile' }]);
  });

  it.each<[string, TickReport]>([
    ['accepts it at the stake of queues', withQueues(PREVIEW, 'at-stake')],
    ['refuses it for what tasks hold', withQueues(REFUSED, 'unknown')],
  ])('looks again at what tasks hold if the first look %s', async (_name, unclear) => {
    const cli = testCli([unclear, unclear, PREVIEW]);

    await runCli(['rewind', '--to', 'earliest', '--dry-run', ...HERE], cli.context);

    expect(cli.waitsMs).toEqual([5_000, 5_000]);
    expect(cli.err()).toContain('waiting: the tasks hold unsent data. Checking their queues again in 5 s.');
    expect(cli.out()).toContain('would do: REQUEST_ACCEPTED');
  });

  it('is sent again with --yes if it was rejected because of what tasks hold, three times at most', async () => {
    const refused = withQueues(REFUSED, 'at-stake');
    const cli = testCli([refused]);

    expect(await runCli(['rewind', '--to', 'earliest', '--yes', ...HERE], cli.context)).toBe(3);
    expect(cli.events).toEqual(Array(3).fill({ action: 'rewind', to: 'earliest', id: 'cli-id-1' }));
  });

  it('is never sent again after it was accepted', async () => {
    const cli = testCli([withQueues(BEGUN, 'at-stake')]);

    expect(await runCli(['drain', '--yes', '--no-follow', ...HERE], cli.context)).toBe(0);
    expect(cli.events).toHaveLength(1);
  });

  it('exits as rejected if the controller rejects it, in the preview or afterwards', async () => {
    const early = testCli([REFUSED], { answers: [true] });
    const late = testCli([REFUSED]);

    expect(await runCli(['rewind', '--to', 'earliest', ...HERE], early.context)).toBe(3);
    expect(await runCli(['rewind', '--to', 'earliest', '--yes', ...HERE], late.context)).toBe(3);
    expect(early.questions).toEqual([]);
    expect(late.out()).toContain('cannot: REQUEST_REFUSED: rewind: the controller is paused');
  });

  it('exits as rejected if the controller only observes, with any answer', async () => {
    const cli = testCli([acceptedReport({ outcome: 'looked' })]);

    expect(await runCli(['drain', '--yes', ...HERE], cli.context)).toBe(3);
  });

  it('exits when it is accepted with --no-follow', async () => {
    const cli = testCli([BEGUN]);

    expect(await runCli(['drain', '--yes', '--no-follow', ...HERE], cli.context)).toBe(0);
    expect(cli.events).toHaveLength(1);
  });

  it.each(['pause', 'resume'])('neither asks nor follows for %s', async (action) => {
    const cli = testCli([BEGUN]);

    expect(await runCli([action, ...HERE], cli.context)).toBe(0);
    expect(cli.events).toEqual([{ action, id: 'cli-id-1' }]);
  });

  it('exits as busy, not done, if another tick came between the look and the call of a resume', async () => {
    const cli = testCli([acceptedReport({ outcome: 'superseded', note: 'another tick went on' })]);

    expect(await runCli(['resume', ...HERE], cli.context)).toBe(4);
    expect(cli.err()).toContain('TICK_BUSY resume was not carried out: another tick went on.');
  });
});

describe('spillway stop', () => {
  it('describes what it does, asks, and calls the controller once', async () => {
    const cli = testCli([acceptedReport({ outcome: 'acted', phase: 'stopped' })], { answers: [true] });

    expect(await runCli(['stop', ...HERE], cli.context)).toBe(0);
    expect(cli.err()).toContain('sets desiredCount to 0 now and keeps it there');
    expect(cli.err()).toContain('until spillway resume');
    expect(cli.questions).toEqual(['Stop all tasks now? [y/N] ']);
    expect(cli.events).toEqual([{ action: 'stop', id: 'cli-id-1' }]);
  });

  it('does not ask with --yes', async () => {
    const cli = testCli([acceptedReport({ outcome: 'acted', phase: 'stopped' })]);

    expect(await runCli(['stop', '--yes', ...HERE], cli.context)).toBe(0);
    expect(cli.events).toHaveLength(1);
  });

  it.each<[string, boolean[] | undefined, number, string]>([
    ['answered with no', [false], 3, 'Nothing was changed.'],
    ['without a terminal and without --yes', undefined, 2, 'CONSENT_MISSING stop asks'],
  ])('makes no call if it is %s', async (_name, answers, exit, said) => {
    const cli = testCli([BEGUN], answers ? { answers } : {});

    expect(await runCli(['stop', ...HERE], cli.context)).toBe(exit);
    expect(cli.err()).toContain(said);
    expect(cli.places).toEqual([]);
  });
});

describe('a command that is followed', () => {
  const follow = (replies: Reply[], onWait?: Parameters<typeof testCli>[1]) => {
    const cli = testCli(replies, onWait);
    return { cli, code: runCli(['rewind', '--to', 'earliest', '--yes', ...HERE], cli.context) };
  };

  it('runs ticks until it is complete, prints a line for each change, and shows the last report with the answer', async () => {
    const { cli, code } = follow([BEGUN, STEP, WAIT, WAIT, DONE]);

    expect(await code).toBe(0);
    expect(cli.waitsMs).toEqual([1_000, 1_000, 5_000, 5_000]);
    expect(cli.err().match(/WAITING_TASKS_GONE/g)).toHaveLength(1);
    expect(cli.out()).toContain('live');
    expect(cli.out()).toContain('doing: REQUEST_ACCEPTED');
  });

  it.each(['REQUEST_FAILED', 'REQUEST_CANCELLED'] as const)('fails if it ends with %s', async (reason) => {
    const { cli, code } = follow([BEGUN, STEP, withReason(reason)]);

    expect(await code).toBe(1);
    expect(cli.out()).toContain(reason);
  });

  it('fails at once if the tick that accepted it gave it up', async () => {
    const reasons = withReason('REQUEST_FAILED').reasons;

    expect(await follow([acceptedReport({ reasons })]).code).toBe(1);
  });

  it('continues after a cancel until the stopped tasks run again', async () => {
    const none = { useful: 6, target: 6, desired: 0, running: 0, pending: 0 };
    const stopped = { tasks: 6, for: 'rewind', since: '2026-11-24T11:59:00.000Z' };
    const cli = testCli([
      acceptedReport({ stopped, tasks: none }),
      sampleReport({ stopped, tasks: none }),
      DONE,
    ]);

    expect(await runCli(['cancel', '--yes', ...HERE], cli.context)).toBe(0);
    expect(cli.events).toHaveLength(3);
  });

  it('ends if another one is in progress', async () => {
    const other = sampleReport({
      manualOperation: { ...UNDER_WAY.manualOperation, id: 'somebody-else' },
    });

    expect(await follow([BEGUN, other]).code).toBe(0);
  });

  it('is left waiting if somebody pauses', async () => {
    const { cli, code } = follow([BEGUN, { ...STEP, paused: { since: '2026-11-24T12:00:00.000Z' } }]);

    expect(await code).toBe(0);
    expect(cli.err()).toContain(
      'waiting: the controller is paused. The command continues after spillway resume.',
    );
  });

  it('stays in the state after Ctrl-C, and says so', async () => {
    const { cli, code } = follow([BEGUN, STEP], {
      onWait: (running, number) => {
        if (number === 2) running.interrupt();
      },
    });

    expect(await code).toBe(130);
    expect(cli.events).toHaveLength(2);
    expect(cli.err()).toContain('The command stays in the state');
  });

  it('survives two failed ticks in a row, and any number while a scheduled tick runs', async () => {
    const { cli, code } = follow([BEGUN, DOWN, DOWN, STEP, BUSY, BUSY, BUSY, DOWN, DONE]);

    expect(await code).toBe(0);
    expect(cli.err()).toContain('KAFKA_UNREACHABLE No broker answers.');
    expect(cli.err()).toContain('a scheduled tick is running');
  });

  it('exits with the code of the third failure in a row', async () => {
    const { cli, code } = follow([BEGUN, DOWN]);

    expect(await code).toBe(1);
    expect(cli.events).toHaveLength(4);
  });
});

describe('a command that meets another tick', () => {
  it('is sent again unchanged, after growing pauses', async () => {
    const cli = testCli([BUSY, LOST, BEGUN, DONE]);

    expect(await runCli(['drain', '--yes', ...HERE], cli.context)).toBe(0);
    expect(cli.waitsMs).toEqual([500, 1_000, 1_000]);
    expect(cli.events.slice(0, 3)).toEqual(Array(3).fill({ action: 'drain', id: 'cli-id-1' }));
    expect(cli.err()).toContain('waiting: another tick is running. Trying again in 0.5 s.');
  });

  it.each([
    ['the function is busy', BUSY, 'LAMBDA_BUSY'],
    [
      'another tick holds the epoch',
      LOST,
      'TICK_BUSY Another tick was acting at the same time (another tick holds',
    ],
  ])('exits as busy if %s for too long', async (_name, reply, said) => {
    const cli = testCli([reply]);

    expect(await runCli(['reconcile', ...HERE], cli.context)).toBe(4);
    expect(cli.waitsMs).toEqual([500, 1_000, 2_000, 4_000, 7_500, 7_500]);
    expect(cli.err()).toContain(said);
  });

  it('exits at once on Ctrl-C', async () => {
    const cli = testCli([BUSY], { onWait: (running) => running.interrupt() });

    expect(await runCli(['drain', '--yes', ...HERE], cli.context)).toBe(130);
    expect(cli.events).toHaveLength(1);
  });
});

describe('every JSON answer', () => {
  const rewind = ['rewind', '--to', 'earliest'];
  const paused = { ...STEP, paused: { since: '2026-11-24T12:00:00.000Z' } };

  it.each<[string, string[], Reply[], string]>([
    ['a status', ['status'], [sampleReport({ outcome: 'looked' })], 'would-do'],
    ['a dry run', [...rewind, '--dry-run'], [PREVIEW], 'would-do'],
    ['a command in observe mode', ['drain', '--yes'], [PREVIEW], 'would-do'],
    ['a refused command', [...rewind, '--yes'], [REFUSED], 'cannot'],
    ['a command without consent', rewind, [], 'cannot'],
    ['an accepted command that is not followed', [...rewind, '--yes', '--no-follow'], [BEGUN], 'doing'],
    ['a command that waits', [...rewind, '--yes'], [BEGUN, paused], 'waiting'],
    ['a complete command', [...rewind, '--yes'], [BEGUN, STEP, DONE], 'done'],
    ['a command that was given up', [...rewind, '--yes'], [BEGUN, withReason('REQUEST_FAILED')], 'failed'],
    ['a failed tick', ['reconcile'], [DOWN], 'failed'],
    ['a tick that could not start', ['reconcile'], [BUSY], 'cannot'],
  ])('contains the outcome of %s', async (_name, args, replies, outcome) => {
    const cli = testCli(replies);

    await runCli([...args, '-o', 'json', ...HERE], cli.context);

    expect(JSON.parse(cli.out())).toMatchObject({ outcome });
  });
});

describe('the first line of text', () => {
  it.each<[string, string[], TickReport, RegExp]>([
    ['a status', ['status'], sampleReport({ outcome: 'looked' }), /^Status: nothing was changed\./],
    ['a dry run', ['drain', '--dry-run'], PREVIEW, /^Dry run of drain: nothing was changed\./],
    [
      'observe mode',
      ['reconcile'],
      sampleReport({ mode: 'observe', outcome: 'looked' }),
      /^Observe mode: nothing was changed\./,
    ],
    ['a refusal', ['drain', '--yes'], REFUSED, /^cannot: drain was refused\./],
    ['a command that was accepted', ['drain', '--yes', '--no-follow'], BEGUN, /^doing: drain was accepted/],
    ['a pause', ['pause'], acceptedReport(), /^done: pause was carried out\./],
  ])('says whether anything was changed: %s', async (_name, args, report, line) => {
    const cli = testCli([report]);

    await runCli([...args, ...HERE], cli.context);

    expect(cli.out()).toMatch(line);
  });
});

describe('--json', () => {
  it('prints one document to standard output, and everything else to standard error', async () => {
    const cli = testCli([PREVIEW, BEGUN, STEP, DONE], { answers: [true] });

    expect(await runCli(['rewind', '--to', 'earliest', '--json', ...HERE], cli.context)).toBe(0);
    expect(JSON.parse(cli.out())).toMatchObject({ phase: 'live', answer: { accepted: true } });
    expect(cli.err()).toContain('cost: at most 40,000 offsets');
  });

  it.each([
    ['a failure', DOWN, 1, 'KAFKA_UNREACHABLE'],
    ['something unexpected', new Error('what?'), 1, 'UNEXPECTED'],
    ['a busy controller', BUSY, 4, 'LAMBDA_BUSY'],
  ])('prints %s as a document too', async (_name, reply, exit, code) => {
    const cli = testCli([reply]);

    expect(await runCli(['status', '--json', ...HERE], cli.context)).toBe(exit);
    expect(JSON.parse(cli.out())).toMatchObject({ error: { code } });
  });
});
