import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type AwsClients, createAwsClients } from '../../../lib/adapters/aws/clients';
import { ensureCollector } from '../../../local/collector/ensure-collector';
import type { KafkaOptions } from '../../../local/kafka/kafka-options';
import { createTopics } from '../../../local/kafka/topics';
import { type Sink, startSink } from '../../../local/sink/start-sink';
import { TrafficLedger } from '../../../local/traffic/ledger';
import { openSpanWriter, type SpanWriter } from '../../../local/traffic/span-writer';
import { CleanUp } from '../../../local/world/clean-up';
import { startTestKafka } from '../kafka/broker';
import { type MotoWithLambdas, startMotoWithLambdas } from '../moto/moto-with-lambdas';
import { type CdkCli, cdkCli } from './cdk-cli';

const CACHE_DIR = path.resolve(__dirname, '../../../.cache');

/** What a deployment on moto needs: a bootstrapped account, a real Kafka with one topic, and a backend. */
export interface DeploymentWorld {
  moto: MotoWithLambdas;
  cdk: CdkCli;
  clients: AwsClients;
  /** The environment for a test's own clients. */
  env: Record<string, string>;
  bootstrap: string;
  /** The listener with a login; empty without `sasl` in the options. */
  saslBootstrap: string;
  topic: string;
  writer: SpanWriter;
  ledger: TrafficLedger;
  sink: Sink;
  otelcol: string;
  /** A temporary folder, which is removed with the world. */
  folder: string;
  stop(): Promise<void>;
}

/** @param partitions the partition count of the topic `otlp_spans`, which is empty at first */
export async function startDeploymentWorld(
  partitions: number,
  broker: Pick<KafkaOptions, 'sasl'> = {},
): Promise<DeploymentWorld> {
  const cleanUp = new CleanUp();
  const stop = () => cleanUp.run((line) => process.stderr.write(`${line}\n`));
  const added = async <T>(name: string, made: Promise<T>, end: (made: T) => Promise<void>): Promise<T> => {
    const value = await made;
    cleanUp.add(name, () => end(value));
    return value;
  };
  try {
    const folder = await added('folder', mkdtemp(path.join(tmpdir(), 'spillway-deploy-')), (made) =>
      rm(made, { recursive: true, force: true }),
    );
    const moto = await added('moto', startMotoWithLambdas(), (made) => made.stop());
    const cdk = cdkCli(moto.endpoint);
    // Both take seconds, and most of that is waiting.
    const [kafka] = await Promise.all([
      added('Kafka', startTestKafka(broker), (made) => made.stop()),
      cdk.bootstrap(),
    ]);
    const sink = await added('sink', startSink(), (made) => made.stop());
    const { bootstrap, saslBootstrap = '' } = kafka;
    const topic = 'otlp_spans';
    await createTopics(bootstrap, [{ topic, partitions }]);
    const ledger = new TrafficLedger();
    const writer = await added('writer', openSpanWriter({ bootstrap, topic, ledger }), (made) =>
      made.close(),
    );
    const env = { AWS_ENDPOINT_URL: moto.endpoint, AWS_REGION: 'eu-west-1' };
    const clients = createAwsClients({ env, requestTimeoutMs: 20_000 });
    cleanUp.add('clients', async () => clients.destroy());
    const progress = (line: string) => void process.stderr.write(`${line}\n`);
    const otelcol = await ensureCollector({ cacheDir: CACHE_DIR, version: '0.160.0', progress });
    const kafkaParts = { bootstrap, saslBootstrap, topic, writer, ledger };
    return { ...{ moto, cdk, clients, env, sink, otelcol, folder }, ...kafkaParts, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
