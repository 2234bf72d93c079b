import path from 'node:path';
import type { KafkaConnection } from '../../../lib/pipeline';
import { type RunningKafka, startKafka } from '../../../local/kafka/broker-process';
import { ensureKafkaHome } from '../../../local/kafka/kafka-home';
import type { KafkaOptions } from '../../../local/kafka/kafka-options';
import type { Relay } from '../../../local/kafka/relay';

const CACHE_DIR = path.resolve(__dirname, '../../../.cache');

/** The first run on a machine fetches Kafka, so `beforeAll` may take this long. */
export const KAFKA_START_TIMEOUT_MS = 300_000;

/** The oldest Kafka 4, for behaviour that depends on the brokers' release. */
const OLDER_KAFKA = '4.0.2';

/** The folder with Kafka's jars: KAFKA_HOME, or the one in `.cache`. */
export function testKafkaHome(): Promise<string> {
  return ensureKafkaHome({
    cacheDir: CACHE_DIR,
    progress: (line) => process.stderr.write(`${line}\n`),
    kafkaHome: process.env.KAFKA_HOME,
  });
}

/** A broker of an older release, which is fetched on first use. */
export async function startOlderKafka(): Promise<RunningKafka> {
  const kafkaHome = await ensureKafkaHome({
    cacheDir: CACHE_DIR,
    progress: (line) => process.stderr.write(`${line}\n`),
    version: OLDER_KAFKA,
  });
  return startKafka({ kafkaHome });
}

/** A real broker for a test file, on its own ports. */
export async function startTestKafka(options: Omit<KafkaOptions, 'kafkaHome'> = {}): Promise<RunningKafka> {
  return startKafka({ kafkaHome: await testKafkaHome(), ...options });
}

/** A real broker with an additional listener that can be reached only through the relay. */
export async function startKafkaBehind(
  relay: Relay,
  options: Pick<KafkaOptions, 'properties'> = {},
): Promise<RunningKafka> {
  const kafka = await startTestKafka({ proxy: { advertisedPort: relay.port }, ...options });
  relay.forwardTo(kafka.proxied?.listenPort ?? 0);
  return kafka;
}

/** The `kafka` section of a spec, with short timeouts. */
export function kafkaConnection(
  bootstrap: string | undefined,
  more: Partial<KafkaConnection> = {},
): KafkaConnection {
  return {
    brokers: [bootstrap ?? 'no-such-listener:1'],
    auth: { mechanism: 'none' },
    tls: { enabled: false, insecureSkipVerify: false },
    connectTimeout: 2_000,
    requestTimeout: 10_000,
    ...more,
  };
}
