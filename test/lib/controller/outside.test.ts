import { tick } from '../../../lib/controller/tick';
import type { MemoryWorld } from '../../_helpers/memory-world';
import {
  atRest,
  give,
  liveWorld,
  minute,
  quickWorld,
  saidBy,
  says,
  storedOffset,
  storedState,
  until,
} from '../../_helpers/ticking';

/** A backlog that nobody works off. */
function fallBehind(made: MemoryWorld): void {
  made.stalled = true;
  made.produce('otlp_spans', 0, 50n);
}

/** Spillway scales out to 6; then somebody sets 4. */
async function scaledAndSetToFour(made: MemoryWorld): Promise<void> {
  await until(made, says('SCALE_OUT'));
  made.desiredCount = 4;
  made.settle();
}

describe('desiredCount that somebody else set', () => {
  it('is kept, under respect, while there is a backlog', async () => {
    const made = quickWorld();
    fallBehind(made);
    made.nowMs += 300_000;
    await scaledAndSetToFour(made);

    const held = await until(made, says('HOLD_EXTERNAL_COUNT'));
    await minute(made);

    expect(held.tasks).toMatchObject({ desired: 4, target: 6 });
    expect(made.desiredCount).toBe(4);
  });

  it('is kept, under respect, and the flip goes on with it', async () => {
    const made = quickWorld();
    await scaledAndSetToFour(made);

    await until(made, ({ flip }) => flip?.verified === true);
    fallBehind(made);
    const held = await until(made, says('HOLD_EXTERNAL_COUNT'));

    expect(held.tasks).toMatchObject({ desired: 4, target: 6 });
    expect(made.desiredCount).toBe(4);
  });

  it('is set again, under override', async () => {
    const made = quickWorld({ external: 'override' });
    await scaledAndSetToFour(made);

    const result = await until(made, says('EXTERNAL_COUNT_OVERRIDDEN'));

    expect(result.action).toMatchObject({ from: 4, to: 6 });
  });

  it.each(['resume', 'drain'] as const)('is given free by %s', async (kind) => {
    const made = quickWorld();
    fallBehind(made);
    made.nowMs += 300_000;
    await scaledAndSetToFour(made);
    await until(made, says('HOLD_EXTERNAL_COUNT'));

    await give(made, { kind });
    await minute(made);

    expect(made.desiredCount).toBe(6);
  });

  it('to 0 is kept, and nothing is done', async () => {
    const made = await liveWorld();
    made.desiredCount = 0;
    made.settle();

    const result = await minute(made);

    expect(typeof result === 'string' ? result : [result.phase, saidBy(result)]).toEqual([
      'stopped',
      ['HOLD_SERVICE_STOPPED'],
    ]);
  });

  it('while the call was under way is not taken for somebody else’s: the tick died before it', async () => {
    const made = quickWorld();
    made.onEffect = (effect, when) => {
      if (effect === 'count' && when === 'before') throw new Error('the process dies here');
    };
    await expect(tick(made.dependencies(), { kind: 'reconcile' })).rejects.toThrow('dies here');
    made.onEffect = () => {};

    const next = await minute(made);

    expect(typeof next === 'string' ? next : next.action).toMatchObject({ from: 1, to: 6 });
  });

  it('between the look and the call supersedes it: nothing is overwritten', async () => {
    const made = quickWorld();
    made.onEffect = (effect, when) => {
      if (effect === 'state' && when === 'after') made.desiredCount = 3;
    };

    const result = await tick(made.dependencies(), { kind: 'reconcile' });

    expect(result).toMatchObject({ outcome: 'superseded', note: 'desiredCount is 3, not 1 any more' });
    expect(made.desiredCount).toBe(3);
  });
});

describe('Application Auto Scaling on the service', () => {
  it('holds flip and scaling, under respect', async () => {
    const made = quickWorld();
    made.autoScaling = { kind: 'attached', min: 1, max: 9 };

    const result = await until(made, ({ phase }) => phase === 'held');

    expect(new Set(saidBy(result))).toEqual(new Set(['HOLD_AUTO_SCALING']));
    expect(made.desiredCount).toBe(1);
  });

  it('is overridden where the user says so', async () => {
    const made = quickWorld({ external: 'override' });
    made.autoScaling = { kind: 'attached', min: 1, max: 9 };

    await until(made, ({ flip }) => flip?.verified === true);

    expect(made.desiredCount).toBe(6);
  });

  it('that may not be described does not hold for ever', async () => {
    const made = quickWorld();
    made.autoScaling = { kind: 'unknown' };

    await until(made, ({ flip }) => flip?.verified === true);
  });
});

describe('a config with which the tasks do not come up', () => {
  it('is replaced by the last good one, once; then it holds', async () => {
    const made = await liveWorld();
    await until(made, ({ phase }) => phase === 'live');
    const good = storedState(made).goodVersion;
    made.edit((text) => `${text}\n# broken`);
    made.failedTasks = 3;
    made.tasks.length = 2;
    made.stalled = true;
    const failing = () => {
      made.tasks.length = 2;
    };

    const restored = await tick(made.dependencies(), { kind: 'reconcile' });
    failing();
    made.nowMs += 60_000;
    const held = await tick(made.dependencies(), { kind: 'reconcile' });

    expect(restored).toMatchObject({
      action: { kind: 'restore-config', toVersion: good, initialOffset: 'latest' },
    });
    expect(saidBy(restored)).toContain('CONFIG_RESTORED');
    expect(made.parameters.get('/spillway/test/config')?.value).not.toContain('# broken');
    expect(saidBy(held)).toContain('HOLD_ROLLOUT_FAILED');
    expect(made.effects.filter((each) => each === 'config')).toHaveLength(2);
  });

  /** v7 worked, v8 did not and its deployment failed, v9 is v7 again; now somebody stores v10. */
  async function mendedByHand(): Promise<MemoryWorld> {
    const made = await liveWorld();
    await until(made, ({ phase }) => phase === 'live');
    made.edit((text) => `${text}\n# broken`);
    made.deployment = { taskDefinition: 'processing:1', rolloutState: 'FAILED', createdAtMs: made.nowMs };
    await tick(made.dependencies(), { kind: 'reconcile' });
    made.nowMs += 60_000;
    made.edit((text) => `${text}\n# mended`);
    return made;
  }
  const stored = (made: MemoryWorld) => made.parameters.get('/spillway/test/config')?.value;

  it('is mended by hand, and that is kept while the failed deployment drains', async () => {
    const made = await mendedByHand();
    made.draining = [
      {
        ...{ id: 'd0', status: 'ACTIVE', ...made.deployment },
        ...{ desiredCount: 0, runningCount: 1, pendingCount: 0, failedTasks: 3 },
      },
    ];
    made.deployment = {
      ...{ taskDefinition: 'processing:1', rolloutState: 'IN_PROGRESS', createdAtMs: made.nowMs },
    };

    const kept = await tick(made.dependencies(), { kind: 'reconcile' });

    expect(saidBy(kept)).not.toContain('HOLD_ROLLOUT_FAILED');
    expect(stored(made)).toContain('# mended');
  });

  it('is mended by hand, and that is kept until somebody makes a new deployment', async () => {
    const made = await mendedByHand();

    const held = await tick(made.dependencies(), { kind: 'reconcile' });

    expect(stored(made)).toContain('# mended');
    expect(held.reasons.find(({ code }) => code === 'HOLD_ROLLOUT_FAILED')?.text).toContain(
      'nothing starts on it without a new deployment',
    );
  });

  it('holds where none worked before', async () => {
    const made = quickWorld();
    made.desiredCount = 3;
    made.failedTasks = 3;

    const result = await tick(made.dependencies(), { kind: 'reconcile' });

    expect(saidBy(result)).toContain('HOLD_ROLLOUT_FAILED');
  });
});

describe('a release whose tasks do not come up', () => {
  /** A new task definition with a new config, as a deployment makes them, of which three tasks failed. */
  async function failingRelease(): Promise<MemoryWorld> {
    const made = await liveWorld();
    await until(made, ({ phase }) => phase === 'live');
    made.edit((text) => `${text}\n# released`);
    made.deployment = { taskDefinition: 'processing:2', rolloutState: 'IN_PROGRESS' };
    made.failedTasks = 3;
    made.tasks.length = 2;
    made.stalled = true;
    return made;
  }

  it('keeps its config while it may still succeed: it would come up on another than was deployed', async () => {
    const made = await failingRelease();

    const held = await tick(made.dependencies(), { kind: 'reconcile' });

    expect(held.action).toBeUndefined();
    expect(held.reasons.find(({ code }) => code === 'HOLD_ROLLOUT_FAILED')?.text).toContain(
      'processing:2 is being released',
    );
  });

  it.each([
    ['once it has failed', { taskDefinition: 'processing:2', rolloutState: 'FAILED' }],
    [
      'once the old definition is back and fails, too',
      { taskDefinition: 'processing:1', rolloutState: 'IN_PROGRESS' },
    ],
    [
      'once it counts as through: nobody takes it back then',
      { taskDefinition: 'processing:2', rolloutState: 'COMPLETED' },
    ],
  ] as const)('loses its config to the last good one %s', async (_name, deployment) => {
    const made = await failingRelease();
    made.deployment = deployment;

    const restored = await tick(made.dependencies(), { kind: 'reconcile' });

    expect(saidBy(restored)).toContain('CONFIG_RESTORED');
  });

  it('is known by its task definition, which the state takes over once all tasks run at rest', async () => {
    const made = await liveWorld();
    made.deployment = { taskDefinition: 'processing:2', rolloutState: 'COMPLETED' };
    await minute(made);

    expect(storedState(made).goodDefinition).toBe('processing:2');
  });
});

describe('a live config that is not the one that was deployed', () => {
  it('is told to a person once no deployment can be on its way any more, for as long as it is so', async () => {
    const made = await liveWorld();
    const deployed = made.parameters.get('/spillway/test/config')?.value ?? '';
    made.put('/spillway/test/template', deployed.replace('latest', 'earliest'));
    const before = await minute(made);
    made.edit((text) => text.replace('flush_timeout: 200ms', 'flush_timeout: 900ms'));

    const first = await minute(made);
    made.nowMs += 300_000;
    const lasting = await tick(made.dependencies(), { kind: 'reconcile' });
    made.edit(() => deployed);
    const mended = await tick(made.dependencies(), { kind: 'reconcile' });

    const said = (result: typeof before) =>
      typeof result !== 'string' && saidBy(result).includes('ALARM_CONFIG_NOT_DEPLOYED');
    expect([before, first, lasting, mended].map(said)).toEqual([false, false, true, false]);
    expect(lasting.reasons.find(({ code }) => code === 'ALARM_CONFIG_NOT_DEPLOYED')?.text).toMatch(
      /^not as in the template: .*flush_timeout$/,
    );
  });
});

describe('a lazy rollout', () => {
  it('stores latest while the tasks run, and says that they are mixed until it is taken up', async () => {
    const made = quickWorld({ rollout: 'lazy' });
    await until(made, says('FLIP_STORED'));

    const mixed = await until(made, says('MIXED_FLEET'));

    expect(made.tasks.every(({ policy }) => policy === 'earliest')).toBe(true);
    expect([storedOffset(made), mixed.initialOffset.runningEarliest]).toEqual(['latest', 6]);
    made.tasks = [];
    made.settle();
    const taken = await until(made, ({ initialOffset }) => initialOffset.runningLatest === 6);
    expect(saidBy(taken)).toEqual(['LIVE']);
  });

  it('takes latest back without a recreate while no task has started with it', async () => {
    const made = quickWorld({ rollout: 'lazy' });
    await until(made, says('FLIP_STORED'));
    made.addPartitions('otlp_spans', 1);

    const result = await until(made, says('CONFIG_STORED'));

    expect(result.action).toMatchObject({ kind: 'store-config', initialOffset: 'earliest' });
    expect(made.desiredCount).toBe(6);
  });

  it('waits for every partition to have a commit: nothing can be seeded while tasks run', async () => {
    const made = quickWorld({ rollout: 'lazy' });
    made.addPartitions('otlp_spans', 1);

    const held = await until(made, ({ phase }) => phase === 'held');

    expect(saidBy(held)).toContain('HOLD_NO_COMMIT');
    expect(storedOffset(made)).toBe('earliest');
  });
});

describe('observe mode', () => {
  it('says what it would do at every step, and writes nothing', async () => {
    const made = quickWorld({ mode: 'observe' });
    made.desiredCount = 6;
    made.settle();
    const memory = {};
    const notes = new Set<string>();
    for (let count = 0; count < 8; count++) {
      const { note, outcome } = await tick(made.dependencies(), { kind: 'reconcile' }, memory);
      expect(outcome).toBe('looked');
      notes.add(note ?? '');
      made.nowMs += 60_000;
    }

    expect(notes).toContain('observe only; would set desiredCount 6 -> 0');
    expect(made.effects).toEqual([]);
  });
});

describe('a topic that is deleted and made anew', () => {
  it('under latest is re-armed, with its new records read from their beginning', async () => {
    const made = await liveWorld();
    made.topicIds.set('otlp_spans', 'another-topic-id');
    for (let partition = 0; partition < 6; partition++) {
      const anew = made.partition('otlp_spans', partition);
      Object.assign(anew, { logStart: 0n, logEnd: 130n, committed: 120n });
    }

    const rearmed = await until(made, says('REARM_UNCOVERED'));
    const repaired = await until(made, says('OFFSETS_REPAIRED'));
    await until(made, atRest);

    expect(rearmed.reasons.find(({ code }) => code === 'REARM_UNCOVERED')?.text).toContain(
      'otlp_spans was made anew',
    );
    expect(repaired.action).toMatchObject({ purpose: 'repair', offsets: Array(6).fill({ offset: 0n }) });
  });

  it('on earliest is restarted, since running receivers read nothing of it', async () => {
    const made = quickWorld();
    await until(made, says('SCALE_OUT'));
    made.topicIds.set('otlp_spans', 'another-topic-id');

    const restarted = await until(made, says('RESTART_TOPIC_RECREATED'));
    await until(made, says('REARM_VERIFIED'));

    expect(saidBy(restarted)).toContain('RESTART_STARTED');
    await until(made, ({ flip }) => flip?.verified === true);
  });
});

describe('records that nobody begins to read', () => {
  it('make the group be restarted after stuckAfter, once', async () => {
    const made = quickWorld({ stuckAfter: '5m' });
    await until(made, says('SCALE_OUT'));
    made.partition('otlp_spans', 3).committed = 'none';
    made.stalled = true;
    const since = made.nowMs;

    await until(made, says('RESTART_UNREAD'));
    const after = made.nowMs - since;
    await until(made, says('REARM_VERIFIED'));
    for (let count = 0; count < 20; count++) {
      const result = await minute(made);
      expect(typeof result === 'string' ? result : saidBy(result)).not.toContain('RESTART_UNREAD');
    }

    expect(after).toBeGreaterThanOrEqual(300_000);
  });
});

describe('two ticks', () => {
  it('at once: one acts', async () => {
    const made = quickWorld();

    const results = await Promise.all(
      ['a', 'b', 'c'].map((holder) => tick(made.dependencies(holder), { kind: 'reconcile' })),
    );

    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['acted', 'lost', 'lost']);
    expect(made.effects).toEqual(['state', 'count']);
  });

  it('with one command, delivered twice at once: it begins once', async () => {
    const made = await liveWorld();
    const command = { id: 'c1', command: { kind: 'rewind', to: { kind: 'earliest' }, scope: {} } } as const;

    const results = await Promise.all(
      ['a', 'b'].map((holder) => tick(made.dependencies(holder), { kind: 'command', command })),
    );

    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['acted', 'lost']);
  });

  it('of which the first outlives its lease: it finds the state moved on, or its call is guarded', async () => {
    const made = quickWorld();
    let second: Promise<unknown> | undefined;
    made.onEffect = (effect, when) => {
      if (effect !== 'state' || when !== 'after' || second) return;
      // The first has written its intent and sleeps past its lease; another tick runs meanwhile, whole.
      made.nowMs += 120_000;
      second = tick(made.dependencies('second'), { kind: 'reconcile' });
    };

    const first = await tick(made.dependencies('first'), { kind: 'reconcile' });
    await second;

    expect(made.desiredCount).toBe(6);
    expect(['acted', 'superseded']).toContain(first.outcome);
    expect(made.effects.filter((each) => each === 'count').length).toBeLessThanOrEqual(2);
  });
});
