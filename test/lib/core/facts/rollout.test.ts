import {
  allTasksGone,
  describeRollout,
  failedBefore,
  isSettled,
  releaseUnderWay,
  rolloutFailure,
  rollProblem,
} from '../../../../lib/core/facts/rollout';
import type { DeploymentSnapshot, ServiceSnapshot } from '../../../../lib/core/snapshot/service';
import { service, task } from '../../../_helpers/core/snapshots';

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
      '3 tasks of deployment d2 failed, 2 of 3 tasks are running',
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
  ])('that has had another config %s', (_name, given, expected) => {
    const found = service(3, { runningCount: 2, deployments: deployments(...given) });

    expect(rolloutFailure(found, STORED_MS)?.config).toBe(expected);
  });
});

describe('tasks that failed before the config was stored', () => {
  const older = (failedTasks: number) =>
    service(3, { runningCount: 2, deployments: deployments({ failedTasks, createdAtMs: STORED_MS - 1 }) });
  const config = { version: 7, lastModifiedMs: STORED_MS };

  it.each<[string, ServiceSnapshot, Parameters<typeof failedBefore>[0], number | undefined]>([
    ['are those that had failed when it was seen first', older(4), { goodVersion: 5 }, 4],
    [
      'are those of the first look, later on',
      older(6),
      { goodVersion: 5, failedBefore: { version: 7, count: 4 } },
      4,
    ],
    [
      'are fewer once ECS has counted from 0 again',
      older(1),
      { goodVersion: 5, failedBefore: { version: 7, count: 4 } },
      1,
    ],
    [
      'are counted again for another version',
      older(6),
      { goodVersion: 5, failedBefore: { version: 6, count: 4 } },
      6,
    ],
    ['do not matter where no version is known to have worked', older(4), {}, undefined],
    ['do not matter once this version has worked', older(4), { goodVersion: 7 }, undefined],
    [
      'are none in a deployment that was made with it',
      service(3, { deployments: deployments({ failedTasks: 4, createdAtMs: STORED_MS }) }),
      { goodVersion: 5 },
      undefined,
    ],
    ['are none without a deployment', service(3, { deployments: [] }), { goodVersion: 5 }, undefined],
  ])('%s', (_name, given, before, expected) => {
    expect(failedBefore(before, given, config)?.count).toBe(expected);
  });

  it('do not count against it, and three more do', () => {
    expect(rolloutFailure(older(6), STORED_MS, 4)).toBeUndefined();
    expect(rolloutFailure(older(7), STORED_MS, 4)?.text).toBe(
      '3 tasks of deployment d1 failed, 2 of 3 tasks are running',
    );
  });

  it('are none of a deployment that was made with it', () => {
    const made = service(3, {
      runningCount: 2,
      deployments: deployments({ failedTasks: 3, createdAtMs: STORED_MS }),
    });

    expect(rolloutFailure(made, STORED_MS, 4)?.config).toBe('present');
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

describe('a service is at rest', () => {
  const STOPPING = task(3, { desiredStatus: 'STOPPED' });
  it.each<[string, Partial<ServiceSnapshot>, boolean]>([
    ['with one deployment that is completed', {}, true],
    ['where ECS does not say whether it is', { deployments: deployments({ rolloutState: 'unknown' }) }, true],
    ['without a deployment', { deployments: [] }, true],
    ['not in the middle of one', { deployments: deployments({}) }, false],
    ['not after one that has failed', { deployments: deployments({ rolloutState: 'FAILED' }) }, false],
    [
      'not with two',
      {
        deployments: deployments(
          { rolloutState: 'COMPLETED' },
          { rolloutState: 'COMPLETED', status: 'ACTIVE' },
        ),
      },
      false,
    ],
    ['not while tasks are missing', { runningCount: 2 }, false],
    ['not while there are too many', { runningCount: 4 }, false],
    ['not while one is pending', { pendingCount: 1 }, false],
    ['not while one still flushes', { tasks: [task(0), task(1), task(2), STOPPING] }, false],
  ])('%s', (_name, more, expected) => {
    expect(isSettled(service(3, more))).toBe(expected);
  });

  it.each<[string, Partial<ServiceSnapshot>, boolean]>([
    ['when nothing is left', {}, true],
    ['whatever is desired', { desiredCount: 3 }, true],
    ['not while one runs', { runningCount: 1 }, false],
    ['not while one is pending', { pendingCount: 1 }, false],
    ['not while one still flushes', { tasks: [STOPPING] }, false],
  ])('and its tasks are gone %s', (_name, more, expected) => {
    expect(allTasksGone(service(0, more))).toBe(expected);
  });

  it('or not, with figures', () => {
    const two = deployments({}, { status: 'ACTIVE', rolloutState: 'COMPLETED' });

    expect(
      describeRollout(service(3, { pendingCount: 1, deployments: two, tasks: [task(0), STOPPING] })),
    ).toBe('desired 3, running 3, pending 1, stopping 1; deployments: PRIMARY IN_PROGRESS, ACTIVE COMPLETED');
  });
});

describe('a rolling deployment', () => {
  it.each<[string, number, ServiceSnapshot['controller'], [min: number, max: number], RegExp | undefined]>([
    ['starts the new task first, at ECS’s defaults', 1, 'ECS', [100, 200], undefined],
    ['of three tasks stops one after another', 3, 'ECS', [50, 100], undefined],
    ['of many starts a few first', 10, 'ECS', [100, 110], undefined],
    [
      'of one task at 50/100 can neither stop nor start one',
      1,
      'ECS',
      [50, 100],
      /can neither stop nor start a task/,
    ],
    ['at 100/100 can neither', 6, 'ECS', [100, 100], /can neither stop nor start a task/],
    [
      'of three tasks at 90/120 can neither: both are rounded',
      3,
      'ECS',
      [90, 120],
      /minimumHealthyPercent 90 and maximumPercent 120 with desiredCount 3/,
    ],
    ['at 0 % may stop all at once', 3, 'ECS', [0, 200], /ECS may stop all tasks at once/],
    ['at 0/100 may stop all at once', 1, 'ECS', [0, 100], /ECS may stop all tasks at once/],
    [
      'is not possible with CodeDeploy',
      3,
      'CODE_DEPLOY',
      [100, 200],
      /^its deployment controller is CODE_DEPLOY$/,
    ],
    ['is not possible with an external controller', 3, 'EXTERNAL', [100, 200], /EXTERNAL/],
  ])('%s', (_name, count, controller, [minimumHealthyPercent, maximumPercent], expected) => {
    const given = service(count, { controller, deploymentBounds: { minimumHealthyPercent, maximumPercent } });

    if (expected) expect(rollProblem(given)).toMatch(expected);
    else expect(rollProblem(given)).toBeUndefined();
  });
});
