import { releaseUnderWay, rolloutFailure } from '../../../../lib/core/facts/rollout-failure';
import type { DeploymentSnapshot, ServiceSnapshot } from '../../../../lib/core/snapshot/service';
import { service } from '../../../_helpers/snapshots';

const STORED_MS = 1_000;

const deployments = (...more: Partial<DeploymentSnapshot>[]) =>
  more.map(
    (each, index): DeploymentSnapshot => ({
      id: `d${index + 1}`,
      status: 'PRIMARY',
      taskDefinition: 'processing:1',
      rolloutState: 'IN_PROGRESS',
      desiredCount: 3,
      runningCount: 3,
      pendingCount: 0,
      failedTasks: 0,
      ...each,
    }),
  );

describe('a service', () => {
  it.each<[string, Partial<ServiceSnapshot>, string | undefined]>([
    ['at rest does not fail', {}, undefined],
    [
      'with a failed deployment fails',
      { deployments: deployments({}, { rolloutState: 'FAILED' }) },
      'deployment d2 has failed',
    ],
    [
      'with 3 failed tasks and one missing fails',
      { runningCount: 2, deployments: deployments({}, { failedTasks: 3 }) },
      '3 tasks of deployment d2 failed, 2 of 3 run',
    ],
    [
      'with 2 failed tasks does not yet',
      { runningCount: 2, deployments: deployments({ failedTasks: 2 }) },
      undefined,
    ],
    [
      'with failed tasks, all running by now, does not',
      { deployments: deployments({ failedTasks: 9 }) },
      undefined,
    ],
    [
      'at 0 does not, whatever its deployments say',
      {
        desiredCount: 0,
        runningCount: 0,
        deployments: deployments({ rolloutState: 'FAILED', failedTasks: 9 }),
      },
      undefined,
    ],
  ])('%s', (_name, more, expected) => {
    expect(rolloutFailure(service(3, more), STORED_MS)?.text).toBe(expected);
  });

  const FAILED = { rolloutState: 'FAILED' } as const;
  const LOOPING = { failedTasks: 3 };
  const ACTIVE = { status: 'ACTIVE' };
  const [EARLIER, LATER] = [{ createdAtMs: STORED_MS - 1 }, { createdAtMs: STORED_MS }];
  it.each<[string, Partial<DeploymentSnapshot>[], string | undefined]>([
    [
      'does not fail by an earlier one that has failed and drains',
      [LATER, { ...ACTIVE, ...FAILED, ...EARLIER }],
      undefined,
    ],
    [
      'does not fail by an earlier one that crashed and drains',
      [LATER, { ...ACTIVE, ...LOOPING, ...EARLIER }],
      undefined,
    ],
    [
      'fails by one with the present config that drains',
      [LATER, { ...ACTIVE, ...FAILED, ...LATER }],
      'present',
    ],
    [
      'fails by the rollback of it, once that crashes, too',
      [
        { ...LOOPING, ...EARLIER },
        { ...ACTIVE, ...FAILED, ...EARLIER },
      ],
      'present',
    ],
    [
      'fails by the newest that crashes, whenever it was made: its next tasks read the present config',
      [{ ...LOOPING, ...EARLIER }],
      'present',
    ],
    ['fails by the newest that has failed with the present config', [{ ...FAILED, ...LATER }], 'present'],
    ['stands still by the newest that had failed before', [{ ...FAILED, ...EARLIER }], 'stored-before'],
  ])('that got another config %s', (_name, given, expected) => {
    const found = service(3, { runningCount: 2, deployments: deployments(...given) });

    expect(rolloutFailure(found, STORED_MS)?.config).toBe(expected);
  });
});

describe('a release', () => {
  it.each<[string, string | undefined, Partial<DeploymentSnapshot>, boolean]>([
    ['of another task definition is under way', 'processing:1', {}, true],
    ['is under way where none is known to have worked', undefined, {}, true],
    ['that has failed is over', 'processing:1', { rolloutState: 'FAILED' }, false],
    ['that is through is over', 'processing:1', { rolloutState: 'COMPLETED' }, false],
    ['is none with the definition that worked', 'processing:2', {}, false],
    ['is only the newest deployment', 'processing:1', { status: 'ACTIVE' }, false],
  ])('%s', (_name, good, more, expected) => {
    const found = service(3, { deployments: deployments({ taskDefinition: 'processing:2', ...more }) });

    expect(releaseUnderWay(found, good)?.taskDefinition).toBe(expected ? 'processing:2' : undefined);
  });
});
