import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { SSMClient } from '@aws-sdk/client-ssm';
import { clientSettings } from '../../lib/adapters/aws/client-settings';
import { answerBody, sendAnswer } from '../custom-resource/answer';
import { createConfigHandler } from './handler';
import { ssmConfigParameters } from './parameters';

/** Long enough for the write of a concurrent tick to arrive: a tick makes one call between its last read and its write. */
const READ_AGAIN_AFTER_MS = 2_000;

/** The entry point of the function that serves `Custom::SpillwayConfig`. */
export async function handler(event: unknown): Promise<void> {
  const logger = new Logger({ serviceName: 'spillway-config' });
  // Allows many attempts, because a slow deployment is better than one that fails because of throttling.
  const client = new SSMClient(
    clientSettings('SSM', { env: process.env, requestTimeoutMs: 10_000, maxAttempts: 5 }),
  );
  const run = createConfigHandler({
    open: (prefix) => ssmConfigParameters(client, prefix),
    answer: (request, answer) =>
      sendAnswer(request.ResponseURL, answerBody(request, answer), (ms) => sleep(ms)),
    log: ({ level, message, fields }) => logger[level](message, fields),
    pause: () => sleep(READ_AGAIN_AFTER_MS),
    now: Date.now,
  });
  try {
    await run(event);
  } finally {
    client.destroy();
  }
}
