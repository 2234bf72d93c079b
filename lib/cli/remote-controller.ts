import * as z from 'zod';
import { openDeployedFunction } from '../adapters/aws/deployed-function';
import type { TickReport } from '../controller/tick-report';
import { SpillwayError } from '../errors';
import { checkProfile } from './aws-options';
import type { CliContext } from './context';
import type { Controller } from './controller';

/** While a step is due, the function runs further ticks itself, so this is only the pause during waits. */
const FOLLOW_EVERY_MS = 10_000;

/** Enough to recognise a report from this version. The rest is trusted. */
const reportSchema = z.looseObject({
  pipeline: z.string(),
  outcome: z.string(),
  phase: z.string(),
  readers: z.looseObject({ state: z.string(), members: z.array(z.unknown()) }),
  reasons: z.array(z.looseObject({ code: z.string(), line: z.string() })),
  lag: z.looseObject({ total: z.string(), topics: z.array(z.looseObject({ topic: z.string() })) }),
});

/**
 * Opens the deployed function, called with Lambda Invoke. This machine needs no access to Kafka.
 *
 * @throws SpillwayError `AWS_PROFILE_UNKNOWN`
 */
export function openRemoteController(
  name: string,
  { env, interrupted }: Pick<CliContext, 'env' | 'interrupted'>,
): Controller {
  checkProfile(env);
  const deployed = openDeployedFunction(name, { env });
  return {
    followEveryMs: FOLLOW_EVERY_MS,
    name: `Lambda function ${name}`,
    async send(event) {
      const response = await deployed.invoke(event, interrupted);
      if (reportSchema.safeParse(response).success) return response as TickReport;
      throw new SpillwayError(
        'LAMBDA_ANSWER_UNREADABLE',
        `The response of function ${name} is not a Spillway report.`,
        'Check that --function names the controller, and that the function and this command line have the same version.',
      );
    },
    close: () => deployed.destroy(),
  };
}
