import { mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PASSWORD_VARIABLE } from '../../lib/collector';
import type { TickReport } from '../../lib/controller/tick-report';
import { parsePipelineSpec } from '../../lib/pipeline';
import { type LocalAws, startLocalAws } from '../../local/aws';
import { waitUntil } from '../../local/process/wait-until';
import type { CleanUp } from '../../local/world/clean-up';
import { type Controlled, startController } from '../../local/world/controller';
import { awsEnvironment, deployProcessingTier } from '../../local/world/processing-tier';
import { launchIdleTask } from '../stage/idle-task';
import { processCpuMs } from '../stage/process-cpu';
import { type Access, type Behind, groupOf, pipelineOf, TOPIC_PATTERN } from '../stage/stage';
import type { Peer } from './peer';
import { wholeProcess } from './whole-process';

/** The built command line. This file runs from dist/bench/peers. */
const COMMAND = path.resolve(__dirname, '../../bundle/spillway.js');
const RUNNING_TIMEOUT_MS = 60_000;

/** A deployed pipeline whose tasks do nothing: the controller finds its service, its parameters and its group. */
export interface Pipeline extends Controlled {
  readonly specFile: string;
}

/** Deploys the pipeline of a group into an embedded AWS. */
export async function deployPipeline(
  { brokers, login }: Access,
  behind: Behind,
  parentDir: string,
  cleanUp: CleanUp,
): Promise<Pipeline> {
  const folder = path.join(
    parentDir,
    `pipeline-${behind}-${login ? 'tls' : brokers.join('-').replaceAll(':', '_')}`,
  );
  await mkdir(folder, { recursive: true });
  const specText = JSON.stringify({
    name: pipelineOf(behind),
    kafka: {
      brokers,
      ...(login
        ? {
            auth: {
              mechanism: 'SCRAM-SHA-512',
              username: login.username,
              password: { env: PASSWORD_VARIABLE },
            },
            tls: { caFile: login.caFile },
          }
        : {}),
    },
    group: groupOf(behind),
    signals: { traces: { topic: TOPIC_PATTERN } },
    tiers: {
      processing: {
        cluster: 'bench',
        service: pipelineOf(behind),
        tasks: { min: 1, max: 1 },
        backend: { endpoint: 'http://127.0.0.1:4318' },
      },
    },
  });
  const specFile = path.join(folder, 'pipeline.yaml');
  await writeFile(specFile, specText);
  const aws: LocalAws = await startLocalAws({ launch: launchIdleTask });
  cleanUp.add('the tasks and the AWS endpoint', () => aws.stop());
  await deployProcessingTier({ aws, spec: parsePipelineSpec(specText, specFile) });
  return {
    aws,
    specText,
    specFile,
    folder,
    cleanUp,
    secrets: login ? { [PASSWORD_VARIABLE]: login.password } : {},
  };
}

/** A whole tick in a warm process of the built Lambda bundle: Kafka, ECS, SSM, tasks' metrics, the decision, and logs. */
export async function startTicks(pipeline: Pipeline): Promise<Peer> {
  const controller = await startController(pipeline);
  const log = path.join(pipeline.folder, 'controller.log');
  const tick = () => controller.invoke<TickReport>({ source: 'aws.scheduler' });
  await waitUntil('the task to run', async () => (await tick()).tasks.running === 1, {
    timeoutMs: RUNNING_TIMEOUT_MS,
    everyMs: 500,
  });
  return {
    name: 'spillway tick',
    async look() {
      const cpuMs = processCpuMs(controller.pid);
      const { size: logged } = await stat(log);
      const beganMs = performance.now();
      const report = await tick();
      const ms = performance.now() - beganMs;
      return {
        ms,
        cpuMs: processCpuMs(controller.pid) - cpuMs,
        loggedBytes: (await stat(log)).size - logged,
        lag: Number(report.lag.total),
      };
    },
    stop: () => controller.stop(),
  };
}

/** `spillway status` as a whole process: a tick that changes nothing, with its report. */
export function spillwayStatus({ aws, specFile, secrets }: Pipeline): Peer {
  return wholeProcess({
    name: 'spillway status, whole process',
    command: process.execPath,
    args: [COMMAND, 'status', '-p', specFile],
    env: { ...awsEnvironment(aws.endpoint), ...secrets },
  });
}
