import { z } from 'zod';
import { openDeployedFunction } from '../adapters/aws/deployed-function';
import type { TickReport } from '../controller/tick-report';
import { SpillwayError } from '../errors';
import type { CliContext } from './context';
import type { Controller } from './controller';

/** The function keeps ticking by itself while a step is due: this is for the waits. */
const FOLLOW_EVERY_MS = 10_000;

/** Enough to tell a report from another function's answer, or another version's; the rest is trusted. */
const answerSchema = z.looseObject({
  pipeline: z.string(),
  outcome: z.string(),
  phase: z.string(),
  readers: z.looseObject({ state: z.string(), members: z.array(z.unknown()) }),
  reasons: z.array(z.looseObject({ code: z.string(), line: z.string() })),
  lag: z.looseObject({ total: z.string(), topics: z.array(z.looseObject({ topic: z.string() })) }),
});

/** Asks the deployed function by Lambda's Invoke; this machine needs no access to Kafka. */
export function openRemoteController(
  name: string,
  { env, interrupted }: Pick<CliContext, 'env' | 'interrupted'>,
): Controller {
  const deployed = openDeployedFunction(name, { env });
  return {
    followEveryMs: FOLLOW_EVERY_MS,
    async ask(event) {
      const answer = await deployed.invoke(event, interrupted);
      if (answerSchema.safeParse(answer).success) return answer as TickReport;
      throw new SpillwayError(
        'LAMBDA_ANSWER_UNREADABLE',
        `${name} answered something that is not a report of Spillway.`,
        'Check --function: it has to name the controller, of the same version as this command line.',
      );
    },
    close: () => deployed.destroy(),
  };
}
