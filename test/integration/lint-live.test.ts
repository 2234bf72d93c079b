import { liveFacts } from '../../lib/cli/lint-live';
import { SpillwayError } from '../../lib/errors';
import { parsePipelineSpec } from '../../lib/pipeline';
import type { RunningKafka } from '../../local/kafka/broker-process';
import { createTopics } from '../../local/kafka/topics';
import { freePorts } from '../../local/process/free-ports';
import { testCli } from '../_helpers/cli-context';
import { KAFKA_START_TIMEOUT_MS, startTestKafka } from '../_helpers/kafka-broker';
import { sampleReport } from '../_helpers/tick-report';

let kafka: RunningKafka;

beforeAll(async () => {
  kafka = await startTestKafka();
  await createTopics(kafka.bootstrap, [
    { topic: 'otlp_spans', partitions: 6, config: { 'max.message.bytes': '2000000' } },
    { topic: 'otlp_logs', partitions: 3 },
  ]);
}, KAFKA_START_TIMEOUT_MS);

afterAll(() => kafka?.stop(), 60_000);

function specOf(broker: string) {
  return parsePipelineSpec(
    `name: checkout
kafka: { brokers: ["${broker}"], connectTimeout: 2s }
group: processing
signals: { traces: { topic: otlp_spans }, logs: { topic: otlp_logs }, metrics: { topic: otlp_metrics } }
tiers:
  processing:
    cluster: telemetry
    service: processing
    backend: { endpoint: "https://backend.internal:4318" }
`,
    'pipeline.yaml',
  );
}

const DOWN = new SpillwayError('SSM_UNREACHABLE', 'SSM does not answer.', 'Look at the network.');

describe('what a live deployment tells the linter', () => {
  it('asks Kafka for its release, topics and limits, and the controller for what it wants', async () => {
    const { context, closed } = testCli([sampleReport()]);

    const { facts, notes } = await liveFacts(specOf(kafka.bootstrap), 'pipeline.yaml', context);

    expect(notes).toEqual([]);
    expect(facts).toEqual({
      // The newest whose requests are known: Kafka 4.3.1 takes them all.
      kafkaVersion: '4.2',
      autoCreateTopics: false,
      topics: new Map([
        ['otlp_spans', { partitions: 6, maxMessageBytes: 2_000_000 }],
        ['otlp_logs', { partitions: 3, maxMessageBytes: 1_048_588 }],
      ]),
      tasks: 2,
      initialOffset: { wanted: 'earliest', because: 'the pipeline runs on earliest and is draining' },
    });
    expect(closed()).toBe(1);
  });

  it('says what does not answer, and goes on with the rest', async () => {
    const [port] = await freePorts(1);
    const live = sampleReport({
      phase: 'live',
      initialOffset: { stored: 'latest', runningEarliest: 0, runningLatest: 2 },
    });

    const withoutKafka = await liveFacts(specOf(`127.0.0.1:${port}`), 'p.yaml', testCli([live]).context);
    const withoutState = await liveFacts(specOf(kafka.bootstrap), 'p.yaml', testCli([DOWN]).context);

    expect(withoutKafka.facts).toMatchObject({ tasks: 2, initialOffset: { wanted: 'latest' } });
    expect(withoutKafka.facts.topics).toBeUndefined();
    expect(withoutKafka.notes).toEqual([expect.stringMatching(/^Kafka was not asked: PORT_CLOSED 127/)]);
    expect(withoutState.facts.topics?.size).toBe(2);
    expect(withoutState.facts.initialOffset).toBeUndefined();
    expect(withoutState.notes).toEqual([
      expect.stringMatching(/^the state of the pipeline was not asked: SSM_UNREACHABLE/),
    ]);
  });

  it('wants nothing while a change of initial_offset is under way', async () => {
    const report = sampleReport({
      phase: 'verifying',
      initialOffset: { stored: 'latest', runningEarliest: 0, runningLatest: 2 },
    });

    const { facts } = await liveFacts(specOf(kafka.bootstrap), 'p.yaml', testCli([report]).context);

    expect(facts.initialOffset).toBeUndefined();
  });
});
