import path from 'node:path';
import { tick } from '../../lib/controller/tick';
import { type TickReport, toReport } from '../../lib/controller/tick-report';
import { parsePipelineSpec } from '../../lib/pipeline';
import { coldMemory, openTick } from '../../lib/runtime/open-tick';
import { type LocalAws, startLocalAws } from '../../local/aws';
import { type RunningKafka, startKafka } from '../../local/kafka/broker-process';
import { ensureKafkaHome } from '../../local/kafka/kafka-home';
import { createTopics } from '../../local/kafka/topics';
import { waitUntil } from '../../local/process/wait-until';
import { awsEnvironment, deployProcessingTier } from '../../local/world/processing-tier';
import { KAFKA_START_TIMEOUT_MS } from '../_helpers/kafka/broker';
import { type JavaConsumer, startNewerConsumer } from '../_helpers/kafka/java-consumer';
import { waitingProcess } from '../_helpers/process/waiting-process';

const GROUP = 'newer';
const TOPIC = 'newer_spans';
const TIMEOUT_MS = 120_000;

// The first release with the newer protocol for everybody, and the newest: they describe such a group differently.
describe.each(['4.0.2', '4.4.0'])(
  'a group of the newer consumer protocol (KIP-848) on Kafka %s',
  (version) => {
    let kafka: RunningKafka;
    let consumer: JavaConsumer;
    let aws: LocalAws;

    beforeAll(async () => {
      const progress = (line: string) => void process.stderr.write(`${line}\n`);
      const cacheDir = path.resolve(__dirname, '../../.cache');
      kafka = await startKafka({ kafkaHome: await ensureKafkaHome({ cacheDir, version, progress }) });
      await createTopics(kafka.bootstrap, [{ topic: TOPIC, partitions: 3 }]);
      consumer = await startNewerConsumer({ bootstrap: kafka.bootstrap, topic: TOPIC, groupId: GROUP });
      aws = await startLocalAws({ launch: async () => waitingProcess() });
      await deployProcessingTier({ aws, spec: spec() });
    }, KAFKA_START_TIMEOUT_MS);

    afterAll(async () => {
      await aws?.stop();
      await consumer?.stop();
      await kafka?.stop();
    }, TIMEOUT_MS);

    function spec() {
      const text = JSON.stringify({
        name: 'newer',
        kafka: { brokers: [kafka.bootstrap] },
        group: GROUP,
        signals: { traces: { topic: TOPIC } },
        tiers: {
          processing: {
            cluster: 'local',
            service: 'newer',
            metricsPort: 'off',
            backend: { endpoint: 'http://127.0.0.1:4318' },
          },
        },
      });
      return parsePipelineSpec(text, 'newer.yaml');
    }

    async function status(): Promise<TickReport> {
      const opened = await openTick({
        ...{ spec: spec(), env: awsEnvironment(aws.endpoint), holder: 'test', leaseMs: 60_000 },
        warm: coldMemory(),
      });
      return toReport(await tick(opened.dependencies, { kind: 'report' }, {}).finally(opened.close));
    }

    it(
      'is named for what it is in the answer of the controller, and holds what needs the group',
      async () => {
        const holds = await waitUntil(
          'the answer of the controller to name the group',
          async () => {
            const { reasons } = await status();
            const found = reasons.filter(({ line }) => line.includes('KIP-848'));
            return found.length > 0 && found;
          },
          { timeoutMs: TIMEOUT_MS, everyMs: 500 },
        );

        expect(holds).toEqual([
          expect.objectContaining({
            code: 'HOLD_GROUP_NOT_STABLE',
            line: expect.stringMatching(
              /group newer is unknown \(GROUP_PROTOCOL_UNSUPPORTED .*a group of the consumer protocol \(KIP-848\)/,
            ),
          }),
        ]);
        expect(holds[0]?.line).not.toContain('is Dead');
      },
      TIMEOUT_MS,
    );
  },
);
