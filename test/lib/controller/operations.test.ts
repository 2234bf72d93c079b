import { tick } from '../../../lib/controller/tick';
import type { Command } from '../../../lib/core/vocabulary/command';
import {
  atRest,
  commits,
  give,
  liveWorld,
  minute,
  quickWorld,
  saidBy,
  says,
  storedOffset,
  until,
} from '../../_helpers/ticking';

describe('a drain by hand', () => {
  it('of a live pipeline arms, drains, flips and settles, skipping nothing', async () => {
    const made = await liveWorld();
    const phases = new Set<string>();

    const heard = await give(made, { kind: 'drain' });
    await until(made, (result) => {
      if (result.request) phases.add(result.request.phase);
      return says('REQUEST_DONE')(result);
    });

    expect(heard).toMatchObject({ answer: { accepted: true, cost: { offsets: 0n, pauseSeconds: 100 } } });
    expect(saidBy(heard)).toEqual(
      expect.arrayContaining(['REQUEST_ACCEPTED', 'REARM_FOR_REQUEST', 'REARM_STARTED', 'TASKS_STOPPED']),
    );
    expect([...phases].slice(0, 1)).toEqual(['arm']);
    expect(phases).toContain('flip');
    expect([storedOffset(made), made.desiredCount, made.skipped()]).toEqual(['latest', 6, 0n]);
  });

  it('of a pipeline on earliest needs no arming', async () => {
    const made = quickWorld();

    const heard = await give(made, { kind: 'drain' });
    await until(made, says('REQUEST_DONE'));

    expect(heard.request?.phase).toBe('drain');
    expect(storedOffset(made)).toBe('latest');
  });

  it('settles on the steady number, one even step a cool-down', async () => {
    const made = quickWorld({ scaleInCoolDown: '2m' }, { steady: 2 });
    await give(made, { kind: 'drain' });

    await until(made, says('REQUEST_DONE'));

    expect(made.desiredCount).toBe(2);
  });
});

describe('a rewind by hand', () => {
  it.each<[string, Command, string]>([
    ['everything to the beginning', { kind: 'rewind', to: { kind: 'earliest' }, scope: {} }, '0 0 0 0 0 0'],
    [
      'some partitions to an offset',
      {
        kind: 'rewind',
        to: { kind: 'offset', offset: 40n },
        scope: { topic: 'otlp_spans', partitions: [1, 3] },
      },
      '100 40 100 40 100 100',
    ],
  ])('moves %s, and ends on earliest', async (_name, command, expected) => {
    const made = await liveWorld();
    made.stalled = true;

    await give(made, command);
    const done = await until(made, says('REQUEST_DONE'));

    expect(commits(made)).toBe(expected);
    expect([storedOffset(made), made.desiredCount, done.phase]).toEqual(['earliest', 6, 'draining']);
  });

  it('goes to a time: the first record written since', async () => {
    const made = await liveWorld();
    const atMs = made.nowMs;
    made.produce('otlp_spans', 2, 30n);
    made.settle();
    made.stalled = true;

    const heard = await give(made, { kind: 'rewind', to: { kind: 'time', atMs }, scope: {} });
    await until(made, says('REQUEST_DONE'));

    expect(heard.answer?.cost).toMatchObject({ offsets: 30n, partitions: 1 });
    expect(commits(made)).toBe('100 100 100 100 100 100');
  });

  it('is followed by a flip of its own, once that is read again', async () => {
    const made = await liveWorld();
    await give(made, { kind: 'rewind', to: { kind: 'earliest' }, scope: {} });
    await until(made, says('REQUEST_DONE'));

    await until(made, ({ flip }) => flip?.verified === true);

    expect(storedOffset(made)).toBe('latest');
  });

  it('shows its cost in a preview, and changes nothing', async () => {
    const made = await liveWorld();
    const before = made.effects.length;

    const preview = await tick(made.dependencies(), {
      kind: 'preview',
      command: { id: 'c1', command: { kind: 'rewind', to: { kind: 'earliest' }, scope: {} } },
    });

    expect(preview).toMatchObject({
      outcome: 'looked',
      answer: { accepted: true, cost: { offsets: 600n, partitions: 6, pauseSeconds: 100 } },
    });
    expect(made.effects).toHaveLength(before);
  });
});

describe('a skip by hand', () => {
  it('gives up what is left, to the end that was there when it was made', async () => {
    const made = quickWorld();
    made.stalled = true;
    await until(made, says('SCALE_OUT'));
    for (let partition = 0; partition < 6; partition++) made.produce('otlp_spans', partition, 50n);

    const heard = await give(made, { kind: 'skip', to: { kind: 'latest' }, scope: {} });
    await until(made, says('REQUEST_DONE'));

    expect(heard.answer?.cost).toMatchObject({ offsets: 300n, partitions: 6, minutes: 0 });
    expect(commits(made)).toBe('150 150 150 150 150 150');
    expect(storedOffset(made)).toBe('earliest');
  });

  it('goes to a time: what was written before is given up', async () => {
    const made = quickWorld();
    made.stalled = true;
    await until(made, says('SCALE_OUT'));
    made.produce('otlp_spans', 0, 10n);
    made.nowMs += 60_000;
    const atMs = made.nowMs;
    made.produce('otlp_spans', 0, 5n);

    await give(made, { kind: 'skip', to: { kind: 'time', atMs }, scope: {} });
    await until(made, says('REQUEST_DONE'));

    expect(commits(made)).toBe('110 100 100 100 100 100');
  });
});

describe('a repair by hand', () => {
  it('sets a topic back to its log start', async () => {
    const made = await liveWorld();
    made.partition('otlp_spans', 4).logStart = 30n;
    made.stalled = true;

    await give(made, { kind: 'repair', scope: { topic: 'otlp_spans', partitions: [4, 5] } });
    const done = await until(made, says('REQUEST_DONE'));

    expect(commits(made)).toBe('100 100 100 100 30 0');
    expect(done.request).toBeUndefined();
  });

  it('is refused without a scope, where nothing is known to have met latest uncovered', async () => {
    const made = await liveWorld();

    const heard = await give(made, { kind: 'repair', scope: {} });

    expect(heard.answer?.accepted).toBe(false);
    expect(saidBy(heard)).toContain('REQUEST_REFUSED');
  });
});

describe('an expansion by hand', () => {
  it('of a live pipeline arms, adds, waits until all is read, and flips again: nothing is skipped', async () => {
    const made = await liveWorld();

    await give(made, { kind: 'expand', signal: 'traces', partitions: 8 });
    await until(made, says('PARTITIONS_ADDED'));
    expect(storedOffset(made)).toBe('earliest');
    made.produce('otlp_spans', 7, 40n);
    await until(made, says('REQUEST_DONE'));
    await until(made, ({ flip }) => flip?.verified === true);

    expect([made.topics.get('otlp_spans')?.length, made.skipped(), made.desiredCount]).toEqual([8, 0n, 8]);
  });

  it('is not done before every new partition with records is read', async () => {
    const made = quickWorld();
    await until(made, says('SCALE_OUT'));
    await give(made, { kind: 'expand', signal: 'traces', partitions: 7 });
    made.stalled = true;
    made.produce('otlp_spans', 6, 1n);

    const waiting = await until(made, ({ request }) => request?.phase === 'assign');
    const still = await minute(made);

    expect([waiting.request?.phase, typeof still === 'string' ? still : still.request?.phase]).toEqual([
      'assign',
      'assign',
    ]);
    made.stalled = false;
    await until(made, says('REQUEST_DONE'));
  });

  it.each<[string, Command, string]>([
    [
      'to as many as there are',
      { kind: 'expand', signal: 'traces', partitions: 6 },
      'has 6 partitions already',
    ],
    [
      'of a signal without a topic',
      { kind: 'expand', signal: 'logs', partitions: 9 },
      'the pipeline has no logs',
    ],
  ])('%s is refused', async (_name, command, text) => {
    const heard = await give(quickWorld(), command);

    expect(heard.answer).toMatchObject({ accepted: false });
    expect(heard.reasons[0]?.text).toContain(text);
  });
});

describe('one operation at a time', () => {
  const REWIND: Command = { kind: 'rewind', to: { kind: 'earliest' }, scope: {} };

  it('begins: the second is refused, and the first goes on', async () => {
    const made = await liveWorld();
    await give(made, REWIND, 'first');

    const second = await give(made, { kind: 'drain' }, 'second');

    expect(second.answer?.accepted).toBe(false);
    expect(second.reasons[0]?.text).toContain('a rewind is under way');
    await until(made, says('REQUEST_DONE'));
  });

  it('begins once, though its event is delivered twice, and again when it is through', async () => {
    const made = await liveWorld();
    await give(made, REWIND, 'same');
    const again = await give(made, REWIND, 'same');
    await until(made, says('REQUEST_DONE'));
    const commitsMade = made.effects.filter((each) => each === 'commit').length;
    const late = await give(made, REWIND, 'same');

    expect([saidBy(again)[0], saidBy(late)[0]]).toEqual(['REQUEST_REPEATED', 'REQUEST_REPEATED']);
    expect(late.request).toBeUndefined();
    expect(made.effects.filter((each) => each === 'commit')).toHaveLength(commitsMade);
  });

  it('is refused in observe mode', async () => {
    const made = quickWorld({ mode: 'observe' });

    const heard = await give(made, REWIND);

    expect(heard).toMatchObject({ outcome: 'looked', answer: { accepted: false } });
    expect(made.effects).toEqual([]);
  });

  it.each<[string, (made: Awaited<ReturnType<typeof liveWorld>>) => void, string]>([
    [
      'a partition that cannot be read',
      (made) => (made.partition('otlp_spans', 1).leaderless = true),
      'HOLD_PARTITION_UNKNOWN',
    ],
    [
      'an unknown commit',
      (made) => (made.partition('otlp_spans', 1).committed = 'unknown'),
      'HOLD_PARTITION_UNKNOWN',
    ],
    ['a topic that is not there', (made) => made.topics.delete('otlp_spans'), 'HOLD_TOPIC_MISSING'],
  ])('that moves commits is refused with %s', async (_name, change, code) => {
    const made = await liveWorld();
    change(made);
    const before = made.effects.filter((each) => each === 'commit').length;

    const heard = await give(made, REWIND);

    expect(heard.answer?.accepted).toBe(false);
    expect(saidBy(heard)).toContain(code);
    expect(made.effects.filter((each) => each === 'commit')).toHaveLength(before);
  });

  it.each<[string, Command, string]>([
    [
      'topic',
      { kind: 'rewind', to: { kind: 'earliest' }, scope: { topic: 'other' } },
      'other is no topic of this group',
    ],
    [
      'partition',
      { kind: 'skip', to: { kind: 'latest' }, scope: { topic: 'otlp_spans', partitions: [2, 9, 12] } },
      'otlp_spans has no partition 9, 12',
    ],
  ])('that names a %s that is not there is refused', async (_name, command, text) => {
    const heard = await give(await liveWorld(), command);

    expect(heard.answer?.accepted).toBe(false);
    expect(heard.reasons[0]?.text).toContain(text);
  });

  it('has failed, with the tasks running on earliest, when what it moves cannot be read for maxPause', async () => {
    const made = await liveWorld();
    await give(made, REWIND);
    made.partition('otlp_spans', 1).leaderless = true;

    await until(made, says('REQUEST_FAILED'));
    const rest = await until(made, atRest);

    expect([storedOffset(made), made.desiredCount, rest.request]).toEqual(['earliest', 6, undefined]);
    expect(commits(made)).toBe('100 100 100 100 100 100');
  });
});
