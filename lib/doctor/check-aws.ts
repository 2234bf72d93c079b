import { SpillwayError } from '../errors';
import type { FaultCode } from './catalog';
import { type Finding, fault, ok, skipped } from './finding';

/** One read-only check on AWS. */
export interface AwsCheck {
  check: 'ssm' | 'ecs';
  /** What is checked: a parameter prefix, or a cluster and service. */
  subject: string;
  /** Reads the subject. With a code the result is a fault. Rejects with the adapter's `SpillwayError`. */
  read(): Promise<{ says: string; code?: FaultCode }>;
  /** The action that can only be checked by carrying it out, such as `ssm:PutParameter`. */
  untried: string;
}

/** Checks what can be checked on AWS by reading: whether things exist, and whether they may be read. */
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
