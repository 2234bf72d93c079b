import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MOTO_VERSION, type Moto, startMotoKind } from './moto';

/** What happened on the server, in order: see `moto-with-lambdas.py`. */
export type MotoEvent =
  | { kind: 'resource'; fate: string; logicalId: string; type: string }
  | { kind: 'custom'; request: string; logicalId: string; status: string; reason: string }
  | { kind: 'invoked'; function: string; failed: boolean; answer: string; logs: string }
  | { kind: 'call'; caller: string; target: string };

export interface MotoWithLambdas extends Moto {
  /** All events since the server was started. */
  events(): Promise<MotoEvent[]>;
}

/** A moto server that CDK can deploy to: Lambda functions are Node processes, custom resources are asked properly. */
export async function startMotoWithLambdas(): Promise<MotoWithLambdas> {
  const folder = await mkdtemp(path.join(tmpdir(), 'spillway-moto-events-'));
  const eventsFile = path.join(folder, 'events.jsonl');
  const moto = await startMotoKind({
    script: 'moto-with-lambdas.py',
    args: [eventsFile],
    // Of its own, so that the smaller one of the contract tests stays as it is.
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
    async stop() {
      await moto.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
