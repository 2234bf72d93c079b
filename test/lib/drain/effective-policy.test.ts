import { effectivePolicy, type PolicyEntry, recordPolicy } from '../../../lib/drain/effective-policy';

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

describe('the history of the stored policy', () => {
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
