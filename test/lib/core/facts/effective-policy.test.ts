import {
  effectivePolicy,
  fleetPolicy,
  type PolicyEntry,
  recordPolicy,
} from '../../../../lib/core/facts/effective-policy';

const at = (fromMs: number, initialOffset: PolicyEntry['initialOffset'], version: number): PolicyEntry => ({
  fromMs,
  initialOffset,
  version,
});
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
    expect(effectivePolicy(flipped, task)).toBe(expected);
  });

  it('is earliest for a task of the same policy that waits to start', () => {
    expect(effectivePolicy([at(100, 'earliest', 1)], { createdAtMs: 200, startedAtMs: undefined })).toBe(
      'earliest',
    );
  });

  it('is in doubt where versions were written that nobody saw', () => {
    const history = recordPolicy([at(100, 'earliest', 1)], {
      initialOffset: 'earliest',
      version: 4,
      lastModifiedMs: 900,
    });

    expect(effectivePolicy(history, { createdAtMs: 200, startedAtMs: 210 })).toBe('latest');
    expect(effectivePolicy(history, { createdAtMs: 950, startedAtMs: 960 })).toBe('earliest');
  });
});

it('a fleet is counted by what each task started with', () => {
  const tasks = [200, 300, 600].map((createdAtMs) => ({ createdAtMs, startedAtMs: createdAtMs + 10 }));

  expect(fleetPolicy(flipped, tasks)).toEqual({ earliest: 2, latest: 1 });
  expect(fleetPolicy([], tasks)).toEqual({ earliest: 0, latest: 3 });
});

describe('the history of the stored policy', () => {
  it('stays as it is while the version is the same', () => {
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

  it('holds the last 4 where versions were not seen as well, with the one before unknown', () => {
    const four = [at(1, 'latest', 1), at(2, 'earliest', 2), at(3, 'latest', 3), at(4, 'earliest', 4)];

    expect(recordPolicy(four, { initialOffset: 'earliest', version: 6, lastModifiedMs: 6 })).toEqual([
      at(2, 'earliest', 2),
      at(3, 'latest', 3),
      at(4, 'unknown', 4),
      at(6, 'earliest', 6),
    ]);
  });

  it('grows only when the policy changes', () => {
    const edited = recordPolicy([at(100, 'earliest', 1)], {
      initialOffset: 'earliest',
      version: 2,
      lastModifiedMs: 300,
    });
    const changed = recordPolicy(edited, { initialOffset: 'latest', version: 3, lastModifiedMs: 500 });

    expect(edited).toEqual([at(100, 'earliest', 2)]);
    expect(changed).toEqual([at(100, 'earliest', 2), at(500, 'latest', 3)]);
  });

  it('begins anew when the parameter was deleted and made again', () => {
    expect(recordPolicy(flipped, { initialOffset: 'earliest', version: 1, lastModifiedMs: 900 })).toEqual([
      at(900, 'earliest', 1),
    ]);
  });
});
