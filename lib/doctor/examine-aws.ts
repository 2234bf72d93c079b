import { SpillwayError } from '../errors';
import type { VerdictCode } from './catalog';
import { type Finding, fault, ok, skipped } from './finding';

/** One look at AWS that changes nothing. */
export interface AwsLook {
  check: 'ssm' | 'ecs';
  /** What is looked at: a parameter's prefix, a cluster and service. */
  subject: string;
  /** Says what is there, or which verdict it is; rejects with a `SpillwayError` of `lib/aws`. */
  look(): Promise<{ says: string; code?: VerdictCode }>;
  /** What cannot be tried without doing it. */
  untried: string;
}

/** Rights and things on AWS, as far as reading tells. */
export async function examineAws(looks: readonly AwsLook[]): Promise<Finding[]> {
  const found = await Promise.all(
    looks.map(async ({ check, subject, look, untried }) => {
      try {
        const { says, code } = await look();
        const finding = code ? fault(check, code, subject, says) : ok(check, subject, says);
        return [finding, skipped(check, subject, `${untried} is not tried: AWS has no dry run for it`)];
      } catch (error) {
        if (!(error instanceof SpillwayError)) throw error;
        return [fault(check, verdictOf(error.code), subject, error.code)];
      }
    }),
  );
  return found.flat();
}

function verdictOf(errorCode: string): VerdictCode {
  if (errorCode.endsWith('_ACCESS_DENIED')) return 'AWS_DENIED';
  if (errorCode.endsWith('_UNREACHABLE')) return 'AWS_UNREACHABLE';
  if (errorCode === 'ECS_SERVICE_DAEMON') return 'SERVICE_DAEMON';
  return errorCode === 'ECS_SERVICE_MISSING' || errorCode === 'ECS_CLUSTER_MISSING'
    ? 'SERVICE_MISSING'
    : 'AWS_FAILED';
}
