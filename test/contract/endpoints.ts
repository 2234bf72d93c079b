import { type AwsClients, createAwsClients } from '../../lib/adapters/aws/clients';
import { startLocalAws } from '../../local/aws';
import { startMoto } from '../_helpers/moto';

export interface Endpoint {
  /** For clients of one's own. */
  env: Record<string, string>;
  clients: AwsClients;
  stop(): Promise<void>;
}

/** What the suites of this folder run against: for `describe.each`. Tasks are of no account here, so none starts. */
export const ENDPOINTS: [name: string, start: () => Promise<Endpoint>][] = [
  [
    'the embedded world',
    async () => withClients(await startLocalAws({ launch: () => Promise.reject(NO_TASKS) })),
  ],
  ['moto', async () => withClients(await startMoto())],
];

/** The first run on a machine installs moto. */
export const START_TIMEOUT_MS = 300_000;

const NO_TASKS = new Error('the contract says nothing about tasks');

function withClients(server: { endpoint: string; stop(): Promise<void> }): Endpoint {
  const env = { AWS_ENDPOINT_URL: server.endpoint, AWS_REGION: 'eu-west-1' };
  const clients = createAwsClients({ env, requestTimeoutMs: 20_000 });
  return {
    env,
    clients,
    async stop() {
      clients.destroy();
      await server.stop();
    },
  };
}
