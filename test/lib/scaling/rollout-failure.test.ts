import { releaseUnderWay, rolloutFailure } from '../../../lib/scaling/rollout-failure';
import type { DeploymentSnapshot, ServiceSnapshot } from '../../../lib/scaling/service-snapshot';
import { service } from '../../_helpers/snapshots';

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
    expect(rolloutFailure(service(3, more))).toBe(expected);
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
