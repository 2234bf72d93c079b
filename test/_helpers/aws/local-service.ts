import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type ContainerDefinition,
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  type Deployment,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  type Service,
  type Task,
  UpdateServiceCommand,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { type AwsClients, createAwsClients } from '../../../lib/adapters/aws/clients';
import { type LocalAws, startLocalAws, type TaskLaunch } from '../../../local/aws';
import type { SchedulerTiming } from '../../../local/aws/service-scheduler';
import { logTail, startProcess } from '../../../local/process/managed-process';
import { waitUntil } from '../../../local/process/wait-until';

const READY = 'ready';

/** Shell scripts that simulate a Collector. Each one prints `ready` or exits; until then its task is PENDING. */
export const PROGRAMS = {
  /** Runs until SIGTERM, then exits cleanly. */
  good: `trap "exit 0" TERM; echo ${READY}; while :; do sleep 0.05; done`,
  /** Ignores SIGTERM. */
  stubborn: `trap "" TERM; echo ${READY}; while :; do sleep 0.05; done`,
  /** Exits with code 3. It is RUNNING only for a moment, however slow the machine is. */
  crashing: 'exit 3',
  /** Exits with code 3 after it has been RUNNING for a while. */
  crashingLater: `echo ${READY}; sleep 0.05; exit 3`,
} as const;

/** A service on its own embedded ECS, with helpers for tests. */
export interface LocalService {
  aws: LocalAws;
  clients: AwsClients;
  /** Every launch so far. */
  launches: TaskLaunch[];
  define(script: string, container?: Partial<ContainerDefinition>): Promise<string>;
  create(input: Partial<CreateServiceCommandInput>): Promise<void>;
  update(input: Partial<UpdateServiceCommandInput>): Promise<Service | undefined>;
  /** Holds the launches of a script, or of all scripts, until the returned function is called. Their tasks stay PENDING. */
  holdLaunches(script?: string): () => void;
  describe(): Promise<Service & { deployments: Deployment[] }>;
  /** All tasks that ECS still lists, running or stopped. */
  tasks(): Promise<Task[]>;
  /** Waits for a single COMPLETED deployment with this many running tasks. */
  steadyAt(count: number): Promise<void>;
  stop(): Promise<void>;
}

const CLUSTER = 'pipelines';
const SERVICE = 'processing';

export async function startLocalService(timing: Partial<SchedulerTiming> = {}): Promise<LocalService> {
  const folder = await mkdtemp(path.join(tmpdir(), 'spillway-ecs-'));
  const launches: TaskLaunch[] = [];
  let held: { script: string | undefined; until: Promise<void>; release(): void } | undefined;
  const aws = await startLocalAws({
    timing: { steadyMs: 300, firstBackOffMs: 50, longestBackOffMs: 400, ...timing },
    launch: async (task) => {
      launches.push(task);
      if (held && (held.script === undefined || task.command.includes(held.script))) await held.until;
      const program = await startProcess({
        name: `task ${task.taskId}`,
        command: task.image,
        args: task.command,
        env: { PATH: process.env.PATH ?? '', ...task.environment },
        cwd: folder,
        logFile: path.join(folder, `${task.taskId}.log`),
      });
      // On a busy machine the shell starts slowly, and an earlier signal or check would still find the shell, not the
      // script.
      await waitUntil(
        `the program of ${program.name}`,
        () => !program.running || logTail(program.logFile).includes(READY),
        { timeoutMs: 20_000, everyMs: 5 },
      );
      return program;
    },
  });
  const clients = createAwsClients({ env: { AWS_ENDPOINT_URL: aws.endpoint, AWS_REGION: 'eu-west-1' } });
  const { ecs } = clients;
  await ecs.send(new CreateClusterCommand({ clusterName: CLUSTER }));

  const describe: LocalService['describe'] = async () => {
    const answer = await ecs.send(new DescribeServicesCommand({ cluster: CLUSTER, services: [SERVICE] }));
    const [service] = answer.services ?? [];
    return { ...service, deployments: service?.deployments ?? [] };
  };

  return {
    aws,
    clients,
    launches,
    describe,
    async define(script, container = {}) {
      const definition = {
        name: 'collector',
        image: 'sh',
        command: ['-c', script],
        stopTimeout: 5,
        ...container,
      };
      const answer = await ecs.send(
        new RegisterTaskDefinitionCommand({ family: 'processing', containerDefinitions: [definition] }),
      );
      return answer.taskDefinition?.taskDefinitionArn ?? '';
    },
    async create(input) {
      await ecs.send(
        new CreateServiceCommand({
          cluster: CLUSTER,
          serviceName: SERVICE,
          taskDefinition: 'processing',
          ...input,
        }),
      );
    },
    async update(input) {
      return (await ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service: SERVICE, ...input })))
        .service;
    },
    holdLaunches(script) {
      let release: () => void = () => {};
      const until = new Promise<void>((resolve) => {
        release = resolve;
      });
      held = { script, until, release };
      return release;
    },
    async tasks() {
      const lists = await Promise.all(
        (['RUNNING', 'STOPPED'] as const).map((desiredStatus) =>
          ecs.send(new ListTasksCommand({ cluster: CLUSTER, serviceName: SERVICE, desiredStatus })),
        ),
      );
      const arns = lists.flatMap(({ taskArns = [] }) => taskArns);
      if (arns.length === 0) return [];
      return (await ecs.send(new DescribeTasksCommand({ cluster: CLUSTER, tasks: arns }))).tasks ?? [];
    },
    async steadyAt(count) {
      await waitUntil(
        `${count} tasks and a completed rollout`,
        async () => {
          const { deployments, runningCount } = await describe();
          const [only] = deployments;
          return deployments.length === 1 && only?.rolloutState === 'COMPLETED' && runningCount === count;
        },
        { timeoutMs: 20_000, everyMs: 20 },
      );
    },
    async stop() {
      // Releases tasks that a failed test still holds, because they would never end.
      held?.release();
      clients.destroy();
      await aws.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
