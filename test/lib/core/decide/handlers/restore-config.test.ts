import { decisionText } from '../../../../_helpers/core/decision-text';
import { codesOf, decideOn, type Given, onLatest, situation } from '../../../../_helpers/core/situation';
import { NOW_MS, service } from '../../../../_helpers/core/snapshots';

/** Three of six tasks do not come up; version 7 of the config was stored before, and version 5 worked. */
function failing(
  given: Given = {},
  deployment: Partial<ReturnType<typeof service>['deployments'][number]> = {},
) {
  const made = service(3, { desiredCount: 6, runningCount: 3 });
  const [primary] = made.deployments;
  if (!primary) throw new Error('there is one');
  return situation({
    service: {
      ...made,
      deployments: [
        { ...primary, rolloutState: 'IN_PROGRESS', failedTasks: 3, createdAtMs: NOW_MS - 1, ...deployment },
      ],
    },
    ...given,
    config: { version: 7, lastModifiedMs: NOW_MS - 1_000, ...given.config },
    state: {
      goodVersion: 5,
      goodDefinition: 'processing:1',
      desired: { count: 6 },
      policies: [],
      ...given.state,
    },
  });
}

const codes = (given: ReturnType<typeof failing>) => {
  const { action, reasons } = decideOn(given);
  return `${action?.kind ?? '-'}, ${codesOf(reasons)
    .filter((code) => /CONFIG_RESTORED|ROLLOUT_FAILED/.test(code))
    .join(' ')}`;
};

describe('tasks that do not start with the config', () => {
  it('get the last one that worked, with the initial_offset that is stored now', () => {
    const { action, state } = decideOn(failing());

    expect(action).toEqual({
      kind: 'restore-config',
      fromVersion: 7,
      toVersion: 5,
      initialOffset: 'earliest',
    });
    expect(state.restoredFrom).toBe(7);
  });

  it.each<[string, ReturnType<typeof failing>, string]>([
    [
      'get it once: the version after the bad one is the one chance there is',
      failing({ state: { restoredFrom: 6 } }),
      '-, HOLD_ROLLOUT_FAILED',
    ],
    [
      'get it again for a version that was stored since',
      failing({ state: { restoredFrom: 3 } }),
      'restore-config, CONFIG_RESTORED',
    ],
    [
      'get nothing where none worked before',
      failing({ state: { goodVersion: undefined } }),
      '-, HOLD_ROLLOUT_FAILED',
    ],
    [
      'get nothing where the present one worked',
      failing({ state: { goodVersion: 7 } }),
      '-, HOLD_ROLLOUT_FAILED',
    ],
    [
      'get nothing during a release: its own rollback comes first',
      failing({}, { taskDefinition: 'processing:2' }),
      '-, HOLD_ROLLOUT_FAILED',
    ],
    [
      'get nothing by a deployment that failed before the config was stored',
      failing({}, { rolloutState: 'FAILED', createdAtMs: 5 }),
      '-, HOLD_ROLLOUT_FAILED',
    ],
    [
      'get nothing as long as all of them failed before the config was stored: somebody may have repaired it',
      failing({}, { createdAtMs: 5 }),
      '-, ',
    ],
    [
      'get it once three have failed since',
      failing({ state: { failedBefore: { version: 7, count: 2 } } }, { createdAtMs: 5, failedTasks: 5 }),
      'restore-config, CONFIG_RESTORED',
    ],
    [
      'get nothing on a look that contradicts',
      failing({ state: { desired: { count: 4, setAtMs: NOW_MS } } }),
      '-, ',
    ],
  ])('%s', (_name, given, expected) => {
    expect(codes(given)).toBe(expected);
    expect(decisionText(decideOn(given), given)).toMatchSnapshot();
  });

  it.each<[string, Given, 'earliest' | 'latest']>([
    ['latest where it is stored and safe', {}, 'latest'],
    ['earliest where it is not safe', { partitions: [{ committed: 'none' }, {}, {}] }, 'earliest'],
    ['earliest where the config cannot be changed', { config: { editProblem: 'x' } }, 'earliest'],
    ['earliest where the config is of another group', { config: { mismatch: 'x' } }, 'earliest'],
  ])('get %s', (_name, given, expected) => {
    const { observation, coverage } = onLatest(given);
    const { service: broken } = failing().observation;
    const full = failing({
      ...given,
      coverage,
      service: broken,
      config: { ...given.config, initialOffset: observation.config.initialOffset },
      state: { covers: true },
    });

    expect(decideOn(full).action).toMatchObject({ kind: 'restore-config', initialOffset: expected });
  });
});
