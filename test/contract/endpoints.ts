import { type ECSClient, RunTaskCommand } from '@aws-sdk/client-ecs';
import { type AwsClients, createAwsClients } from '../../lib/adapters/aws/clients';
import { startLocalAws } from '../../local/aws';
import { startMoto } from '../_helpers/moto/moto';
import { waitingProcess } from '../_helpers/process/waiting-process';

export interface Endpoint {
  /** For clients of one's own. */
  env: Record<string, string>;
  clients: AwsClients;
  /** Starts the tasks of a service that wants so many, where the endpoint does not do so itself. */
  playTasks(tasks: { cluster: string; taskDefinition: string; count: number }): Promise<void>;
  stop(): Promise<void>;
}

const BOTH: [name: string, start: () => Promise<Endpoint>][] = [
  [
    'the embedded world',
    async () => ({
      ...withClients(await startLocalAws({ launch: async () => waitingProcess() })),
      playTasks: async () => {},
    }),
  ],
  [
    'moto',
    async () => {
      const moto = withClients(await startMoto());
      return { ...moto, playTasks: (tasks) => runTasks(moto.clients.ecs, tasks) };
    },
  ],
];

/**
 * What the suites of this folder run against: for `describe.each`. No task has a process here: moto only counts them. Mutants
 * are tried against the embedded world alone, because each starts the endpoints again.
 */
export const ENDPOINTS = process.env.SPILLWAY_MUTATION_FOLDER === undefined ? BOTH : BOTH.slice(0, 1);

/** The first run on a machine installs moto. */
export const START_TIMEOUT_MS = 300_000;

function withClients(server: { endpoint: string; stop(): Promise<void> }): Omit<Endpoint, 'playTasks'> {
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

/** RunTask starts ten at most. */
const TASKS_A_CALL = 10;

async function runTasks(
  ecs: ECSClient,
  { count, ...tasks }: { cluster: string; taskDefinition: string; count: number },
) {
  for (let started = 0; started < count; started += TASKS_A_CALL) {
    const some = Math.min(TASKS_A_CALL, count - started);
    await ecs.send(new RunTaskCommand({ ...tasks, count: some, launchType: 'FARGATE' }));
  }
}
