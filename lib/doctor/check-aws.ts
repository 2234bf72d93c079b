import { SpillwayError } from '../errors';
import type { FaultCode } from './catalog';
import { type Finding, fault, ok, skipped } from './finding';

/** One read-only check on AWS. */
export interface AwsCheck {
  check: 'ssm' | 'ecs';
  /** What is checked: a parameter prefix, or cluster and service. */
  subject: string;
  /** Reads it. With a code the result is a fault. Rejects with a `SpillwayError` of the adapter. */
  read(): Promise<{ says: string; code?: FaultCode }>;
  /** The action that cannot be checked without carrying it out, such as `ssm:PutParameter`. */
  untried: string;
}

/** Checks on AWS what can be checked by reading: existence, and permission to read. */
export async function checkAws(checks: readonly AwsCheck[]): Promise<Finding[]> {
  const found = await Promise.all(
    checks.map(async ({ check, subject, read, untried }) => {
      try {
        const { says, code } = await read();
        const finding = code ? fault(check, code, subject, says) : ok(check, subject, says);
        return [
          finding,
          skipped(check, subject, `${untried} was not tried, because AWS has no dry run for it`),
        ];
      } catch (error) {
        if (!(error instanceof SpillwayError)) throw error;
        return [fault(check, verdictOf(error.code), subject, error.code)];
      }
    }),
  );
  return found.flat();
}

function verdictOf(errorCode: string): FaultCode {
  if (errorCode.endsWith('_ACCESS_DENIED')) return 'AWS_DENIED';
  if (errorCode.endsWith('_UNREACHABLE')) return 'AWS_UNREACHABLE';
  if (errorCode === 'ECS_SERVICE_DAEMON') return 'SERVICE_DAEMON';
  return errorCode === 'ECS_SERVICE_MISSING' || errorCode === 'ECS_CLUSTER_MISSING'
    ? 'SERVICE_MISSING'
    : 'AWS_FAILED';
}
