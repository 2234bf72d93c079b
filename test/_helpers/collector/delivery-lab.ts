import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type RunningCollector, startCollector } from '../../../local/collector/start-collector';
import { createTopics, produce, withAdmin } from '../../../local/kafka/topics';
import { waitUntil } from '../../../local/process/wait-until';
import { type Sink, startSink } from '../../../local/sink/start-sink';
import { TrafficLedger } from '../../../local/traffic/ledger';
import { logsPayload, metricsPayload, type Payload, tracesPayload } from '../../../local/traffic/payload';
import { recreateTopic } from '../kafka/group';

const PATIENCE_MS = 90_000;

/**
 * How many refused requests, 200 ms apart, to wait for. Autocommit runs every 100 ms, so what is not committed by then
 * will not be.
 */
const ATTEMPTS = 8;

export type Signal = 'logs' | 'traces' | 'metrics';

/** A configuration in parts. The lab adds brokers, topics, endpoints and pipelines. */
export interface LabConfig {
  signal?: Signal;
  /** Settings of the Kafka receiver. */
  receiver?: object;
  /** Processors in the order of the pipeline. */
  processors?: Record<string, object>;
  /** Settings of the exporter to the first backend. */
  exporter?: object;
  /** Settings of an exporter to a second backend. */
  second?: object;
}

/** The topic, group, backends and Collector of one experiment. */
export interface Lab {
  readonly text: string;
  readonly backend: Sink;
  readonly second: Sink;
  /** Starts the Collector, or restarts it. */
  start(): Promise<void>;
  /** Kills the Collector. By then the backends have answered everything that it sent. */
  kill(): Promise<void>;
  /** Writes records with one item each, into the only partition. */
  write(count: number): Promise<TrafficLedger>;
  /** Deletes the topic and creates it again. */
  recreateTopic(): Promise<void>;
  /** Writes a record that nothing can decode. */
  writeGarbage(): Promise<void>;
  /** The committed offset; 0 without a commit. */
  committed(): Promise<number>;
  untilCommitted(offset: number): Promise<void>;
  /** Waits until a backend has refused so often that a commit would have been made by then. */
  untilRefusedOften(): Promise<void>;
  untilLogged(text: string): Promise<void>;
  untilLoggedTimes(text: string, times: number): Promise<void>;
  untilArrived(ledger: TrafficLedger, count: number, sink?: Sink): Promise<void>;
  arrived(ledger: TrafficLedger, sink?: Sink): number;
  stop(): Promise<void>;
}

export interface LabPlace {
  bootstrap: string;
  bin: string;
  folder: string;
}

export async function openLab(name: string, config: LabConfig, place: LabPlace): Promise<Lab> {
  const signal = config.signal ?? 'logs';
  const [backend, second] = [await startSink(), await startSink()];
  const logFile = path.join(place.folder, `${name}.log`);
  const text = JSON.stringify(configOf(name, signal, config, place.bootstrap, { backend, second }), null, 2);
  let collector: RunningCollector | undefined;
  await createTopics(place.bootstrap, [{ topic: name, partitions: 1 }]);
  const logged = () => readFileSync(logFile, 'utf8');
  const arrived = (ledger: TrafficLedger, sink = backend) => {
    const { spans, logs, metrics } = sink.compare(ledger);
    return spans.delivered + logs.delivered + metrics.delivered;
  };
  const committed = async () => {
    const found = await withAdmin(place.bootstrap, (admin) =>
      admin.fetchOffsets({ groupId: name, topics: [name] }),
    );
    return Math.max(0, Number(found[0]?.partitions[0]?.offset ?? 0));
  };
  const wait = (what: string, condition: () => boolean | Promise<boolean>) =>
    waitUntil(`${what} (${name})`, condition, { timeoutMs: PATIENCE_MS, everyMs: 100 });
  return {
    text,
    backend,
    second,
    arrived,
    committed,
    async start() {
      collector = await startCollector({
        bin: place.bin,
        name: `Collector ${name}`,
        configText: text,
        env: {},
        logFile,
      });
    },
    async kill() {
      collector?.process.kill('SIGKILL');
      await collector?.process.exited;
      // The backends answer what the Collector sent earlier before they answer this request, so in their current mood.
      await Promise.all([backend, second].map(({ endpoint }) => fetch(endpoint)));
    },
    async write(count) {
      const ledger = new TrafficLedger();
      const payloads = Array.from({ length: count }, () => payloadOf(signal));
      await produce(
        place.bootstrap,
        name,
        payloads.map(({ body }) => ({ partition: 0, value: body })),
      );
      for (const payload of payloads) ledger.record(payload, 'acknowledged');
      return ledger;
    },
    recreateTopic: () => recreateTopic({ bootstrap: place.bootstrap, topic: name }, 1),
    writeGarbage: () => produce(place.bootstrap, name, [{ partition: 0, value: 'not OTLP' }]),
    async untilCommitted(offset) {
      await wait(`a commit of ${offset}`, async () => (await committed()) === offset);
    },
    async untilRefusedOften() {
      await wait(
        'refused requests',
        () => (logged().match(/HTTP Status Code 503/g)?.length ?? 0) >= ATTEMPTS,
      );
    },
    async untilLogged(line) {
      await wait(`"${line}" in the log`, () => logged().includes(line));
    },
    async untilLoggedTimes(line, times) {
      await wait(`"${line}" in the log, ${times} times`, () => logged().split(line).length > times);
    },
    async untilArrived(ledger, count, sink = backend) {
      await wait(`${count} items at the backend`, () => arrived(ledger, sink) >= count);
    },
    async stop() {
      await collector?.stop(0);
      await Promise.all([backend.stop(), second.stop()]);
    },
  };
}

function payloadOf(signal: Signal): Payload {
  const nowMs = Date.now();
  switch (signal) {
    case 'logs':
      return logsPayload({ records: 1, nowMs });
    case 'metrics':
      return metricsPayload({ points: 1, nowMs });
    case 'traces':
      return tracesPayload({ traces: 1, spansPerTrace: 1, nowMs, partition: { kind: 'any' } });
  }
}

function configOf(
  name: string,
  signal: Signal,
  { receiver, processors = {}, exporter, second }: LabConfig,
  bootstrap: string,
  sinks: { backend: Sink; second: Sink },
) {
  const to = (sink: Sink, settings: object | undefined) => ({
    endpoint: sink.endpoint,
    encoding: 'json',
    compression: 'none',
    ...settings,
  });
  const exporters = {
    otlp_http: to(sinks.backend, exporter),
    ...(second ? { 'otlp_http/second': to(sinks.second, second) } : {}),
  };
  return {
    receivers: {
      kafka: {
        brokers: [bootstrap],
        group_id: name,
        initial_offset: 'earliest',
        // On a busy machine, a shorter timeout causes rebalances of its own.
        session_timeout: '6s',
        heartbeat_interval: '1s',
        autocommit: { enable: true, interval: '100ms' },
        [signal]: { topics: [name], encoding: 'otlp_json' },
        ...receiver,
      },
    },
    processors,
    exporters,
    extensions: { health_check: { endpoint: '${env:SPILLWAY_HEALTH_ENDPOINT}' } },
    service: {
      extensions: ['health_check'],
      // Sampling would leave out lines that tests count.
      telemetry: { metrics: { level: 'none' }, logs: { sampling: { enabled: false } } },
      pipelines: {
        [signal]: {
          receivers: ['kafka'],
          processors: Object.keys(processors),
          exporters: Object.keys(exporters),
        },
      },
    },
  };
}
