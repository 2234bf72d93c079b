import type { MskQuestion } from '../pipeline';
import { checkProfile } from './aws-options';
import type { CliContext } from './context';

/** Looks up brokers with this machine's access, once per cluster and listener. */
export function mskLookup(env: CliContext['env']): CliContext['askMsk'] {
  const responses = new Map<string, Promise<string[]>>();
  return ({ clusterArn, listener }) => {
    const key = `${clusterArn} ${listener}`;
    const response = responses.get(key) ?? send({ clusterArn, listener }, env);
    responses.set(key, response);
    return response;
  };
}

/** Loads the client on demand, because most specs name their brokers. */
async function send(question: MskQuestion, env: CliContext['env']): Promise<string[]> {
  checkProfile(env);
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
