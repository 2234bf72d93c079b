import {
  effectivePolicy,
  fleetPolicy,
  isStale,
  type PolicyEntry,
  recordPolicy,
} from '../../../../lib/core/facts/effective-policy';

/** A policy since then; written again since where `writtenMs` says so. */
const at = (
  fromMs: number,
  initialOffset: PolicyEntry['initialOffset'],
  version: number,
  writtenMs = fromMs,
): PolicyEntry => ({ fromMs, initialOffset, version, writtenMs });
/** A write shows at once, where a test is not about that. */
const AT_ONCE = 0;
const flipped = [at(100, 'earliest', 1), at(500, 'latest', 2)];

describe('the effective policy of a task', () => {
  it.each([
    ['started before the flip was stored', { createdAtMs: 200, startedAtMs: 210 }, 'earliest'],
    ['started after it', { createdAtMs: 600, startedAtMs: 610 }, 'latest'],
    ['created before it, started after it: in doubt', { createdAtMs: 490, startedAtMs: 510 }, 'latest'],
    ['created before it and not started yet', { createdAtMs: 490, startedAtMs: undefined }, 'latest'],
    ['older than all that is remembered', { createdAtMs: 50, startedAtMs: 60 }, 'latest'],
    ['created in the moment it was stored', { createdAtMs: 500, startedAtMs: 510 }, 'latest'],
    ['started in the moment before it was stored', { createdAtMs: 200, startedAtMs: 499 }, 'earliest'],
    ['started in the moment it was stored: in doubt', { createdAtMs: 200, startedAtMs: 500 }, 'latest'],
    ['created in the moment the oldest entry began', { createdAtMs: 100, startedAtMs: 110 }, 'earliest'],
    ['created a moment before that', { createdAtMs: 99, startedAtMs: 110 }, 'latest'],
    ['without a creation time', { createdAtMs: undefined, startedAtMs: undefined }, 'latest'],
  ] as const)('%s', (_name, task, expected) => {
    expect(effectivePolicy(flipped, task, AT_ONCE)).toBe(expected);
  });

  it('is earliest for a task of the same policy that waits to start', () => {
    expect(
      effectivePolicy([at(100, 'earliest', 1)], { createdAtMs: 200, startedAtMs: undefined }, AT_ONCE),
    ).toBe('earliest');
  });

  it('is in doubt if some versions were not seen', () => {
    const history = recordPolicy([at(100, 'earliest', 1)], {
      initialOffset: 'earliest',
      version: 4,
      lastModifiedMs: 900,
    });

    expect(effectivePolicy(history, { createdAtMs: 200, startedAtMs: 210 }, AT_ONCE)).toBe('latest');
    expect(effectivePolicy(history, { createdAtMs: 950, startedAtMs: 960 }, AT_ONCE)).toBe('earliest');
  });
});

it('is counted for a fleet by what each task started with', () => {
  const tasks = [200, 300, 600].map((createdAtMs) => ({ createdAtMs, startedAtMs: createdAtMs + 10 }));

  expect(fleetPolicy(flipped, tasks, AT_ONCE)).toEqual({ earliest: 2, latest: 1 });
  expect(fleetPolicy([], tasks, AT_ONCE)).toEqual({ earliest: 0, latest: 3 });
});

describe('the history of the stored policy', () => {
  it('is unchanged while the version is the same', () => {
    expect(recordPolicy(flipped, { initialOffset: 'latest', version: 2, lastModifiedMs: 999 })).toEqual(
      flipped,
    );
  });

  it('holds the last 4 changes', () => {
    const five = [1, 2, 3, 4, 5].reduce<PolicyEntry[]>(
      (history, version) =>
        recordPolicy(history, {
          initialOffset: version % 2 === 0 ? 'latest' : 'earliest',
          version,
          lastModifiedMs: version * 100,
        }),
      [],
    );

    expect(five.map(({ version }) => version)).toEqual([2, 3, 4, 5]);
  });

  it('holds the last 4 changes even if versions were not seen, with the previous one unknown', () => {
    const four = [at(1, 'latest', 1), at(2, 'earliest', 2), at(3, 'latest', 3), at(4, 'earliest', 4)];

    expect(recordPolicy(four, { initialOffset: 'earliest', version: 6, lastModifiedMs: 6 })).toEqual([
      at(2, 'earliest', 2),
      at(3, 'latest', 3),
      at(4, 'unknown', 4),
      at(6, 'earliest', 6),
    ]);
  });

  it('grows only if the policy changes', () => {
    const edited = recordPolicy([at(100, 'earliest', 1)], {
      initialOffset: 'earliest',
      version: 2,
      lastModifiedMs: 300,
    });
    const changed = recordPolicy(edited, { initialOffset: 'latest', version: 3, lastModifiedMs: 500 });

    expect(edited).toEqual([at(100, 'earliest', 2, 300)]);
    expect(changed).toEqual([at(100, 'earliest', 2, 300), at(500, 'latest', 3)]);
  });

  it('restarts if the parameter was deleted and created again', () => {
    expect(recordPolicy(flipped, { initialOffset: 'earliest', version: 1, lastModifiedMs: 900 })).toEqual([
      at(900, 'earliest', 1),
    ]);
  });
});

describe('a write that may not be visible at once', () => {
  const armed = [...flipped, at(900, 'earliest', 3)];
  it.each([
    ['leaves a task in doubt that is created within configSettles of it', 959, 'latest'],
    ['leaves none in doubt that is created later', 960, 'earliest'],
  ] as const)('%s', (_name, createdAtMs, expected) => {
    expect(effectivePolicy(armed, { createdAtMs, startedAtMs: createdAtMs + 5 }, 60)).toBe(expected);
  });

  it('of latest leaves a task created before it, and started before it, on earliest', () => {
    expect(effectivePolicy(armed, { createdAtMs: 200, startedAtMs: 300 }, 60)).toBe('earliest');
  });

  it.each<[string, { version: number; lastModifiedMs: number }, boolean]>([
    ['an older version, written before, is a stale look', { version: 2, lastModifiedMs: 500 }, true],
    ['an older version of the same moment is one', { version: 2, lastModifiedMs: 900 }, true],
    [
      'an older version that was written since is a parameter created again',
      { version: 1, lastModifiedMs: 901 },
      false,
    ],
    ['the same version is none', { version: 3, lastModifiedMs: 900 }, false],
    ['a newer one is none', { version: 4, lastModifiedMs: 800 }, false],
  ])('%s', (_name, shown, expected) => {
    expect(isStale(armed.at(-1), shown)).toBe(expected);
    expect(isStale(undefined, shown)).toBe(false);
  });

  it('changes nothing in the state if a look is stale', () => {
    expect(recordPolicy(armed, { initialOffset: 'latest', version: 2, lastModifiedMs: 500 })).toEqual(armed);
  });
});
