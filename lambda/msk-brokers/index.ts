import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { createMskClient, mskBrokers } from '../../lib/adapters/aws/msk-brokers';
import { answerBody, sendAnswer } from '../custom-resource/answer';
import { createBrokersHandler } from './handler';

/** The entry point of the function that serves `Custom::SpillwayBrokers`. */
export async function handler(event: unknown): Promise<void> {
  const logger = new Logger({ serviceName: 'spillway-brokers' });
  const run = createBrokersHandler({
    async brokersOf(question) {
      // Allows many attempts, because a slow deployment is better than one that fails because of throttling.
      const patience = { requestTimeoutMs: 10_000, maxAttempts: 5 };
      const client = createMskClient(question.clusterArn, { env: process.env, ...patience });
      try {
        return await mskBrokers(client, question);
      } finally {
        client.destroy();
      }
    },
    answer: (request, answer) =>
      sendAnswer(request.ResponseURL, answerBody(request, answer), (ms) => sleep(ms)),
    log: ({ level, message, fields }) => logger[level](message, fields),
  });
  await run(event);
}
