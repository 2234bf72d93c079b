import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import type { RunningKafka } from '../../local/kafka/broker-process';
import { createTopics, produce, withAdmin } from '../../local/kafka/topics';
import { waitUntil } from '../../local/process/wait-until';
import { awsEnvironment } from '../../local/world/processing-tier';
import { PROGRAMS, startLocalService } from '../_helpers/aws/local-service';
import { askDoctor, type DoctorAnswer } from '../_helpers/doctor/ask-doctor';
import { ingestionConfig, processingConfig } from '../_helpers/doctor/faults';
import { KAFKA_START_TIMEOUT_MS, startTestKafka } from '../_helpers/kafka/broker';
import { startNewerConsumer } from '../_helpers/kafka/java-consumer';

jest.setTimeout(120_000);

const GROUP = 'otel-processing';
const USER = { username: 'reader', password: 'correct-horse' };
const AHEAD_MS = 600_000;

describe('what spillway doctor finds after it has connected', () => {
  let kafka: RunningKafka;

  beforeAll(async () => {
    kafka = await startTestKafka({
      sasl: { users: [USER], mechanisms: ['SCRAM-SHA-256'] },
      properties: {
        'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
        'super.users': 'User:ANONYMOUS',
        // Whoever logs in may look, and nothing else.
        'allow.everyone.if.no.acl.found': 'false',
      },
    });
    await createTopics(kafka.bootstrap, [
      { topic: 'otlp_spans', partitions: 3 },
      { topic: 'small', partitions: 1, config: { 'max.message.bytes': '100000' } },
      { topic: 'two_copies', partitions: 1, config: { 'min.insync.replicas': '2' } },
      { topic: 'ahead', partitions: 2 },
      { topic: 'uneven', partitions: 4 },
    ]);
    await grantDescribe(kafka.bootstrap, 'otlp_spans');
    const stamped = { partition: 1, value: 'x', timestampMs: Date.now() + AHEAD_MS };
    await produce(kafka.bootstrap, 'ahead', [stamped]);
    const many = Array.from({ length: 1_200 }, () => ({ partition: 2, value: 'x' }));
    await produce(kafka.bootstrap, 'uneven', many);
  }, KAFKA_START_TIMEOUT_MS);

  afterAll(() => kafka?.stop());

  const reading = (topic: string, more: object = {}) =>
    askDoctor({
      config: processingConfig({
        ...{ brokers: [kafka.bootstrap], group_id: GROUP, traces: { topics: [topic] } },
        ...more,
      }),
    });
  const writing = (topic: string, more: object = {}) =>
    askDoctor({
      config: ingestionConfig({ brokers: [kafka.bootstrap], traces: { topic }, ...more }),
    });

  it('leaves topics, groups and offsets unchanged', async () => {
    const look = () =>
      withAdmin(kafka.bootstrap, async (admin) => ({
        // Kafka makes this one itself when somebody first asks for a coordinator.
        topics: (await admin.listTopics()).filter((topic) => topic !== '__consumer_offsets').sort(),
        groups: (await admin.listGroups()).groups,
        ends: await admin.fetchTopicOffsets('otlp_spans'),
      }));
    const before = await look();

    await reading('otlp_spans');
    await writing('otlp_spans', { producer: { required_acks: -1 } });
    await reading('not_there');
    await writing('not_there');

    expect(await look()).toEqual(before);
  });

  it('reports that a login may describe a topic but not write to it', async () => {
    const { faults } = await writing('otlp_spans', {
      brokers: [kafka.saslBootstrap],
      auth: { sasl: { mechanism: 'SCRAM-SHA-256', ...USER } },
    });

    expect(faults).toEqual(['TOPIC_WRITE_DENIED']);
  });

  it('reports that the exporter may send larger requests than the topic accepts, and that its acks are low', async () => {
    const answer = await writing('small');

    expect(answer.faults).toEqual(['MESSAGE_LIMIT_ABOVE_BROKER']);
    expect(line(answer, 'message size')).toContain('exporter up to 1000000 bytes, topic up to 100000');
  });

  it('reports an unreachable min.insync.replicas, for the tiers that it blocks', async () => {
    const all = await writing('two_copies', { producer: { required_acks: -1 } });
    const leader = await writing('two_copies', { producer: { required_acks: 1 } });

    expect([all.faults, leader.faults]).toEqual([['MIN_INSYNC_TOO_HIGH'], []]);
  });

  it('reports records with future timestamps, how far ahead they are, and who sets them', async () => {
    const answer = await reading('ahead');

    expect(answer.exitCode).toBe(0);
    expect(line(answer, 'clocks')).toMatch(
      /CLOCK_AHEAD timestamps up to (5\d\d|600) s in the future; set by the producers/,
    );
  });

  it('reports a partition that holds most of the records', async () => {
    expect(line(await reading('uneven'), 'balance')).toContain(
      'PARTITIONS_UNEVEN one of 4 partitions holds 100 % of 1200',
    );
  });

  it('checks the topics that a pattern matches', async () => {
    const [some, none] = [await reading('^(ahead|une.*)$'), await reading('^nothing-.*')];

    expect(some.findings.filter(({ check }) => check === 'topic').map(({ subject }) => subject)).toEqual([
      'ahead',
      'uneven',
    ]);
    expect(none.faults).toEqual(['TOPIC_PATTERN_MATCHES_NOTHING']);
  });

  it('recognises a group of the newer protocol, which Collectors cannot join', async () => {
    const consumer = await startNewerConsumer({
      ...{ bootstrap: kafka.bootstrap, topic: 'uneven', groupId: 'newer' },
    });
    try {
      const answer = await waitUntil(
        'the newer consumer to be in its group',
        async () => {
          const asked = await reading('uneven', { group_id: 'newer' });
          return asked.faults.length > 0 && asked;
        },
        { timeoutMs: 60_000 },
      );

      expect(answer.faults).toEqual(['GROUP_OTHER_PROTOCOL']);
    } finally {
      await consumer.stop();
    }
  });

  it('uses the spec too, and reads SSM and ECS without writing', async () => {
    const service = await startLocalService();
    const folder = await mkdtemp(path.join(tmpdir(), 'spillway-doctor-'));
    try {
      await service.define(PROGRAMS.good);
      await service.create({ desiredCount: 0 });
      const spec = path.join(folder, 'pipeline.yaml');
      await writeFile(spec, pipelineSpec(kafka.bootstrap));
      const ask = () => askDoctor({ args: ['-p', spec], env: awsEnvironment(service.aws.endpoint) });

      const before = await ask();
      await service.clients.ssm.send(
        new PutParameterCommand({
          Name: '/spillway/looked-at/config',
          Value: 'receivers: {}',
          Type: 'String',
        }),
      );
      const after = await ask();

      expect([before.faults, after.faults]).toEqual([['PARAMETER_MISSING'], ['LIVE_CONFIG_UNREADABLE']]);
      expect(after.text).toContain('for processing tier, ingestion tier');
      expect(after.text).toMatch(/^ok {7}ecs {15}pipelines\/processing: 0\/0 tasks running$/m);
    } finally {
      await service.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('reports a missing variable, and does not connect without it', async () => {
    const brokers = [kafka.bootstrap, '${env:BROKER}'];
    const config = processingConfig({ brokers, protocol_version: '${env:VERSION:-9.9}' });

    const unset = await askDoctor({ config });
    const set = await askDoctor({ config, env: { BROKER: kafka.bootstrap } });

    expect(unset.findings).toEqual([expect.objectContaining({ code: 'VARIABLE_NOT_SET' })]);
    expect(unset.text).toContain('${env:BROKER} is not set');
    expect(set.faults).toEqual(['PROTOCOL_VERSION_UNKNOWN']);
  });
});

function line({ findings }: DoctorAnswer, check: string): string {
  return findings
    .filter((finding) => finding.check === check)
    .map(({ code, says }) => `${code ?? ''} ${says}`.trim())
    .join('\n');
}

function pipelineSpec(bootstrap: string): string {
  return [
    'name: looked-at',
    `kafka: { brokers: ["${bootstrap}"] }`,
    `group: ${GROUP}`,
    'signals: { traces: { topic: otlp_spans } }',
    'tiers: { processing: { cluster: pipelines, service: processing, backend: { endpoint: "http://b" } } }',
  ].join('\n');
}

async function grantDescribe(bootstrap: string, resourceName: string): Promise<void> {
  const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = await import(
    'kafkajs'
  );
  await withAdmin(bootstrap, (admin) =>
    admin.createAcls({
      acl: [
        {
          ...{ principal: `User:${USER.username}`, host: '*', resourceName },
          resourceType: AclResourceTypes.TOPIC,
          operation: AclOperationTypes.DESCRIBE,
          permissionType: AclPermissionTypes.ALLOW,
          resourcePatternType: ResourcePatternTypes.LITERAL,
        },
      ],
    }),
  );
}
