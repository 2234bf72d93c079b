import type { TickResult } from '../../../lib/controller/tick';
import type { Command } from '../../../lib/core/vocabulary/command';
import type { MemoryWorld } from '../../_helpers/memory-world';
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

const REWIND: Command = { kind: 'rewind', to: { kind: 'offset', offset: 40n }, scope: {} };
const DRAIN: Command = { kind: 'drain' };
const inPhase = (phase: string) => (result: TickResult) => result.operation?.phase === phase;

/** A pipeline in the middle of its own flip. */
async function flipping(phase: string): Promise<MemoryWorld> {
  const made = quickWorld();
  await until(made, inPhase(phase));
  return made;
}

/** A live pipeline in the middle of a rewind, or of the arming of a drain. */
async function underWay(command: Command, done: (result: TickResult) => boolean): Promise<MemoryWorld> {
  const made = await liveWorld();
  const heard = await give(made, command);
  if (!done(heard)) await until(made, done);
  return made;
}

/** A drain by hand that has a backlog to work off. */
async function draining(): Promise<MemoryWorld> {
  const made = await liveWorld();
  made.stalled = true;
  made.produce('otlp_spans', 0, 50n);
  await give(made, DRAIN);
  await until(made, ({ request }) => request?.phase === 'drain');
  made.stalled = false;
  return made;
}

describe('a pause', () => {
  it.each<[string, () => Promise<MemoryWorld>]>([
    ['a flip, in phase stop', () => flipping('stop')],
    ['a flip, in phase down', () => flipping('down')],
    ['a flip, in phase up', () => flipping('up')],
    ['a rewind, in phase stop', () => underWay(REWIND, inPhase('stop'))],
    ['a rewind, in phase down', () => underWay(REWIND, inPhase('down'))],
    ['a rewind, in phase up', () => underWay(REWIND, inPhase('up'))],
    ['a drain that arms', () => underWay(DRAIN, ({ request }) => request?.phase === 'arm')],
    ['a drain that drains', () => draining()],
  ])('of %s changes nothing until resume, and then it goes on', async (_name, prepare) => {
    const made = await prepare();
    await give(made, { kind: 'pause' }, 'pause');
    const before = [made.desiredCount, storedOffset(made), made.effects.length];

    for (let count = 0; count < 5; count++) {
      const result = await minute(made);
      expect(typeof result === 'string' ? result : result.phase).toBe('paused');
    }

    // Only holds and the like are still noted.
    const acted = made.effects.slice(Number(before[2])).filter((each) => each !== 'state');
    expect([made.desiredCount, storedOffset(made), acted]).toEqual([before[0], before[1], []]);
    await give(made, { kind: 'resume' }, 'resume');
    const rest = await until(made, atRest, 60);
    expect(rest.pausedSinceMs).toBeUndefined();
    expect([made.desiredCount, made.skipped()]).toEqual([6, 0n]);
  });

  it('holds, and says what is unsafe meanwhile without acting on it', async () => {
    const made = await liveWorld();
    await give(made, { kind: 'pause' }, 'pause');
    made.partition('otlp_spans', 2).committed = 'none';

    const result = await minute(made);

    expect(typeof result === 'string' ? result : saidBy(result)).toEqual(['HOLD_PAUSED', 'ALARM_UNSAFE']);
    expect(made.desiredCount).toBe(6);
  });

  it('says that tasks stay stopped, where they are', async () => {
    const heard = await give(await flipping('down'), { kind: 'pause' }, 'pause');

    expect(heard.reasons[0]).toMatchObject({
      code: 'PAUSED',
      text: 'in the middle of a flip: its tasks stay stopped',
    });
  });

  it('keeps its first time when it is given twice', async () => {
    const made = await liveWorld();
    const first = await give(made, { kind: 'pause' }, 'a');

    const second = await give(made, { kind: 'pause' }, 'b');

    expect(second.pausedSinceMs).toBe(first.pausedSinceMs);
  });

  it('refuses operations until resume', async () => {
    const made = await liveWorld();
    await give(made, { kind: 'pause' }, 'pause');

    const heard = await give(made, DRAIN, 'drain');

    expect(heard.reasons[0]).toMatchObject({
      code: 'REQUEST_REFUSED',
      text: expect.stringContaining('paused'),
    });
  });

  it('of a pipeline that is not paused is no error to end', async () => {
    const heard = await give(await liveWorld(), { kind: 'resume' }, 'resume');

    expect(heard).toMatchObject({
      answer: { accepted: true },
      reasons: [{ code: 'RESUMED', text: 'it was not paused' }, {}],
    });
  });
});

describe('a cancel', () => {
  it.each<[string, () => Promise<MemoryWorld>]>([
    ['a rewind, in phase stop', () => underWay(REWIND, inPhase('stop'))],
    ['a rewind, in phase down', () => underWay(REWIND, inPhase('down'))],
    ['a flip, in phase stop', () => flipping('stop')],
    ['a flip, in phase down', () => flipping('down')],
  ])('of %s starts the tasks again on earliest', async (_name, prepare) => {
    const made = await prepare();

    const heard = await give(made, { kind: 'cancel' }, 'cancel');
    const rest = await until(made, (result) => atRest(result) && made.tasks.length > 0);

    expect(saidBy(heard)[0]).toBe('REQUEST_CANCELLED');
    expect([storedOffset(made), made.desiredCount, rest.request]).toEqual(['earliest', 6, undefined]);
    expect(made.skipped()).toBe(0n);
  });

  it('of a rewind before its commits are made leaves them', async () => {
    const made = await underWay(REWIND, inPhase('stop'));
    made.stalled = true;

    await give(made, { kind: 'cancel' }, 'cancel');
    await until(made, atRest);

    expect(commits(made)).toBe('100 100 100 100 100 100');
  });

  it('of a rewind after its commits are made says so', async () => {
    const made = await underWay(REWIND, says('OFFSETS_MOVED'));

    const heard = await give(made, { kind: 'cancel' }, 'cancel');

    expect(heard.reasons[0]?.text).toBe('rewind; commits may have been moved already');
  });

  it.each<[string, () => Promise<MemoryWorld>, string]>([
    ['drain, in its phase drain', () => draining(), 'drain'],
    ['drain that arms', () => underWay(DRAIN, ({ request }) => request?.phase === 'arm'), 'drain'],
    [
      'expansion that arms',
      () =>
        underWay(
          { kind: 'expand', signal: 'traces', partitions: 8 },
          ({ request }) => request?.phase === 'arm',
        ),
      'expand',
    ],
  ])('of a %s ends it, and the pipeline goes on by itself', async (_name, prepare, what) => {
    const made = await prepare();

    const heard = await give(made, { kind: 'cancel' }, 'cancel');
    const rest = await until(
      made,
      ({ flip, operation }) => flip?.verified === true && operation === undefined,
    );

    expect(heard.reasons[0]).toMatchObject({
      code: 'REQUEST_CANCELLED',
      text: expect.stringContaining(what),
    });
    expect([rest.request, made.topics.get('otlp_spans')?.length, made.skipped()]).toEqual([undefined, 6, 0n]);
  });

  it('of nothing is refused', async () => {
    const heard = await give(await liveWorld(), { kind: 'cancel' }, 'cancel');

    expect(heard.reasons[0]).toMatchObject({ code: 'REQUEST_REFUSED', text: 'nothing is under way' });
  });

  it('of a re-arm is refused: it keeps records from being lost', async () => {
    const made = await liveWorld();
    made.partition('otlp_spans', 2).committed = 'none';
    await until(made, inPhase('stop'));

    const heard = await give(made, { kind: 'cancel' }, 'cancel');

    expect(heard).toMatchObject({ answer: { accepted: false }, operation: { purpose: 'rearm' } });
    expect(heard.reasons[0]?.text).toContain('keeps records from being lost');
  });
});
