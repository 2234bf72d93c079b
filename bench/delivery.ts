import { readFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { renderIngestion, renderProcessing } from '../lib/collector';
import { type PipelineSpec, parsePipelineSpec } from '../lib/pipeline';
import { sumByName } from '../local/collector/collector-metrics';
import { type RunningCollector, startCollector } from '../local/collector/start-collector';
import { createTopics } from '../local/kafka/topics';
import { waitUntil } from '../local/process/wait-until';
import { tracesPayload } from '../local/traffic/payload';

const PARTITIONS = 6;
const SPANS_PER_REQUEST = 500;
/** Requests are made before the clock runs, and sent again and again. */
const DIFFERENT_REQUESTS = 40;
const CLIENTS = 16;
const TIMEOUT_MS = 300_000;
/** Linux counts a process's time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** A spec, and what is taken out of its rendered ingestion tier. */
export interface Profile {
  name: string;
  spec: { delivery?: PipelineSpec['delivery']; ingestion?: object; processing?: object };
  without?: string;
}

export interface Pace {
  spansPerSecond: number;
  /** Of the Collector, for a million spans. */
  cpuSeconds: string;
}

export interface Written extends Pace {
  pipeline: { name: string; profile: Profile };
  records: number;
  bytesPerSpan: string;
}

/** Writes spans through a rendered ingestion tier, and reads them by a rendered task, one Collector each. */
export class DeliveryBench {
  private pipelines = 0;
  private groups = 0;

  constructor(private readonly parts: { bin: string; folder: string; bootstrap: string; spans: number }) {}

  /** From the first request until the brokers have acknowledged all spans. */
  async write(profile: Profile): Promise<Written> {
    this.pipelines += 1;
    const name = `bench-${this.pipelines}`;
    await createTopics(this.parts.bootstrap, [{ topic: name, partitions: PARTITIONS }]);
    const config = renderIngestion(this.specOf(name, name, profile, 'http://127.0.0.1:1')).replace(
      profile.without ?? '',
      '',
    );
    const collector = await this.start(name, config);
    try {
      // A connection and the metadata of the topic, before the clock runs.
      await sendSpans(collector, SPANS_PER_REQUEST);
      await untilCounted(collector, 'otelcol_exporter_sent_spans', SPANS_PER_REQUEST);
      const pace = await this.timed(collector, async () => {
        await sendSpans(collector, this.parts.spans);
        await untilCounted(collector, 'otelcol_exporter_sent_spans', this.parts.spans + SPANS_PER_REQUEST);
      });
      const counters = await countersOf(collector);
      const bytes = counters.get('otelcol_kafka_exporter_bytes') ?? 0;
      return {
        ...pace,
        pipeline: { name, profile },
        records: counters.get('otelcol_kafka_exporter_records') ?? 0,
        bytesPerSpan: (bytes / (this.parts.spans + SPANS_PER_REQUEST)).toFixed(0),
      };
    } finally {
      await collector.stop(10_000);
    }
  }

  /** From the task's first export until the backend has all spans. */
  async read({ name, profile }: Written['pipeline'], backendMs: number): Promise<Pace> {
    this.groups += 1;
    const backend = await startBackend(backendMs);
    const spec = this.specOf(name, `${name}-${this.groups}`, profile, backend.endpoint);
    const collector = await this.start(`${name}-task-${this.groups}`, renderProcessing(spec, 'earliest'));
    try {
      await untilCounted(collector, 'otelcol_receiver_accepted_spans', 1);
      return await this.timed(collector, () =>
        untilCounted(collector, 'otelcol_exporter_sent_spans', this.parts.spans + SPANS_PER_REQUEST),
      );
    } finally {
      await collector.stop(10_000);
      await backend.stop();
    }
  }

  private async timed(collector: RunningCollector, work: () => Promise<void>): Promise<Pace> {
    const { pid } = collector.process;
    const beganMs = performance.now();
    const cpuBefore = cpuSecondsOf(pid);
    await work();
    const seconds = (performance.now() - beganMs) / 1_000;
    return {
      spansPerSecond: Math.round(this.parts.spans / seconds),
      cpuSeconds: (((cpuSecondsOf(pid) - cpuBefore) * 1_000_000) / this.parts.spans).toFixed(1),
    };
  }

  private start(name: string, configText: string): Promise<RunningCollector> {
    const { bin, folder } = this.parts;
    return startCollector({ bin, name, configText, env: {}, logFile: path.join(folder, `${name}.log`) });
  }

  private specOf(topic: string, group: string, { spec }: Profile, endpoint: string): PipelineSpec {
    const { delivery, ingestion = {}, processing = {} } = spec;
    const raw = {
      name: topic,
      kafka: { brokers: [this.parts.bootstrap] },
      group,
      signals: { traces: { topic } },
      ...(delivery ? { delivery } : {}),
      tiers: {
        ingestion,
        processing: { cluster: 'local', service: topic, backend: { endpoint }, ...processing },
      },
    };
    return parsePipelineSpec(JSON.stringify(raw), topic);
  }
}

async function sendSpans({ endpoints }: RunningCollector, spans: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const bodies = Array.from({ length: DIFFERENT_REQUESTS }, () =>
    Buffer.from(
      tracesPayload({
        traces: SPANS_PER_REQUEST / 4,
        spansPerTrace: 4,
        nowMs: Date.now(),
        partition: { kind: 'any' },
      }).body,
    ),
  );
  let left = spans / SPANS_PER_REQUEST;
  const client = async () => {
    for (; left > 0; ) {
      left -= 1;
      await post(new URL('/v1/traces', endpoints.otlpHttp), bodies[left % bodies.length] as Buffer, agent);
    }
  };
  try {
    await Promise.all(Array.from({ length: CLIENTS }, client));
  } finally {
    agent.destroy();
  }
}

function post(url: URL, body: Buffer, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const sending = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () =>
        answer.statusCode === 200
          ? resolve()
          : reject(new Error(`the Collector answered ${answer.statusCode}`)),
      );
    });
    sending.on('error', reject);
    sending.end(body);
  });
}

/** A backend that reads a request, waits, and answers 200. */
async function startBackend(afterMs: number): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const server = createServer((incoming, answer) => {
    incoming.resume();
    incoming.on('end', () => void pause(afterMs).then(() => answer.writeHead(200).end()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function untilCounted(collector: RunningCollector, counter: string, least: number): Promise<void> {
  await waitUntil(
    `${least} at ${counter}`,
    async () => ((await countersOf(collector)).get(counter) ?? 0) >= least,
    { timeoutMs: TIMEOUT_MS, everyMs: 50 },
  );
}

async function countersOf({ endpoints }: RunningCollector): Promise<Map<string, number>> {
  return sumByName(await (await fetch(endpoints.metrics)).text());
}

/** User and system time of a process (proc(5)). */
function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
