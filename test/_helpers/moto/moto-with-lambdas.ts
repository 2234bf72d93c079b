import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PolicyStatement } from '../rights/iam-policy';
import { MOTO_VERSION, type Moto, startMotoKind } from './moto';

/** What happened on the server, in order. See `moto-with-lambdas.py`. */
export type MotoEvent =
  | { kind: 'resource'; fate: string; logicalId: string; type: string }
  | { kind: 'custom'; request: string; logicalId: string; status: string; reason: string }
  | { kind: 'invoked'; function: string; failed: boolean; answer: string; logs: string }
  | { kind: 'role'; function: string; arn: string; statements: PolicyStatement[]; attached: string[] }
  | { kind: 'call'; caller: string; action: string; resources: CalledResource[] };

/**
 * The resource of a call, with the condition keys that IAM would know about it. `*` means that AWS has no resource for
 * the action.
 */
export interface CalledResource {
  arn: string;
  conditions: Record<string, string>;
}

export interface MotoWithLambdas extends Moto {
  /** All events since the server started. */
  events(): Promise<MotoEvent[]>;
  /**
   * Adds a cluster to the fake of MSK's GetBootstrapBrokers.
   * @param brokers as in MSK's response: `{ bootstrapBrokerString: '127.0.0.1:9092' }`
   */
  fakeMsk(clusterArn: string, brokers: Record<string, string>): Promise<void>;
}

/**
 * Starts a moto server that the CDK can deploy to. Lambda functions are Node processes, and custom resources are really
 * called.
 */
export async function startMotoWithLambdas(): Promise<MotoWithLambdas> {
  const folder = await mkdtemp(path.join(tmpdir(), 'spillway-moto-events-'));
  const eventsFile = path.join(folder, 'events.jsonl');
  const moto = await startMotoKind({
    script: 'moto-with-lambdas.py',
    args: [eventsFile],
    // A separate Python environment, so that the smaller one of the contract tests is not affected.
    home: `venv-moto-cdk-${MOTO_VERSION}`,
    extras: [
      ...['applicationautoscaling', 'awslambda', 'cloudformation', 'ec2', 'ecs', 'events', 'iam', 'logs'],
      ...['s3', 'secretsmanager', 'ssm', 'server'],
    ],
  });
  return {
    endpoint: moto.endpoint,
    async events() {
      const text = await readFile(eventsFile, 'utf8').catch(() => '');
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as MotoEvent);
    },
    async fakeMsk(clusterArn, brokers) {
      const url = `${moto.endpoint}/v1/clusters/${encodeURIComponent(clusterArn)}/bootstrap-brokers`;
      const { status } = await fetch(url, { method: 'PUT', body: JSON.stringify(brokers) });
      if (status !== 200) throw new Error(`the fake of MSK answered ${status}`);
    },
    async stop() {
      await moto.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
