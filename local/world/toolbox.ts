import path from 'node:path';
import { ensureCollector } from '../collector/ensure-collector';
import { type BuildableVersion, NEWEST_WHOLE } from '../collector/manifest';
import { ensureKafkaHome } from '../kafka/kafka-home';

/** The real programs of the world. They are either installed, or fetched and built once. */
export interface Toolbox {
  otelcol: string;
  /** A Kafka to start, or a broker that already runs. */
  kafka: { kind: 'home'; kafkaHome: string } | { kind: 'running'; brokers: string[] };
}

export interface ToolboxOptions {
  /** `KAFKA_BROKERS`, `KAFKA_HOME` and `OTELCOL_BIN` name installed programs to use instead. */
  env: Readonly<Record<string, string | undefined>>;
  progress: (line: string) => void;
  signal?: AbortSignal | undefined;
  /** Of a Kafka that is started here. @default the version of the embedded world */
  kafka?: string;
  /** @default the newest that builds whole */
  collector?: BuildableVersion;
}

/** `.cache` of the repository, which is kept between runs and ignored by git. */
const CACHE_DIR = path.resolve(process.cwd(), '.cache');

/** Fetches and builds missing parts, which takes some minutes the first time. */
export async function openToolbox({
  env,
  progress,
  signal,
  kafka: kafkaVersion,
  collector = NEWEST_WHOLE,
}: ToolboxOptions): Promise<Toolbox> {
  const brokers = env.KAFKA_BROKERS?.split(',').map((broker) => broker.trim());
  // One after the other, because both report progress and the Collector's build uses both cores.
  const kafka: Toolbox['kafka'] = brokers
    ? { kind: 'running', brokers }
    : {
        kind: 'home',
        kafkaHome: await ensureKafkaHome({
          cacheDir: CACHE_DIR,
          progress,
          kafkaHome: env.KAFKA_HOME,
          ...(kafkaVersion === undefined ? {} : { version: kafkaVersion }),
          ...(signal ? { signal } : {}),
        }),
      };
  const otelcol = await ensureCollector({
    cacheDir: CACHE_DIR,
    version: collector,
    progress,
    otelcolBin: env.OTELCOL_BIN,
    signal,
  });
  return { otelcol, kafka };
}
