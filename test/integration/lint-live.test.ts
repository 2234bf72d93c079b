import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { liveFacts } from '../../lib/cli/lint-live';
import { runCli } from '../../lib/cli/run-cli';
import { renderProcessing } from '../../lib/collector';
import { SpillwayError } from '../../lib/errors';
import { parsePipelineSpec } from '../../lib/pipeline';
import type { LintReport } from '../../lib/report/lint-report';
import type { RunningKafka } from '../../local/kafka/broker-process';
import { createTopics } from '../../local/kafka/topics';
import { freePorts } from '../../local/process/free-ports';
import { awsEnvironment } from '../../local/world/processing-tier';
import { type LocalService, startLocalService } from '../_helpers/aws/local-service';
import { type Reply, testCli } from '../_helpers/cli/context';
import { sampleReport } from '../_helpers/controller/tick-report';
import { KAFKA_START_TIMEOUT_MS, startTestKafka } from '../_helpers/kafka/broker';

let kafka: RunningKafka;
let service: LocalService;

beforeAll(async () => {
  service = await startLocalService();
  kafka = await startTestKafka();
  await createTopics(kafka.bootstrap, [
    { topic: 'otlp_spans', partitions: 6, config: { 'max.message.bytes': '2000000' } },
    { topic: 'otlp_logs', partitions: 3 },
  ]);
}, KAFKA_START_TIMEOUT_MS);

afterAll(async () => {
  await Promise.all([kafka?.stop(), service?.stop()]);
}, 60_000);

/** A command line whose AWS is the embedded one. */
function cliOf(replies: Reply[]) {
  const cli = testCli(replies);
  return { ...cli, context: { ...cli.context, env: awsEnvironment(service.aws.endpoint) } };
}

const storeConfig = (text: string) =>
  service.clients.ssm.send(
    new PutParameterCommand({
      ...{ Name: '/spillway/checkout/config', Value: text, Type: 'String', Overwrite: true },
    }),
  );

function textOf(broker: string): string {
  return `name: checkout
kafka: { brokers: ["${broker}"], connectTimeout: 2s }
group: processing
signals: { traces: { topic: otlp_spans }, logs: { topic: otlp_logs }, metrics: { topic: otlp_metrics } }
tiers:
  processing:
    cluster: telemetry
    service: processing
    backend: { endpoint: "https://backend.internal:4318" }
`;
}

function specOf(broker: string) {
  return parsePipelineSpec(textOf(broker), 'pipeline.yaml');
}

const DOWN = new SpillwayError('SSM_UNREACHABLE', 'SSM does not answer.', 'Look at the network.');

describe('what the linter reads from a live deployment', () => {
  it("includes Kafka's release, topics and limits, and what the controller wants", async () => {
    await storeConfig('receivers: {}');
    const { context, closed } = cliOf([sampleReport()]);

    const { facts, notes } = await liveFacts(specOf(kafka.bootstrap), 'pipeline.yaml', context);

    expect(notes).toEqual([]);
    expect(facts).toEqual({
      // The newest release whose requests are known: Kafka 4.3.1 supports them all.
      kafkaVersion: '4.2',
      autoCreateTopics: false,
      topics: new Map([
        ['otlp_spans', { partitions: 6, maxMessageBytes: 2_000_000 }],
        ['otlp_logs', { partitions: 3, maxMessageBytes: 1_048_588 }],
      ]),
      tasks: 2,
      liveConfig: { name: '/spillway/checkout/config', text: 'receivers: {}' },
      initialOffset: { wanted: 'earliest', because: 'the pipeline runs on earliest and is draining' },
    });
    expect(closed()).toBe(1);
  });

  it('is incomplete if something does not respond, which is reported', async () => {
    const [port] = await freePorts(1);
    const live = sampleReport({
      phase: 'live',
      initialOffset: { stored: 'latest', runningEarliest: 0, runningLatest: 2 },
    });

    const withoutKafka = await liveFacts(specOf(`127.0.0.1:${port}`), 'p.yaml', cliOf([live]).context);
    const withoutState = await liveFacts(specOf(kafka.bootstrap), 'p.yaml', cliOf([DOWN]).context);

    expect(withoutKafka.facts).toMatchObject({ tasks: 2, initialOffset: { wanted: 'latest' } });
    expect(withoutKafka.facts.topics).toBeUndefined();
    expect(withoutKafka.notes).toEqual([
      expect.stringMatching(/^cannot: Kafka was not checked\. PORT_CLOSED 127/),
    ]);
    expect(withoutState.facts.topics?.size).toBe(2);
    expect(withoutState.facts.initialOffset).toBeUndefined();
    expect(withoutState.notes).toEqual([
      expect.stringMatching(/^cannot: the state of the pipeline was not read\. SSM_UNREACHABLE/),
    ]);
  });

  it('does not include what the controller wants while initial_offset is being changed', async () => {
    const report = sampleReport({
      phase: 'verifying',
      initialOffset: { stored: 'latest', runningEarliest: 0, runningLatest: 2 },
    });

    const { facts } = await liveFacts(specOf(kafka.bootstrap), 'p.yaml', cliOf([report]).context);

    expect(facts.initialOffset).toBeUndefined();
  });

  it('reports a missing live configuration, or that SSM does not respond', async () => {
    const spec = specOf(kafka.bootstrap);
    const other = { ...spec, name: 'nobody' };
    const unreachable = { ...testCli([sampleReport()]).context, env: awsEnvironment('http://127.0.0.1:9') };

    const [none, silent] = await Promise.all([
      liveFacts(other, 'p.yaml', cliOf([sampleReport()]).context),
      liveFacts(spec, 'p.yaml', unreachable),
    ]);

    expect(none.notes).toEqual([
      'cannot: the live configuration was not compared, because there is none under /spillway/nobody.',
    ]);
    expect(silent.notes).toEqual([
      expect.stringMatching(/^cannot: the live configuration was not compared\. SSM_\w+ /),
    ]);
    expect([none.facts.liveConfig, silent.facts.liveConfig]).toEqual([undefined, undefined]);
  });

  it('shows where the live configuration differs from the spec, together with the findings in the files', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'spillway-lint-'));
    try {
      const spec = specOf(kafka.bootstrap);
      const file = path.join(folder, 'pipeline.yaml');
      await writeFile(file, textOf(kafka.bootstrap));
      await storeConfig(
        renderProcessing(spec, 'earliest').replace('group_id: processing', 'group_id: orders'),
      );
      const { context, out, err } = cliOf([sampleReport()]);

      const code = await runCli(['lint', '-', '-p', file, '--live', '--format', 'json'], {
        ...context,
        readStdin: async () => renderProcessing(spec, 'earliest'),
      });

      const report: LintReport = JSON.parse(out());
      expect([code, err()]).toEqual([1, '']);
      const shown = report.findings.filter(({ code: each }) => each !== 'KAFKA_TOPIC_MISSING');
      expect(shown.map((each) => `${each.file} ${each.code} ${each.message}`)).toEqual([
        expect.stringMatching(
          /^\/spillway\/checkout\/config LIVE_CONFIG_DISAGREES The receiver kafka reads in the group orders \(line \d+\); the spec says processing\.$/,
        ),
      ]);
      expect(report.files.map(({ name }) => name)).toContain('/spillway/checkout/config');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
