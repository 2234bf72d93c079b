import { renderProcessing } from '../../../lib/collector';
import { tick } from '../../../lib/controller/tick';
import { Killed, MemoryWorld } from '../../_helpers/memory-world';
import { testSpec } from '../../_helpers/pipeline';

const QUICK = { stableFor: '2m', metadataRefresh: '1m' };

/** A world with a backlog in all partitions of the traces topic but `idle`. */
function world(policy: Record<string, string> = {}, idle: number[] = []): MemoryWorld {
  const made = new MemoryWorld(testSpec({ ...QUICK, ...policy }));
  made.put('/spillway/test/config', renderProcessing(made.spec, 'earliest'));
  made.nowMs += 1_000;
  for (let partition = 0; partition < 6; partition++) {
    if (!idle.includes(partition)) made.produce('otlp_spans', partition, 100n);
  }
  made.settle();
  return made;
}

/** Ticks once a minute until `done`, or gives up. */
async function run(
  made: MemoryWorld,
  done: (result: Awaited<ReturnType<typeof tick>>) => boolean,
  limit = 40,
) {
  const codes: string[] = [];
  for (let count = 0; count < limit; count++) {
    const result = await tick(made.dependencies(), { kind: 'reconcile' }).catch((error) => {
      if (error instanceof Killed) return undefined;
      throw error;
    });
    if (result) codes.push(...result.reasons.map(({ code }) => code));
    if (result && done(result)) return { result, codes };
    made.settle();
    made.nowMs += 60_000;
  }
  throw new Error(`not reached; reasons so far: ${[...new Set(codes)].join(', ')}`);
}

const storedOffset = (made: MemoryWorld) =>
  /initial_offset: (\w+)/.exec(made.parameters.get('/spillway/test/config')?.value ?? '')?.[1];

describe('a tick', () => {
  it('scales to the partitions first, whatever else is to be done', async () => {
    const made = world();

    const result = await tick(made.dependencies(), { kind: 'reconcile' });

    expect(result).toMatchObject({ outcome: 'acted', action: { kind: 'set-desired-count', from: 1, to: 6 } });
    expect(made.desiredCount).toBe(6);
  });

  it('writes nothing when nothing changed', async () => {
    const made = world();
    await run(made, ({ phase }) => phase === 'live');
    const before = made.effects.length;
    made.nowMs += 60_000;

    const result = await tick(made.dependencies(), { kind: 'reconcile' });

    expect(result.outcome).toBe('unchanged');
    expect(made.effects).toHaveLength(before);
  });

  it('flips by recreate, with idle partitions seeded while the group is Empty, before latest is stored', async () => {
    const made = world({}, [4]);

    const { codes } = await run(made, ({ flip }) => flip?.verified === true);

    expect(storedOffset(made)).toBe('latest');
    expect(codes.filter((code) => /^(TASKS|OFFSETS|CONFIG)_/.test(code))).toEqual([
      'TASKS_STOPPED',
      'OFFSETS_SEEDED',
      'CONFIG_STORED',
      'TASKS_STARTED',
    ]);
    made.produce('otlp_spans', 4, 7n);
    made.settle();
    expect(made.skipped()).toBe(0n);
    expect(made.desiredCount).toBe(6);
  });

  it('holds under wait, names the partition, and changes nothing', async () => {
    const made = world({ idlePartitions: 'wait' }, [4]);
    // Metrics and logs are idle as well: give them a record, so that one partition is left.
    for (const topic of ['otlp_metrics', 'otlp_logs']) for (const p of [0, 1, 2]) made.produce(topic, p, 1n);

    const { result } = await run(made, ({ phase }) => phase === 'held');

    expect(result.reasons).toMatchObject([
      { code: 'HOLD_NO_COMMIT', where: [{ topic: 'otlp_spans', partitions: [4] }] },
    ]);
    expect(storedOffset(made)).toBe('earliest');
    expect(made.effects.filter((effect) => effect === 'count')).toHaveLength(1);
  });

  it('waits for lingering members before it commits or stores anything', async () => {
    const made = world();
    await run(made, ({ operation }) => operation?.phase === 'stop');
    made.lingering = 2;
    made.settle();

    const waiting = await tick(made.dependencies(), { kind: 'reconcile' });

    expect(waiting.reasons.map(({ code }) => code)).toEqual(['WAITING_GROUP_EMPTY']);
    made.lingering = 0;
    await run(made, ({ flip }) => flip?.verified === true);
  });

  it('calls the flip off, and starts again beside them, when others keep the group from becoming Empty', async () => {
    const made = world();
    await run(made, ({ operation }) => operation?.phase === 'stop');
    made.lingering = 2;

    const { codes } = await run(made, ({ reasons }) => reasons.some(({ code }) => code === 'REARM_VERIFIED'));

    expect(codes).toContain('FLIP_GIVEN_UP');
    expect([storedOffset(made), made.desiredCount]).toEqual(['earliest', 6]);
  });

  it('gives a commit past the log end its code, instead of calling it a backlog', async () => {
    const made = world();
    made.settle();
    made.partition('otlp_spans', 1).committed = 500n;

    const { result } = await run(made, ({ phase }) => phase === 'held');

    expect(result.reasons.map(({ code }) => code)).toContain('HOLD_COMMIT_OUT_OF_RANGE');
  });

  it('seeds a partition that appears while the group is Empty, and covers it', async () => {
    const made = world();
    await run(made, ({ operation }) => operation?.phase === 'stop');
    made.settle();
    made.addPartitions('otlp_spans', 2);
    made.produce('otlp_spans', 7, 50n);

    const { codes } = await run(made, ({ flip }) => flip?.verified === true);
    made.settle();

    expect(codes).not.toContain('REARM_STARTED');
    expect(made.partition('otlp_spans', 7).committed).toBe(50n);
    expect(made.skipped()).toBe(0n);
  });

  it('re-arms when a partition is added under latest, and sets back what met latest uncovered', async () => {
    const made = world();
    await run(made, ({ flip }) => flip?.verified === true);
    made.settle();
    // The receiver found the partition late: 50 records were skipped, then 5 read and committed.
    made.addPartitions('otlp_spans', 1);
    made.produce('otlp_spans', 6, 55n);
    made.partition('otlp_spans', 6).committed = 55n;

    const { codes } = await run(made, ({ reasons }) => reasons.some(({ code }) => code === 'REARM_VERIFIED'));

    expect(codes).toEqual(expect.arrayContaining(['REARM_STARTED', 'OFFSETS_REPAIRED']));
    const repair = made.effects.lastIndexOf('commit');
    expect(made.effects.indexOf('config', repair)).toBeGreaterThan(repair);
  });

  it('re-arms when a commit is lost under latest', async () => {
    const made = world();
    await run(made, ({ flip }) => flip?.verified === true);
    made.partition('otlp_spans', 2).committed = 'none';

    const result = await tick(made.dependencies(), { kind: 'reconcile' });

    expect(result).toMatchObject({
      operation: { purpose: 'rearm' },
      action: { kind: 'set-desired-count', to: 0 },
    });
  });

  it('re-arms a stopped service too, without starting it', async () => {
    // Prepare: flipped, then stopped by a person; meanwhile a partition is added.
    const made = world();
    await run(made, ({ flip }) => flip?.verified === true);
    made.desiredCount = 0;
    made.settle();
    made.addPartitions('otlp_spans', 1);
    made.produce('otlp_spans', 6, 5n);

    // Act
    const { codes } = await run(made, ({ reasons }) =>
      reasons.some(({ code }) => code === 'HOLD_SERVICE_STOPPED'),
    );

    // Assess
    expect(codes).toEqual(expect.arrayContaining(['REARM_STARTED', 'CONFIG_STORED', 'REARM_VERIFIED']));
    expect([storedOffset(made), made.desiredCount]).toEqual(['earliest', 0]);
    const state = JSON.parse(made.parameters.get('/spillway/test/state')?.value ?? '{}');
    expect(state).not.toHaveProperty('covered');
    made.desiredCount = 1;
    made.settle();
    expect(made.skipped()).toBe(0n);
  });

  it('lets a person who stopped the service have it so', async () => {
    const made = world();
    made.desiredCount = 0;
    made.settle();

    const result = await tick(made.dependencies(), { kind: 'reconcile' });

    expect(result.reasons.map(({ code }) => code)).toEqual(['HOLD_SERVICE_STOPPED']);
    expect(made.desiredCount).toBe(0);
  });

  it('writes nothing in observe mode, and says what it would do', async () => {
    const made = world({ mode: 'observe' });

    const result = await tick(made.dependencies(), { kind: 'reconcile' });

    expect(result).toMatchObject({ outcome: 'looked', note: expect.stringContaining('desiredCount 1 -> 6') });
    expect(made.effects).toEqual([]);
  });

  it('writes nothing when it is only asked for a report', async () => {
    const made = world();

    await tick(made.dependencies(), { kind: 'report' });

    expect(made.effects).toEqual([]);
  });

  it('lets one of two ticks at once act', async () => {
    const made = world();

    const results = await Promise.all([
      tick(made.dependencies('a'), { kind: 'reconcile' }),
      tick(made.dependencies('b'), { kind: 'reconcile' }),
    ]);

    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['acted', 'lost']);
    expect(made.effects.filter((effect) => effect === 'count')).toHaveLength(1);
  });
});

describe('a tick killed at any effect', () => {
  it.each(['before', 'after'] as const)(
    '%s it, one after another, ends the same and skips nothing',
    async (when) => {
      // The reference run says how many effects there are.
      const whole = world({}, [4]);
      await run(whole, ({ flip }) => flip?.verified === true);

      for (let victim = 0; victim < whole.effects.length; victim++) {
        const made = world({}, [4]);
        let seen = 0;
        made.onEffect = (_effect, moment) => {
          if (moment === when && seen++ === victim) throw new Killed();
        };
        await run(made, ({ flip }) => flip?.verified === true, 60);
        made.produce('otlp_spans', 4, 3n);
        made.settle();
        expect([victim, storedOffset(made), made.desiredCount, made.skipped()]).toEqual([
          victim,
          'latest',
          6,
          0n,
        ]);
      }
    },
  );
});

describe('bad input changes nothing', () => {
  it.each([
    [
      'a config that is missing',
      (made: MemoryWorld) => made.parameters.delete('/spillway/test/config'),
      'CONFIG_PARAMETER_MISSING',
    ],
    [
      'a state that is no JSON',
      (made: MemoryWorld) => made.put('/spillway/test/state', '{"version":1,'),
      'STATE_MALFORMED',
    ],
    [
      'a state of a newer version',
      (made: MemoryWorld) => made.put('/spillway/test/state', '{"version":99}'),
      'STATE_FROM_NEWER',
    ],
    [
      'a negative offset in the state',
      (made: MemoryWorld) =>
        made.put(
          '/spillway/test/state',
          '{"version":1,"watermarks":{"a/0":{"logEnd":"-5","notedAtMs":1}},"watch":{},"policies":[],"holds":{}}',
        ),
      'STATE_MALFORMED',
    ],
  ])('%s', async (_name, breakIt, code) => {
    const made = world();
    breakIt(made);

    await expect(tick(made.dependencies(), { kind: 'reconcile' })).rejects.toMatchObject({ code });
    expect(made.effects).toEqual([]);
  });

  it('a config that is no YAML holds, with the tasks running', async () => {
    const made = world();
    made.put('/spillway/test/config', 'receivers: [}');

    const result = await tick(made.dependencies(), { kind: 'reconcile' });

    expect(result.reasons.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['HOLD_CONFIG_NOT_EDITABLE', 'ALARM_UNSAFE']),
    );
    expect(made.desiredCount).toBe(1);
  });

  it('a config of another group holds the flip', async () => {
    const made = world();
    const config = made.parameters.get('/spillway/test/config')?.value ?? '';
    made.put('/spillway/test/config', config.replaceAll('otel-processing', 'somebody-else'));

    const { result } = await run(made, ({ phase }) => phase === 'held');

    expect(result.reasons.map(({ code }) => code)).toEqual(['HOLD_CONFIG_FOREIGN']);
  });

  it('a topic that does not exist holds, and says what to do', async () => {
    const made = world();
    made.topics.delete('otlp_logs');

    const result = await tick(made.dependencies(), { kind: 'reconcile' });

    expect(result.reasons).toContainEqual(
      expect.objectContaining({ code: 'HOLD_TOPIC_MISSING', text: expect.stringContaining('create it') }),
    );
  });
});
