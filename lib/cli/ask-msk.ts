import type { MskQuestion } from '../pipeline';
import type { CliContext } from './context';

/** MSK, asked with the access of this machine: once for each cluster and login, however often a command needs it. */
export function mskAsker(env: CliContext['env']): CliContext['askMsk'] {
  const asked = new Map<string, Promise<string[]>>();
  return ({ clusterArn, listener }) => {
    const key = `${clusterArn} ${listener}`;
    const answer = asked.get(key) ?? ask({ clusterArn, listener }, env);
    asked.set(key, answer);
    return answer;
  };
}

/** The client is loaded when it is needed: most specs name their brokers. */
async function ask(question: MskQuestion, env: CliContext['env']): Promise<string[]> {
  const {
    createMskClient,
    mskBrokers,
  }: typeof import('../adapters/aws/msk-brokers') = require('../adapters/aws/msk-brokers');
  const client = createMskClient(question.clusterArn, { env });
  try {
    return await mskBrokers(client, question);
  } finally {
    client.destroy();
  }
}
