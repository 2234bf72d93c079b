import { KillSwitch, type Moment } from '../../../local/crash/kill-switch';

/** What happened, in order, when these effects of lane `a` pass a switch that is armed for one of them. */
async function passing(effects: string[], key: string, moment: Moment) {
  const killSwitch = new KillSwitch();
  const happened: string[] = [];
  killSwitch.arm('a', {
    at: (each) => each === key,
    moment,
    kill: async () => void happened.push('killed'),
  });
  for (const name of effects) {
    await killSwitch.around({ lane: 'a', name }, async () => void happened.push(name));
  }
  return { happened, killedAt: killSwitch.killedAt('a') };
}

const TICK = ['PutParameter epoch', 'PutParameter state', 'DeleteParameter epoch'];
const STEP = [
  'PutParameter epoch',
  'PutParameter state',
  'UpdateService desiredCount 0',
  'DeleteParameter epoch',
];

describe('KillSwitch', () => {
  it('kills the controller after the effect', async () => {
    expect(await passing(TICK, 'step 0: begin, then 2: PutParameter state', 'after')).toEqual({
      happened: ['PutParameter epoch', 'PutParameter state', 'killed', 'DeleteParameter epoch'],
      killedAt: 'step 0: begin, then 2: PutParameter state',
    });
  });

  it('kills it before the effect, which then never happens', async () => {
    expect(await passing(TICK, 'step 0: begin, then 2: PutParameter state', 'before')).toEqual({
      happened: ['PutParameter epoch', 'killed', 'DeleteParameter epoch'],
      killedAt: 'step 0: begin, then 2: PutParameter state',
    });
  });

  it.each([
    ['no tick that only notes something', STEP],
    ['one', [...TICK, ...STEP]],
    ['two', [...TICK, ...TICK, ...STEP]],
  ])('recognises a step, and what follows it, after %s', async (_ticks, effects) => {
    const step = await passing(effects, 'step 1: UpdateService desiredCount 0', 'after');
    const next = await passing(
      effects,
      'step 1: UpdateService desiredCount 0, then 1: DeleteParameter epoch',
      'after',
    );

    expect(step.happened).toEqual([...effects.slice(0, -1), 'killed', 'DeleteParameter epoch']);
    expect(next.happened).toEqual([...effects, 'killed']);
  });

  it('ignores the effects of other lanes', async () => {
    const killSwitch = new KillSwitch();
    let killed = false;
    const kill = async () => {
      killed = true;
    };
    killSwitch.arm('a', { at: () => true, moment: 'after', kill });

    const answer = await killSwitch.around({ lane: 'b', name: 'OffsetCommit' }, async () => 'done');

    expect([answer, killed, killSwitch.killedAt('a')]).toEqual(['done', false, undefined]);
  });

  it('kills a controller once, and not the next one', async () => {
    const killSwitch = new KillSwitch();
    let kills = 0;
    const kill = async () => {
      kills += 1;
    };
    killSwitch.arm('a', { at: () => true, moment: 'after', kill });

    for (const name of STEP) await killSwitch.around({ lane: 'a', name }, async () => {});

    expect(kills).toBe(1);
  });
});
