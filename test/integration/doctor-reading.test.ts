import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { renderProcessing } from '../../lib/collector';
import { type PipelineSpec, parsePipelineSpec } from '../../lib/pipeline';
import { ensureCollector } from '../../local/collector/ensure-collector';
import { type RunningCollector, startCollector } from '../../local/collector/start-collector';
import type { RunningKafka } from '../../local/kafka/broker-process';
import { createTopics, withAdmin } from '../../local/kafka/topics';
import { freePorts } from '../../local/process/free-ports';
import { waitUntil } from '../../local/process/wait-until';
import { awsEnvironment } from '../../local/world/processing-tier';
import { type LocalService, PROGRAMS, startLocalService } from '../_helpers/aws/local-service';
import { askDoctor, type DoctorAnswer } from '../_helpers/doctor/ask-doctor';
import { KAFKA_START_TIMEOUT_MS, startTestKafka } from '../_helpers/kafka/broker';

jest.setTimeout(180_000);

const cacheDir = path.resolve(__dirname, '../../.cache');
const progress = (line: string) => process.stderr.write(`${line}\n`);
const USER = { username: 'reader', password: 'correct-horse' };

let kafka: RunningKafka;
let service: LocalService;
let folder: string;
let bin: string;
let spec: PipelineSpec;
let closedPort: number;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'spillway-reading-'));
  bin = await ensureCollector({ cacheDir, version: '0.160.0', progress });
  kafka = await startTestKafka({ sasl: { users: [USER], mechanisms: ['SCRAM-SHA-256'] } });
  await createTopics(kafka.bootstrap, [{ topic: 'otlp_spans', partitions: 3 }]);
  [closedPort = 0] = await freePorts(1);
  service = await startLocalService();
  // ECS knows of a task; the Collector of a test is what runs in it.
  await service.define(PROGRAMS.good);
  await service.create({ desiredCount: 1 });
  await service.steadyAt(1);
  const text = [
    'name: reading',
    `kafka: { brokers: ["${kafka.saslBootstrap}"], auth: { mechanism: SCRAM-SHA-256, username: reader, password: { env: READER } } }`,
    'group: reading-processing',
    'signals: { traces: { topic: otlp_spans } }',
    'tiers: { processing: { cluster: pipelines, service: processing, backend: { endpoint: "http://127.0.0.1:1" } } }',
  ].join('\n');
  spec = parsePipelineSpec(text, 'pipeline.yaml');
  await writeFile(path.join(folder, 'pipeline.yaml'), text);
}, KAFKA_START_TIMEOUT_MS);

afterAll(async () => {
  await Promise.all([kafka?.stop(), service?.stop()]);
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** Stores a configuration, has a Collector run with it, and asks the doctor while it does. */
async function whileRunning(
  config: string,
  password: string,
  isSeen: (answer: DoctorAnswer) => boolean | Promise<boolean>,
) {
  await service.clients.ssm.send(
    new PutParameterCommand({
      ...{ Name: '/spillway/reading/config', Value: config, Type: 'String', Overwrite: true },
    }),
  );
  let collector: RunningCollector | undefined;
  try {
    collector = await startCollector({
      ...{ bin, name: 'Collector', configText: config, env: { SPILLWAY_KAFKA_PASSWORD: password } },
      logFile: logFile(),
    });
    return await waitUntil(
      'the doctor to see it',
      async () => {
        const answer = await askDoctor({
          args: ['-p', path.join(folder, 'pipeline.yaml')],
          env: { ...awsEnvironment(service.aws.endpoint), READER: USER.password },
        });
        return (await isSeen(answer)) && answer;
      },
      { timeoutMs: 60_000, everyMs: 500 },
    );
  } finally {
    await collector?.stop(10_000);
  }
}

async function clientIdsIn(group: string): Promise<string[]> {
  const { groups } = await withAdmin(kafka.bootstrap, (admin) => admin.describeGroups([group]));
  return groups.flatMap(({ members }) => members.map(({ clientId }) => clientId));
}

const readersIn = ({ findings }: DoctorAnswer) => findings.find(({ check }) => check === 'readers');
/** Nobody reads, and the Collector has come so far that it would: its log says so. */
const nobodyOnce = (said: RegExp) => (answer: DoctorAnswer) =>
  readersIn(answer)?.code === 'NOBODY_READS' && said.test(readFileSync(logFile(), 'utf8'));
const logFile = () => path.join(folder, 'collector.log');
const rendered = () => renderProcessing(spec, 'earliest');

describe('running tasks, and which of them read', () => {
  it('are all ok with the rendered configuration', async () => {
    const answer = await whileRunning(rendered(), USER.password, (seen) => readersIn(seen)?.status === 'ok');

    expect(answer.faults).toEqual([]);
    expect(readersIn(answer)?.says).toBe('1 running task, 1 member in the group');
    // The same connection as the spec's, which is looked at once.
    expect(answer.text).toContain('/spillway/reading/config receiver kafka: not set');
    expect(answer.findings.filter(({ check }) => check === 'tcp')).toHaveLength(1);
  });

  it('are recognised by the client_id of the rendered configuration', async () => {
    let clientIds: string[] = [];
    await whileRunning(rendered(), USER.password, async () => {
      clientIds = await clientIdsIn(spec.group);
      return clientIds.length > 0;
    });

    expect(clientIds).toEqual(['spillway-reading']);
  });

  it('do not read with an unreachable broker', async () => {
    const dead = `127.0.0.1:${closedPort}`;
    const answer = await whileRunning(
      rendered().replace(`${kafka.saslBootstrap}`, dead),
      USER.password,
      nobodyOnce(/connection refused/),
    );

    expect(answer.faults).toEqual(['PORT_CLOSED', 'LIVE_CONFIG_DIFFERS', 'NOBODY_READS']);
    expect(readersIn(answer)?.says).toContain(`The receiver kafka connects to ${dead} (line 6)`);
  });

  it('do not read the watched group if the Collector uses another one', async () => {
    const answer = await whileRunning(
      rendered().replace('group_id: reading-processing', 'group_id: orders'),
      USER.password,
      async (answer) => nobodyOnce(/./)(answer) && (await clientIdsIn('orders')).length > 0,
    );

    expect(answer.faults).toEqual(['LIVE_CONFIG_DIFFERS', 'NOBODY_READS']);
    expect(readersIn(answer)?.says).toContain('reads in the group orders');
  });

  it('do not read with a password that only the task has, and the text says what it cannot know', async () => {
    const answer = await whileRunning(rendered(), 'wrong', nobodyOnce(/SASL_AUTHENTICATION_FAILED/));

    expect(answer.faults).toEqual(['NOBODY_READS']);
    expect(readersIn(answer)?.says).toContain(
      'does not explain it; see the checks above and the log of a task',
    );
  });
});
