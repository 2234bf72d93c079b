import { renderProcessing } from '../../../lib/collector';
import { type TickResult, tick } from '../../../lib/controller/tick';
import { SpillwayError } from '../../../lib/errors';
import { Killed, MemoryWorld } from '../../_helpers/memory-world';
import { testSpec } from '../../_helpers/pipeline';
import { minute, saidBy, storedOffset, until } from '../../_helpers/ticking';

/** A world under earliest whose traces topic has a backlog in every partition. */
function world(policy: Record<string, string> = {}): MemoryWorld {
  const made = new MemoryWorld(testSpec({ stableFor: '2m', metadataRefresh: '1m', ...policy }));
  made.put('/spillway/test/config', renderProcessing(made.spec, 'earliest'));
  made.nowMs += 1_000;
  for (let partition = 0; partition < 6; partition++) made.produce('otlp_spans', partition, 100n);
  made.settle();
  return made;
}

/** A recreate that waits for its time-outs takes long. */
const run = (made: MemoryWorld, done: (result: TickResult) => boolean) => until(made, done, 60);

const has = (code: string) => (result: TickResult) => result.reasons.some((each) => each.code === code);
const phase = (name: string) => (result: TickResult) => result.operation?.phase === name;
const verified = (result: TickResult) => result.flip?.verified === true;
async function live(policy: Record<string, string> = {}): Promise<MemoryWorld> {
  const made = world(policy);
  await run(made, verified);
  return made;
}

describe('the end of a recreate', () => {
  it('starts no more tasks than are of use, however many there were', async () => {
    const made = await live();
    made.desiredCount = 12;
    made.settle();
    made.partition('otlp_spans', 2).committed = 'none';

    await run(made, has('TASKS_STARTED'));

    expect(made.desiredCount).toBe(6);
  });

  it('is not verified before what came while the tasks were gone has been read', async () => {
    const made = world();
    await run(made, phase('stop'));
    made.stalled = true;
    made.produce('otlp_spans', 1, 5n);
    await run(made, phase('up'));
    made.nowMs -= 55_000;

    const early = await tick(made.dependencies(), { kind: 'reconcile' });

    expect(saidBy(early)).toEqual(['VERIFYING']);
    made.stalled = false;
    await run(made, verified);
  });

  it('does not call a flip verified when somebody stored earliest meanwhile', async () => {
    const made = world();
    await run(made, phase('up'));
    made.edit((config) => config.replace('initial_offset: latest', 'initial_offset: earliest'));

    const result = await run(made, ({ operation }) => operation === undefined);

    expect(saidBy(result)).not.toContain('FLIP_VERIFIED');
  });

  it('does not say that tasks run on earliest when somebody stored latest meanwhile', async () => {
    const made = await live();
    made.partition('otlp_spans', 2).committed = 'none';
    await run(made, phase('up'));
    made.edit((config) => config.replace('initial_offset: earliest', 'initial_offset: latest'));

    const result = await run(made, ({ operation }) => operation === undefined);

    expect(saidBy(result)).not.toContain('REARM_VERIFIED');
  });

  it('turns a re-arm around again when somebody stored latest into a gap meanwhile', async () => {
    const made = await live();
    made.partition('otlp_spans', 2).committed = 'none';
    await run(made, phase('up'));
    made.edit((config) => config.replace('initial_offset: earliest', 'initial_offset: latest'));
    made.addPartitions('otlp_spans', 1);

    const result = await tick(made.dependencies(), { kind: 'reconcile' });

    expect(saidBy(result)).toEqual(expect.arrayContaining(['REARM_NO_COMMIT', 'CONFIG_STORED']));
    expect(storedOffset(made)).toBe('earliest');
    await run(made, verified);
    expect(made.skipped()).toBe(0n);
  });
});

describe('a config that does not say initial_offset', () => {
  // The receiver's default is latest.
  it('is on latest, and gets the line with a re-arm', async () => {
    const made = world();
    made.edit((config) => config.replace(/\n\s*initial_offset: earliest/, ''));

    const result = await run(made, ({ operation }) => operation === undefined);

    expect(saidBy(result)).toContain('REARM_VERIFIED');
    expect(storedOffset(made)).toBe('earliest');
    expect(made.skipped()).toBe(0n);
  });
});

describe('a config whose initial_offset cannot be edited in place', () => {
  // What only the environment knows counts as latest.
  it('holds instead of stopping tasks that could not be started again', async () => {
    const made = world();
    made.edit((config) => config.replace('initial_offset: earliest', 'initial_offset: ${env:OFFSET}'));

    const result = await tick(made.dependencies(), { kind: 'reconcile' });

    expect(saidBy(result)).toContain('HOLD_CONFIG_NOT_EDITABLE');
    expect(made.desiredCount).toBeGreaterThan(0);
  });

  it('holds the flip', async () => {
    const made = world();
    made.edit((config) => config.replace('initial_offset: earliest', 'initial_offset: "\\x65arliest"'));

    const result = await run(made, ({ phase: now }) => now === 'held');

    expect(saidBy(result)).toContain('HOLD_CONFIG_NOT_EDITABLE');
    expect(made.desiredCount).toBe(6);
  });

  it('never starts tasks on latest into a gap when it became so while they were gone', async () => {
    const made = await live();
    made.partition('otlp_spans', 2).committed = 'none';
    await run(made, phase('stop'));
    made.edit((config) => config.replace('initial_offset: latest', 'initial_offset: "\\x6catest"'));

    const result = await run(made, has('HOLD_CONFIG_NOT_EDITABLE'));

    expect(result.action).toBeUndefined();
    expect(made.desiredCount).toBe(0);
    made.edit((config) => config.replace('"\\x6catest"', 'latest'));
    await run(made, has('REARM_VERIFIED'));
    expect(made.skipped()).toBe(0n);
  });
});

describe('a flip that cannot go on while the tasks are gone', () => {
  const refuse = (made: MemoryWorld, effect: string) => {
    made.onEffect = (each, when) => {
      if (each === effect && when === 'before') throw new SpillwayError('REFUSED', 'No right.', 'Grant it.');
    };
  };

  it.each(['config', 'commit'])(
    'starts again on earliest when the %s is refused for long',
    async (effect) => {
      const made = world({ phaseTimeout: '5m' });
      refuse(made, effect);
      await run(made, phase('stop'));

      await run(made, has('REARM_VERIFIED'));

      expect([storedOffset(made), made.desiredCount]).toEqual(['earliest', 6]);
      expect(saidBy(await run(made, ({ phase: now }) => now === 'held'))).toEqual(['HOLD_RETRY_LATER']);
    },
  );

  it('starts again on earliest when somebody else stays in the group', async () => {
    const made = world({ phaseTimeout: '5m' });
    await run(made, phase('stop'));
    made.lingering = 1;

    await run(made, has('TASKS_STARTED'));

    expect([storedOffset(made), made.desiredCount]).toEqual(['earliest', 6]);
  });

  it('is not tried again at once when something keeps starting tasks', async () => {
    const made = world();
    await run(made, phase('stop'));
    made.desiredCount = 6;
    // All were gone once, then some were started.
    made.tasks = [];
    made.desiredCount = 0;
    await tick(made.dependencies(), { kind: 'reconcile' });
    made.desiredCount = 2;
    made.settle();
    await run(made, has('FLIP_GIVEN_UP'));

    const result = await run(made, ({ phase: now }) => now === 'held');

    expect(saidBy(result)).toEqual(['HOLD_RETRY_LATER', 'HOLD_EXTERNAL_COUNT']);
  });

  it('goes on when the pause is over', async () => {
    const made = world({ phaseTimeout: '5m' });
    await run(made, phase('stop'));
    made.settle();
    const lost = made.partition('otlp_spans', 1);
    lost.logStart = 150n;
    lost.logEnd = 200n;
    await run(made, has('FLIP_GIVEN_UP'));

    await run(made, verified);

    expect(storedOffset(made)).toBe('latest');
  });
});

describe('what is remembered of latest', () => {
  it('is nothing after a flip that was given up before latest was stored: nothing is read twice', async () => {
    const made = world({ phaseTimeout: '1m' });
    // Killed on the way to storing latest, then started by a person.
    made.onEffect = (effect, when) => {
      if (effect === 'config' && when === 'before') throw new Killed();
    };
    for (let count = 0; (await minute(made)) !== 'KILLED' && count < 30; count++);
    made.onEffect = () => {};
    made.desiredCount = 6;
    await run(made, has('FLIP_GIVEN_UP'));
    made.addPartitions('otlp_spans', 1);
    made.produce('otlp_spans', 6, 50n);
    await run(made, phase('stop'));
    made.addPartitions('otlp_spans', 1);

    const seeded = await run(made, has('OFFSETS_SEEDED'));

    expect(seeded.action).toMatchObject({ offsets: [{ topic: 'otlp_spans', partition: 7, offset: 0n }] });
    await run(made, verified);
    expect(made.partition('otlp_spans', 6).committed).toBe(50n);
  });

  it('is repaired in a recreate of its own when the partition could not be read during the re-arm', async () => {
    const made = await live();
    made.addPartitions('otlp_spans', 1);
    made.produce('otlp_spans', 6, 55n);
    const late = made.partition('otlp_spans', 6);
    late.committed = 55n;
    await run(made, phase('stop'));
    late.leaderless = true;
    await run(made, has('REARM_VERIFIED'));
    expect(made.desiredCount).toBe(6);
    late.leaderless = false;

    await run(made, has('REPAIR_STARTED'));
    const repaired = await run(made, has('OFFSETS_REPAIRED'));

    expect(repaired.action).toMatchObject({ offsets: [{ topic: 'otlp_spans', partition: 6, offset: 0n }] });
    expect(storedOffset(made)).toBe('earliest');
    await run(made, verified);
  });

  it('keeps the pipeline running when the repair is refused, and does not flip over it', async () => {
    const made = await live({ phaseTimeout: '5m' });
    made.addPartitions('otlp_spans', 1);
    made.produce('otlp_spans', 6, 55n);
    made.partition('otlp_spans', 6).committed = 55n;
    made.onEffect = (effect, when) => {
      if (effect === 'commit' && when === 'before')
        throw new SpillwayError('REFUSED', 'No right.', 'Grant it.');
    };

    await run(made, has('REARM_VERIFIED'));

    expect([storedOffset(made), made.desiredCount]).toEqual(['earliest', 6]);
    const held = await run(made, has('HOLD_RETRY_LATER'));
    expect(held.operation).toBeUndefined();
    made.onEffect = () => {};
    await run(made, has('OFFSETS_REPAIRED'));
  });
});

describe('a tick that seeds', () => {
  it('leaves the check before the commit to Kafka, and reads back what it did', async () => {
    const made = world();
    await run(made, phase('stop'));
    made.kafkaCalls.length = 0;

    const result = await tick(made.dependencies(), { kind: 'reconcile' });

    expect(result.action).toMatchObject({ kind: 'commit-offsets', purpose: 'seed' });
    expect([...made.kafkaCalls].sort()).toEqual(['commitWhileEmpty', 'committedOffsets', 'describeGroup']);
  });
});

describe('a clock that jumps back', () => {
  it('does not hold the flip until the old time comes again', async () => {
    const made = world();
    await run(made, ({ phase: now }) => now === 'settling');
    made.nowMs -= 86_400_000;

    await run(made, verified);
  });
});
