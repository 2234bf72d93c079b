import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { SpillwayError } from '../../lib/errors';
import { freePorts } from '../process/free-ports';
import { logTail, type ManagedProcess, type ProcessExit, startProcess } from '../process/managed-process';
import { waitUntil } from '../process/wait-until';

const CONFIG_VARIABLE = 'SPILLWAY_COLLECTOR_CONFIG';
const START_ATTEMPTS = 3;
const DEFAULT_READY_TIMEOUT_MS = 60_000;

export interface StartCollectorOptions {
  /** From `ensureCollector`. */
  bin: string;
  /** The name in messages, for example "ingestion Collector". */
  name: string;
  /** Passed in the environment, as on ECS. The endpoints in it must come from `SPILLWAY_…` variables. */
  configText: string;
  /** The Collector's environment, in addition to its ports. */
  env: Record<string, string>;
  logFile: string;
  readyTimeoutMs?: number;
  signal?: AbortSignal | undefined;
}

/** Where a running Collector listens, on free ports of 127.0.0.1. */
export interface CollectorEndpoints {
  /** `http://127.0.0.1:port`, without `/v1/traces`; used by an ingestion tier. */
  otlpHttp: string;
  /** `127.0.0.1:port`. */
  otlpGrpc: string;
  health: string;
  /** Its own metrics, as Prometheus text. */
  metrics: string;
}

export interface RunningCollector {
  readonly process: ManagedProcess;
  readonly endpoints: CollectorEndpoints;
  /** Sends SIGTERM, then SIGKILL after `graceMs`. */
  stop(graceMs: number): Promise<ProcessExit>;
}

/**
 * Starts a Collector and waits until its health check responds.
 *
 * @throws SpillwayError `COLLECTOR_START_FAILED` with the end of its log, `LOCAL_WAIT_TIMEOUT`
 */
export async function startCollector(options: StartCollectorOptions): Promise<RunningCollector> {
  for (let attempt = 1; ; attempt++) {
    const { endpoints, env } = await chooseEndpoints();
    const log = logFromHere(options.logFile);
    const collector = await startProcess({
      name: options.name,
      command: options.bin,
      args: [`--config=env:${CONFIG_VARIABLE}`],
      env: { ...options.env, ...env, [CONFIG_VARIABLE]: options.configText },
      cwd: path.dirname(options.logFile),
      logFile: options.logFile,
    });
    try {
      await untilHealthy(collector, endpoints, log, options);
      return { process: collector, endpoints, stop: (graceMs) => collector.stop(graceMs) };
    } catch (error) {
      await collector.stop(0);
      if (!/address already in use/.test(log()) || attempt === START_ATTEMPTS) throw error;
    }
  }
}

/** Returns what is added to a log from now on, because it may contain output of earlier runs. */
function logFromHere(logFile: string): () => string {
  const sizeBefore = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  return () => readFileSync(logFile).subarray(sizeBefore).toString();
}

async function chooseEndpoints(): Promise<{ endpoints: CollectorEndpoints; env: Record<string, string> }> {
  const [http, grpc, health, telemetry] = await freePorts(4);
  const local = (port: number | undefined) => `127.0.0.1:${port}`;
  return {
    endpoints: {
      otlpHttp: `http://${local(http)}`,
      otlpGrpc: local(grpc),
      health: `http://${local(health)}/`,
      metrics: `http://${local(telemetry)}/metrics`,
    },
    env: {
      SPILLWAY_OTLP_HTTP_ENDPOINT: local(http),
      SPILLWAY_OTLP_GRPC_ENDPOINT: local(grpc),
      SPILLWAY_HEALTH_ENDPOINT: local(health),
      SPILLWAY_TELEMETRY_HOST: '127.0.0.1',
      SPILLWAY_TELEMETRY_PORT: String(telemetry),
    },
  };
}

async function untilHealthy(
  collector: ManagedProcess,
  endpoints: CollectorEndpoints,
  log: () => string,
  options: StartCollectorOptions,
): Promise<void> {
  await waitUntil(
    `the health check of the ${options.name} (log: ${options.logFile})`,
    async () => {
      if (!collector.running || gaveUp(log())) {
        throw new SpillwayError(
          'COLLECTOR_START_FAILED',
          [`The ${options.name} did not start:`, ...logTail(options.logFile).split('\n')],
          'Correct the setting that the last lines of its log name.',
        );
      }
      return isHealthy(endpoints.health);
    },
    {
      timeoutMs: options.readyTimeoutMs ?? DEFAULT_READY_TIMEOUT_MS,
      ...(options.signal ? { signal: options.signal } : {}),
    },
  );
}

/**
 * Whether the Collector failed to start but stays alive. A kafkareceiver that fails to start (a missing CA file, a
 * heartbeat above the session timeout) keeps the process from exiting, because its shutdown waits for a loop that never
 * began (consumer_franz.go, v0.160.0).
 */
function gaveUp(log: string): boolean {
  return log.includes('Failed to start component');
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
