import path from 'node:path';
import { matches } from './iam-policy';

/**
 * A permission that no call on moto needs. It names the test that shows the need instead, or explains why no test here
 * can.
 */
export type ShownElsewhere = { of: 'controller' | 'config'; right: string } & (
  | { file: string; test: string }
  | { cannot: string }
);

/**
 * `right` is written as `rightsWithoutCall` returns it, with IAM's wildcards. A unit test checks that the named tests
 * exist.
 */
export const SHOWN_ELSEWHERE: readonly ShownElsewhere[] = [
  { of: 'controller', right: 'logs:*', cannot: 'Lambda itself writes the log' },
  { of: 'config', right: 'logs:*', cannot: 'Lambda itself writes the log' },
  {
    of: 'controller',
    right: 'ec2:*',
    cannot: 'Lambda itself attaches the function to the subnets, and moto attaches nothing',
  },
  {
    of: 'controller',
    right: 'kms:Decrypt on *',
    cannot:
      'SSM, Secrets Manager and Lambda ask KMS in the caller’s name: no request of the function shows it',
  },
  {
    of: 'controller',
    right: 'kafka-cluster:*',
    file: 'test/integration/kafka-rights.test.ts',
    test: 'allow %s to see everything; the time of the first unread record is %s',
  },
  {
    of: 'controller',
    right: 'ssm:GetParameter on *',
    file: 'test/contract/ssm.test.ts',
    test: 'reads a version of the config, and nothing if that version is gone',
  },
  {
    of: 'controller',
    right: 'ssm:PutParameter on */coverage',
    file: 'test/contract/ssm.test.ts',
    test: 'reads back coverage, debt and hold, and deletes the last two',
  },
  ...['debt', 'hold'].flatMap((name): ShownElsewhere[] =>
    ['PutParameter', 'DeleteParameter'].map((action) => ({
      of: 'controller',
      right: `ssm:${action} on */${name}`,
      file: 'test/contract/ssm.test.ts',
      test: 'reads back coverage, debt and hold, and deletes the last two',
    })),
  ),
  {
    of: 'config',
    right: 'ssm:GetParameters on */debt',
    file: 'test/e2e/deploy-observe.test.ts',
    test: 'is rejected while a debt exists, before the controller loses a right',
  },
  ...['coverage', 'debt', 'hold'].map(
    (name): ShownElsewhere => ({
      of: 'config',
      right: `ssm:DeleteParameter on */${name}`,
      file: 'test/contract/config-resource.test.ts',
      test: 'rejects observe while a debt exists, and removes debts with everything else',
    }),
  ),
  {
    of: 'controller',
    right: 'ssm:GetParameters on */epoch/*',
    file: 'test/contract/epoch.test.ts',
    test: 'is free again after its release',
  },
  {
    of: 'controller',
    right: 'ecs:DescribeTasks on *',
    file: 'test/e2e/adopt.test.ts',
    test: 'reports what it would do over several ticks, and makes no call that writes',
  },
  {
    of: 'controller',
    right: 'ssm:PutParameter on */config',
    file: 'test/e2e/deploy.test.ts',
    test: 'runs as deployed: measures, scales to the partitions, flips, and loses nothing',
  },
  {
    of: 'config',
    right: 'ssm:DeleteParameter on */epoch/*',
    file: 'test/e2e/deploy-app.test.ts',
    test: 'leaves nothing behind on destroy except the log of the controller',
  },
];

/** Removes the permissions that the list covers. @param here the calling test file, which has to cover its own entries */
export function notShownElsewhere(
  here: string,
  of: ShownElsewhere['of'],
  rights: readonly string[],
): string[] {
  const known = SHOWN_ELSEWHERE.filter(
    (entry) => entry.of === of && !('file' in entry && here.endsWith(path.normalize(entry.file))),
  );
  return rights.filter((right) => !known.some((entry) => matches(entry.right, right)));
}
